"""The apparatus of plain-text books: what their typists put among an author's lines.

This module removes the apparatus: pictures in brackets, footnotes and their marks, rows of
ornaments, line numbers, the white space before centred lines, and the signs for italics and bold
type. These are habits of Project Gutenberg's typists, seen in its files. They follow no grammar: in
a text that was not typed as a book, these signs may mean something else.

The lines must still be wrapped. This module knows neither works nor the source of a text.
"""

import re
from typing import Literal

from texts.cleaning.cleaner import remove_margins

Footnotes = Literal["kept", "bracketed", "listed"]

_MARK = r"[\[{](?:\d{1,3}[a-z]?|[A-Za-z]|\*+|[†‡§])[\]}]"
_REFERENCE = re.compile(rf" ?{_MARK}")
_LISTED_NOTE = re.compile(rf"(?:(?<=\n\n)|\A)[ \t]*{_MARK}(?:(?!\n[ \t]*\n).)*(?:[ \t]*\n)*", re.S)
_NOTES_HEADING = re.compile(r"^[ \t]*footnotes?[:.]?[ \t]*$\n?", re.M | re.I)
_ORNAMENT = re.compile(r"^[ \t]*(?:[*+·•=~_-][ \t]*){2,}$\n?", re.M)
_LINE_NUMBER = re.compile(r"(?<=\S)[ \t]{3,}\d{1,4}[ \t]*$", re.M)
_ANCHOR = re.compile(r"^[ \t]*[A-Z0-9_]+\|[A-Z0-9_]+[ \t]*", re.M)  # ACT_3|SC_4, of a hypertext
_PICTURE = re.compile(r"\{[^{}]*\.(?:jpg|png|gif)\}\n?")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
_ITALICS = re.compile(r"(?<!_)_(?!_)")
_BOLD = re.compile(r"(?<![\w=])=(?=[^\s=])([^=]{1,200}?)(?<=[^\s=])=(?![\w=])")
_MAX_BRACKETED = 20_000  # characters; where more follow, the closing bracket was forgotten


def remove_apparatus(text: str, footnotes: Footnotes = "kept") -> str:
    """Return a book's text without what its transcribers added, such as line numbers.

    The following are always removed: picture captions in brackets, rows of ornaments, line numbers,
    the white space before centred and right-aligned lines, and the markers for italics (_) and bold
    type (=).

    Args:
        text: the text of the book, still wrapped, with newlines as line endings.
        footnotes: the format of the footnotes to remove, together with the references to them:
            "bracketed" if they look like [Footnote 3: ...], or "listed" if each is a paragraph that
            begins with its mark, such as [3] or {3}. "kept" to keep footnotes and references.
    """
    for opening in ("[Illustration", "[Picture"):
        text = _remove_bracketed(text, opening)
    if footnotes == "bracketed":
        for opening in ("[Footnote", "[FOOTNOTE"):
            text = _remove_bracketed(text, opening)
    if footnotes == "listed":
        text = _LISTED_NOTE.sub("", text)
    if footnotes != "kept":
        text = _NOTES_HEADING.sub("", _REFERENCE.sub("", text))
    text = _LINE_NUMBER.sub("", _PICTURE.sub("", _ANCHOR.sub("", text)))
    text = _BOLD.sub(r"\1", _ITALICS.sub("", _ORNAMENT.sub("", text)))
    return _EMPTY_LINES.sub("\n\n\n", remove_margins(text))


def _remove_bracketed(text: str, opening: str) -> str:
    """Return a text without the parts from each `opening` to the bracket that closes it."""
    parts: list[str] = []
    position = 0
    while (start := text.find(opening, position)) >= 0:
        depth, end = 1, start + 1
        while depth and end < min(len(text), start + _MAX_BRACKETED):
            depth += {"[": 1, "]": -1}.get(text[end], 0)
            end += 1
        end = start + len(opening) if depth else end
        parts.append(text[position : end if depth else start])
        position = end
    return "".join((*parts, text[position:]))
