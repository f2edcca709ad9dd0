"""Find where a word can end, including in scripts without white space between words.

Chinese, Japanese, Thai and some other scripts do not separate words. Nothing in such a text shows
where a word ends, so a word can end after any letter.
"""

import unicodedata

from texts.scripts import is_unspaced

_OPENING = ("Ps", "Pi")  # categories of brackets and quotes that stand before what they enclose
_VIRAMA = 9  # the combining class of marks that bind a letter to the next one


def may_part(before: str, character: str) -> bool:
    """Return whether one word can end and another begin between two adjacent characters.

    This is possible only if one of the two is a letter or mark of a script written without spaces,
    such as Chinese. The function follows Unicode's rules for word boundaries (UAX #29), except that
    a word can also end between two katakana characters. No word can end before a mark that belongs
    to the preceding character (such as 。 or ー), or after an opening bracket or quote.

    Args:
        before: the first of the two characters; not white space.
        character: the second character; not white space.
    """
    if not (is_unspaced(before) or is_unspaced(character)):
        return False
    category = unicodedata.category(character)
    bound = unicodedata.combining(before) == _VIRAMA or unicodedata.category(before) in _OPENING
    return not bound and (category in _OPENING or (character.isalnum() and category != "Lm"))


def continues_word(before: str, character: str) -> bool:
    """Return whether a character belongs to the same word as the character before it.

    Letters, digits and combining marks continue a word. In a script without spaces, such as
    Chinese, a character continues the word only if no word boundary is possible before it.

    Args:
        before: a letter or digit, the last character of the word so far.
        character: the character that follows it.
    """
    in_word = character.isalnum() or unicodedata.category(character).startswith("M")
    return in_word and not may_part(before, character)
