"""Speeches as they are typed, in a line each, and as they stand in a play.

    HAMLET: To be, or not          an empty line, HAMLET: on a line of its own, To be, or not

So authors of plays have it before them as they learnt it (training/plays.py has their layout). Only
a name in capitals is one, since in prose others may come before a colon. Which pages are plays is
not known here.
"""

import re

_SPEECH = re.compile(
    r"^[ \t]*([A-Z][A-Z'’.& -]*[A-Z]):(?:[ \t]*\n|[ \t]+|(?=[^\W\d_‘“'\"])|[ \t]*\Z)", re.MULTILINE
)


def as_speeches(typed: str) -> str | None:
    """Each name on a line of its own and what is said below it; None where no speech begins it."""
    if not _SPEECH.match(typed):
        return None
    before, laid = 0, ""
    for name in _SPEECH.finditer(typed):
        laid += typed[before : name.start()]
        laid += f"{gap(laid)}{name[1]}:\n"
        before = name.end()
    return laid + typed[before:]


def gap(before: str) -> str:
    """What sets a speech off from a page that ends so: line ends, none at the page's head."""
    if not before:
        return ""
    ended = len(before) - len(before.rstrip("\n"))
    return "\n" * max(0, 2 - ended)
