"""A speech as it is typed, in one line, and as it stands in a play.

    HAMLET: To be, or not          an empty line, HAMLET: on a line of its own, To be, or not

So authors of plays have it before them as they learnt it (training/plays.py has their layout). Only
a name in capitals is one, since in prose others may come before a colon. Which pages are plays is
not known here.
"""

import re

_SPEECH = re.compile(
    r"[ \t]*([A-Z][A-Z'’.& -]*[A-Z]):(?:[ \t]*\n|[ \t]+|(?=[^\W\d_‘“'\"])|$)(.*)", re.DOTALL
)


def as_speech(line: str) -> str | None:
    """The name on a line of its own and what is said below it; None when it is no speech."""
    typed = _SPEECH.fullmatch(line)
    return f"{typed[1]}:\n{typed[2]}" if typed else None


def gap(before: str) -> str:
    """What sets a speech off from a page that ends so: line ends, none at the page's head."""
    if not before:
        return ""
    ended = len(before) - len(before.rstrip("\n"))
    return "\n" * max(0, 2 - ended)
