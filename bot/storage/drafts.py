"""Drafts: the user's own texts and documents, read like the texts for training, but cut less.

A draft is cleaned by version 1 of the rules of cleaning (texts/cleaning/cleaner.py): its wrapped
lines are joined, and only Project Gutenberg's header, footer and credits are cut. Page numbers,
footnotes, captions and the like, which a training leaves out, belong to the user's text.

This module does not put the text on the page.
"""

from dataclasses import dataclass
from pathlib import Path

from common.errors import SourceError
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode

_LARGEST = 8 * 2**20  # bytes; more than the longest novel, and 15 minutes for an author to read


@dataclass(frozen=True)
class Draft:
    """A text from one of the user's files, cleaned so that it can be continued in the chat.

    Attributes:
        text: the cleaned text, in Unicode's composed form (NFC). Lines of a fixed width are joined
            into paragraphs.
        notes: messages for the user, one sentence each, on how the file was decoded and cleaned.
    """

    text: str
    notes: tuple[str, ...]


def read_draft(path: Path) -> Draft:
    """Read a text file or a document, and return its cleaned text.

    In the chat, an author (a language model) can then continue the text.

    Args:
        path: the path of the file.

    Raises:
        SourceError: if the file cannot be read, is empty, is larger than 8 MiB (before or after
            unpacking), or contains no readable text.
    """
    if path.exists() and not path.is_file():  # reading a pipe would never end
        raise SourceError(f"the path {path} is not a file", "Name a file of plain text.")
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        what = f"the file {path} cannot be read: {error.strerror}"
        raise SourceError(what, "Check the path.") from error
    if len(raw) > _LARGEST:
        raise _size_error(path)
    if not raw.strip():
        raise SourceError(f"the file {path} is empty", "Name a file with some text in it.")
    try:
        decoded = decode(raw, name=path.name)
    except SourceError as error:
        what = f"the file {path} cannot be imported: {error.what}"
        raise SourceError(what, "Save it as plain text in UTF-8, and import that.") from error
    if len(decoded.text) > _LARGEST:
        raise _size_error(path)
    cleaned = clean(decoded.text)
    return Draft(cleaned.text, (*filter(None, [decoded.note]), *cleaned.notes))


def _size_error(path: Path) -> SourceError:
    return SourceError(
        f"the file {path} is too large for a page",
        f"Import a part of it, at most {_LARGEST // 2**20} MiB.",
    )
