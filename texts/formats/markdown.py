"""Markdown: its text without the marks, as a reader of the finished page would see it."""

import re

from texts.formats.document import Document, explain_failure
from texts.formats.html import lay_out

_SUFFIXES = (".md", ".markdown", ".mkd")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*\n")


def is_markdown(name: str) -> bool:
    """Return whether a file name has one of the extensions used for Markdown, such as .md."""
    return name.lower().endswith(_SUFFIXES)


def read_markdown(text: str) -> Document:
    """Return the text of a Markdown file (CommonMark with tables), without its markup.

    Line breaks inside paragraphs are kept, because they may separate lines of verse. Metadata at
    the start of the file, in YAML, is left out, and a note in the result says so.

    Args:
        text: the contents of the file.

    Raises:
        SourceError: if a required package is not installed.
    """
    text = text.replace("\r\n", "\n")
    notes: tuple[str, ...] = ()
    head = _FRONT_MATTER.match(text)
    if head and re.search(r"^[\w-]+:", head[0], re.M):
        text = text[head.end() :]
        lines = head[0].count("\n")
        notes = (f"The fields at the head of the Markdown file ({lines} lines) were left out.",)
    with explain_failure("Markdown file"):
        from markdown_it import MarkdownIt

        parser = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
        return Document(lay_out(parser.render(text)), "Markdown", notes)
