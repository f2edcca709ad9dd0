"""Speeches as they are typed, in a line each, and as they stand in a play.

    HAMLET: To be, or not          an empty line, HAMLET: on a line of its own, To be, or not

So authors of plays have it before them as they learnt it (texts/plays.py has their layout). Only
a name in capitals is one, since in prose others may come before a colon. Which pages are plays is
not known here.
"""

import re

from texts.plays import TITLE

_SPEECH = re.compile(
    rf"^[ \t]*({TITLE}[A-Z][A-Z'’& -]*[A-Z]):"
    r"(?:[ \t]*\n|[ \t]+|(?=[^\W\d_‘“'\"])|[ \t]*\Z)",
    re.MULTILINE,
)


def starts_speech(typed: str) -> bool:
    """Whether a speaker's name stands first."""
    return _SPEECH.match(typed) is not None


def lay_out_speeches(typed: str) -> str:
    """Each speech with its name on a line of its own; the rest as it is."""
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
