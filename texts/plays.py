"""The layout of plays: one for all, whatever the typist's.

Collected editions mix layouts. A speaker's name stands before the speech, in capitals with a full
stop and indented, or on a line of its own; directions stand in the middle of a line, at its right
edge, or after a verse. An author who learns from all of them wavers between them and writes wide
white margins. Here every speech is

    NAME:
    its lines, from the left edge

with one empty line before it, and directions are on lines of their own. Words, spelling and the
line ends of verse stay as they are.

This module knows lines. Which texts are plays is in the lists of works (texts/manifest.py).
"""

import re

TITLE = r"(?:(?:MRS|MR|DR|ST)\. )?"  # of a speaker; only here may a name have a full stop
_NAME = (
    r"(?!(?:ACT|SCENE|PROLOGUE|EPILOGUE|DRAMATIS|THE END)\b)"
    rf"{TITLE}[A-Z][A-Z'’&, -]*[A-Z][A-Z'’]*"
)
_NAME_AND_SPEECH = re.compile(rf"^[ \t]{{0,6}}({_NAME})\.+[ \t]+(?=\S)")
_NAME_ALONE = re.compile(rf"^[ \t]{{0,6}}({_NAME})\.+$")
_NUMBER = re.compile(r"[IVXLC]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_DIRECTION_GAP = re.compile(r"(?<=\S)[ \t]{3,}(?=[\[A-Z])")  # before one at the right edge


def unify_layout(text: str) -> str:
    """Return a play in the one layout: each speech below its speaker's name and a colon.

    Args:
        text: the play as an edition lays it out; its lines end in newlines.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _lay_out(line.rstrip(), lines[-1] if lines else "")
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines))


def _lay_out(line: str, previous: str) -> list[str]:
    name = _NAME_ALONE.match(line) or _NAME_AND_SPEECH.match(line)
    if name is None or _NUMBER.fullmatch(name[1]):
        return _DIRECTION_GAP.sub("\n", line.strip()).split("\n")
    gap = [""] if previous else []
    rest = line[name.end() :].strip()
    return [*gap, f"{name[1]}:", *(_DIRECTION_GAP.sub("\n", rest).split("\n") if rest else [])]
