"""Where a word may end: between which characters, and in which scripts without white space.

Chinese, Japanese, Thai and some other scripts set no white space between words. Nothing in a text
then tells where a word ends, so each letter may be the end of one.
"""

import unicodedata
from functools import lru_cache

_OPENING = ("Ps", "Pi")  # categories of brackets and quotes that stand before what they enclose
_VIRAMA = 9  # the combining class of marks that bind a letter to the next one

# What the names of letters begin with whose scripts set no white space between words.
_UNSPACED = (
    "CJK UNIFIED", "CJK COMPATIBILITY", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA",
    "THAI", "LAO", "KHMER", "MYANMAR",
)  # fmt: skip


def may_part(before: str, character: str) -> bool:
    """Tell whether a word may end between two characters without white space.

    It may next to a letter or mark whose script sets no white space (as in UAX #29, but between
    katakana too). It may not before a mark that belongs to what precedes it (。 or ー), nor after
    an opening bracket or quote.
    """
    if not (is_unspaced(before) or is_unspaced(character)):
        return False
    category = unicodedata.category(character)
    bound = unicodedata.combining(before) == _VIRAMA or unicodedata.category(before) in _OPENING
    return not bound and (category in _OPENING or (character.isalnum() and category != "Lm"))


def continues_word(before: str, character: str) -> bool:
    """Tell whether a character that follows a letter or digit belongs to the same word.

    Letters and digits do, unless the word may end before them. So do accents, vowel signs and
    other marks that are set on a letter.
    """
    in_word = character.isalnum() or unicodedata.category(character).startswith("M")
    return in_word and not may_part(before, character)


@lru_cache(maxsize=1_024)  # a text has few characters, each of them often
def is_unspaced(character: str) -> bool:
    """Tell whether a character is a letter or full-width mark of a script without spaces."""
    if character.isalnum():
        letter = not character.isdecimal()
        return letter and unicodedata.name(character, "").startswith(_UNSPACED)
    mark = unicodedata.category(character).startswith("P")
    return mark and unicodedata.east_asian_width(character) in "WFH"
