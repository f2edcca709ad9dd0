"""The layout of plays: one layout for all of them, whichever a typist chose.

Collected editions mix layouts. A speaker's name is before the speech, in capitals with a full stop
and indented, or on a line of its own; stage directions are in the middle of a line, at its right
edge, or after a verse. An author who learns from all of these mixes them and writes wide
margins. Here every speech is

    NAME:
    its lines, from the left edge

with one empty line before it, and directions are on lines of their own. Words, spelling and the
line ends of verse stay as they are.

This module does not decide which texts are plays: the lists of works do (texts/manifest.py).
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
    """Return a play in a uniform layout.

    Each speaker's name is put on a line of its own and followed by a colon, with an empty line
    above it and the speech below. Stage directions separated from the text by three or more spaces
    are moved to lines of their own. White space at both ends of each line is removed, and
    consecutive empty lines are reduced to one. Lines that begin with words such as ACT or SCENE are
    not treated as speakers' names.

    Args:
        text: the text of the play, with newlines as its only line endings.
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
