"""The words of a text: runs of letters, with apostrophes between them made straight."""

import re

WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"  # of a text whose apostrophes are straight
_WORD = re.compile(WORD)


def words(text: str) -> list[str]:
    """Return a text's words in their order, in lower case."""
    return [word.lower() for word in cased_words(text)]


def cased_words(text: str) -> list[str]:
    """Return a text's words in their order, in the case they are written in."""
    return _WORD.findall(text.replace("’", "'"))
