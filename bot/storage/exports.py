"""Exports: convert a page to the content of a file, in the format given by the file's suffix.

Line breaks, as in verse, are kept, and special characters are escaped, so that no text is
interpreted as markup. Plain text and Markdown are made here; this module does not save anything.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import yaml

from bot.page.manuscript import Passage
from bot.storage.books import make_docx, make_epub
from bot.storage.document import Document, trim
from bot.storage.web_page import make_web_page
from common.errors import UsageError

# What CommonMark 0.31 and GitHub's additions to it read as markup anywhere in a line,
_INLINE = re.compile(r"[\\`*_\[\]<~|$]|&(?=#?\w+;)")
# and at the start of a line: headings, quotes, lists, rules, and underlines of headings and tables.
_LINE_START = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|>|(?=(?:-+|=+|:?-+:?)\s*$)")
_NUMBERED = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))")


def export_page(
    path: Path, passages: Sequence[Passage], names: bool = False, date: datetime | None = None
) -> bytes:
    """Return a page as the content of a file, in the format given by the file's suffix.

    The page is the text written by the user and authors (language models). In all formats except
    plain text, a title, the authors and the date come first.

    Args:
        path: the path of the file, which ends in .txt, .md, .html, .docx or .epub in upper or lower
            case. The title is the file's name without the suffix.
        passages: the passages of the page (texts written in one go), in order.
        names: whether to show the writer's name wherever the writer changes.
        date: the date of the document, with a UTC offset; None for now.

    Raises:
        UsageError: if the path has another suffix, or the package for its format is not installed.
    """
    make = _MAKERS.get(path.suffix.lower())
    if make is None:
        raise UsageError(
            f"a page cannot be exported as {path.name}",
            f"Name a file that ends in {', '.join(list(_MAKERS)[:-1])} or {list(_MAKERS)[-1]}.",
        )
    return make(Document.make(path.stem, passages, names, date or datetime.now().astimezone()))


def _to_plain_text(document: Document) -> bytes:
    if [part.writer for part in document.parts] in ([""], []):
        text = "".join(part.text for part in document.parts)
    else:
        text = "\n\n".join(f"[{part.writer}]\n{trim(part.text)}" for part in document.parts) + "\n"
    return _encode(text)


def _to_markdown(document: Document) -> bytes:
    properties = {
        "title": document.title,
        "author": list(document.authors),
        "date": document.date.date(),
        "lang": document.language,
    }
    head = yaml.safe_dump(properties, allow_unicode=True, sort_keys=False, width=10_000)
    blocks = [f"---\n{head}---", f"# {_escape(document.title)}", _escape(document.byline)]
    for part in document.parts:
        blocks += [f"## {_escape(part.writer)}"] if part.writer else []
        for paragraph in part.paragraphs:
            blocks.append("\\\n".join(map(_escape, paragraph)))
    return _encode("\n\n".join(blocks) + "\n")


def _to_html(document: Document) -> bytes:
    return _encode(make_web_page(document))


_MAKERS: dict[str, Callable[[Document], bytes]] = {
    ".txt": _to_plain_text,
    ".md": _to_markdown,
    ".html": _to_html,
    ".docx": make_docx,
    ".epub": make_epub,
}


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # half a character has no bytes of its own


def _escape(line: str) -> str:
    """Return Markdown that shows a line unchanged, with non-breaking spaces as indentation."""
    words = line.lstrip(" \t")
    indent = line[: len(line) - len(words)].expandtabs(4)
    inline = _INLINE.sub(r"\\\g<0>", words)
    if not indent:
        inline = _NUMBERED.sub(r"\1\\", _LINE_START.sub(r"\\\g<0>", inline, count=1), count=1)
    return "&nbsp;" * len(indent) + inline
