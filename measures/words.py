"""The words of a text: runs of letters, with apostrophes between them made straight."""

import re

WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"  # of a text whose apostrophes are straight
_WORD = re.compile(WORD)


def words(text: str) -> list[str]:
    """Return the words of a text in order, in lower case.

    A word is a run of letters, which can contain apostrophes, as in "don't". Curly apostrophes are
    converted to straight ones.
    """
    return [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
