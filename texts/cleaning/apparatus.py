"""What the typists of plain-text books put among an author's lines, taken out.

Pictures in brackets, footnotes and their marks, rows of ornaments, numbers of lines, the white
before what is centred, and the signs that stand for italics and bold type. They are Project
Gutenberg's habits, found in its files, and nobody's grammar: a text that was not typed as a book
may mean something by the same signs.

This module knows lines that are still wrapped. It knows nothing of works or where a text is from.
"""

import re
from typing import Literal

from texts.cleaning.cleaner import remove_margins

Footnotes = Literal["kept", "bracketed", "listed"]

_MARK = r"[\[{](?:\d{1,3}[a-z]?|[A-Za-z]|\*+|[†‡§])[\]}]"
_REFERENCE = re.compile(rf" ?{_MARK}")
_LISTED = re.compile(rf"(?:(?<=\n\n)|\A)[ \t]*{_MARK}(?:(?!\n[ \t]*\n).)*(?:[ \t]*\n)*", re.S)
_NOTES_HEADING = re.compile(r"^[ \t]*footnotes?[:.]?[ \t]*$\n?", re.M | re.I)
_ORNAMENT = re.compile(r"^[ \t]*(?:[*+·•=~_-][ \t]*){2,}$\n?", re.M)
_LINE_NUMBER = re.compile(r"(?<=\S)[ \t]{3,}\d{1,4}[ \t]*$", re.M)
_ANCHOR = re.compile(r"^[ \t]*[A-Z0-9_]+\|[A-Z0-9_]+[ \t]*", re.M)  # ACT_3|SC_4, of a hypertext
_PICTURE = re.compile(r"\{[^{}]*\.(?:jpg|png|gif)\}\n?")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
_ITALICS = re.compile(r"(?<!_)_(?!_)")
_BOLD = re.compile(r"(?<![\w=])=(?=[^\s=])([^=]{1,200}?)(?<=[^\s=])=(?![\w=])")
_LONGEST = 20_000  # characters between brackets; beyond, the closing one was forgotten


def remove_apparatus(text: str, footnotes: Footnotes = "kept") -> str:
    """The text without pictures, ornaments, line numbers, margins and signs of italics and bold.

    Args:
        text: lines ended by newlines only.
        footnotes: how they are set and, unless kept, taken out with their marks: "bracketed" is
            [Footnote 3: ...] anywhere; "listed" a paragraph that begins with its mark, [3] or {3}.
    """
    for opening in ("[Illustration", "[Picture"):
        text = _without_bracketed(text, opening)
    if footnotes == "bracketed":
        for opening in ("[Footnote", "[FOOTNOTE"):
            text = _without_bracketed(text, opening)
    if footnotes == "listed":
        text = _LISTED.sub("", text)
    if footnotes != "kept":
        text = _NOTES_HEADING.sub("", _REFERENCE.sub("", text))
    text = _LINE_NUMBER.sub("", _PICTURE.sub("", _ANCHOR.sub("", text)))
    text = _BOLD.sub(r"\1", _ITALICS.sub("", _ORNAMENT.sub("", text)))
    return _EMPTY_LINES.sub("\n\n\n", remove_margins(text))


def _without_bracketed(text: str, opening: str) -> str:
    """Without what stands from each `opening` to the bracket that closes it."""
    kept: list[str] = []
    done = 0
    while (start := text.find(opening, done)) >= 0:
        depth, end = 1, start + 1
        while depth and end < min(len(text), start + _LONGEST):
            depth += {"[": 1, "]": -1}.get(text[end], 0)
            end += 1
        end = start + len(opening) if depth else end
        kept.append(text[done : start if not depth else end])
        done = end
    return "".join((*kept, text[done:]))
