"""Plays in one layout, whatever the typist's.

Collected editions mix layouts: a speaker's name before the speech, in capitals with a full stop
and indented; or on a line of its own; directions in the middle of the line, at its right edge, or
after a verse. An author who learns from all of them wavers between them and draws wide white
margins. Here every speech is

    NAME:
    its lines, from the left edge

with one empty line before it, and directions stand on lines of their own. Words, spelling and the
verse's line ends stay as they are. This module knows lines; which texts are plays, the lists of
works say.
"""

import re

TITLE = r"(?:(?:MRS|MR|DR|ST)\. )?"  # before a name in capitals, the one place for a full stop
_NAME = (
    r"(?!(?:ACT|SCENE|PROLOGUE|EPILOGUE|DRAMATIS|THE END)\b)"
    rf"{TITLE}[A-Z][A-Z'’&, -]*[A-Z][A-Z'’]*"
)
_BEFORE = re.compile(rf"^[ \t]{{0,6}}({_NAME})\.+[ \t]+(?=\S)")
_ALONE = re.compile(rf"^[ \t]{{0,6}}({_NAME})\.+$")
_NUMBER = re.compile(r"[IVXLC]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_BESIDE = re.compile(r"(?<=\S)[ \t]{3,}(?=[\[A-Z])")  # a direction at the right edge


def unify_layout(text: str) -> str:
    """The play in the layout above.

    Args:
        text: lines as an edition has them, ended by newlines.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _laid_out(line.rstrip(), lines[-1] if lines else "")
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines))


def _laid_out(line: str, before: str) -> list[str]:
    name = _ALONE.match(line) or _BEFORE.match(line)
    if name is None or _NUMBER.fullmatch(name[1]):
        return _BESIDE.sub("\n", line.strip()).split("\n")
    gap = [""] if before else []
    rest = line[name.end() :].strip()
    return [*gap, f"{name[1]}:", *(_BESIDE.sub("\n", rest).split("\n") if rest else [])]
