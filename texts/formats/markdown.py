"""Markdown: its text without the marks, as a reader of the finished page would see it."""

import re

from texts.formats.document import Document, explain_failure
from texts.formats.html import lay_out

_SUFFIXES = (".md", ".markdown", ".mkd")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*\n")


def is_markdown(name: str) -> bool:
    """Return whether a file is Markdown, judging by its name."""
    return name.lower().endswith(_SUFFIXES)


def read_markdown(text: str) -> Document:
    """Return the text of a file in Markdown (CommonMark with tables).

    Line ends inside paragraphs are kept, because they may be those of verse; cleaning joins the
    wrapped lines of prose. The fields at the head of some files (YAML) are left out, with a note.

    Raises:
        SourceError: if a package that reads Markdown is not installed.
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
