"""The words of a text: letters, with apostrophes between them, which come out straight."""

import re

WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"  # where apostrophes are straight
_WORD = re.compile(WORD)


def words(text: str) -> list[str]:
    """The words in the order they stand, in lower case."""
    return [word.lower() for word in cased_words(text)]


def cased_words(text: str) -> list[str]:
    """The words in the order they stand, as they are written."""
    return _WORD.findall(text.replace("’", "'"))
