"""Scripts that put no white space between words, such as Chinese, Japanese and Thai."""

import unicodedata
from functools import lru_cache

# How the Unicode names of letters begin in scripts that put no white space between words.
_UNSPACED = (
    "CJK UNIFIED", "CJK COMPATIBILITY", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA",
    "THAI", "LAO", "KHMER", "MYANMAR",
)  # fmt: skip


@lru_cache(maxsize=1_024)  # a text has few characters, each of them often
def is_unspaced(character: str) -> bool:
    """Return whether a character belongs to a script that puts no spaces between words.

    Examples of such scripts are Chinese, Japanese and Thai. Letters and full-width punctuation are
    considered to belong to them, but digits are not.
    """
    if character.isalnum():
        letter = not character.isdecimal()
        return letter and unicodedata.name(character, "").startswith(_UNSPACED)
    mark = unicodedata.category(character).startswith("P")
    return mark and unicodedata.east_asian_width(character) in "WFH"
