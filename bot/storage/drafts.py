"""A draft of the person's own, as a page: read from a file as an author's texts are.

This module knows files; what is done with the text is not known here.
"""

from dataclasses import dataclass
from pathlib import Path

from common.errors import SourceError
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode

_LARGEST = 8 * 2**20  # bytes; more than the longest novels, and a quarter of an hour's reading


@dataclass(frozen=True)
class Draft:
    """What was read.

    Attributes:
        text: composed (NFC), its wrapped lines joined.
        notes: what the person should know of it, a sentence each.
    """

    text: str
    notes: tuple[str, ...]


def read_draft(path: Path) -> Draft:
    """The text in a file.

    Raises:
        SourceError: when it is missing, empty, too large or no text, or cannot be decoded.
    """
    if path.exists() and not path.is_file():  # reading a pipe would never end
        raise SourceError(f"{path} is no file", "Name a file of plain text.")
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}", "Check the path.") from error
    if len(raw) > _LARGEST:
        raise SourceError(
            f"{path} is larger than a page can be",
            f"Import a part of it; up to {_LARGEST // 2**20} MiB are read.",
        )
    if not raw.strip():
        raise SourceError(f"{path} is empty", "Name a file with a text in it.")
    try:
        decoded = decode(raw)
    except SourceError as error:
        what = f"{path} cannot be imported: {error.what}"
        raise SourceError(what, "Save it as plain text, in UTF-8, and import that.") from error
    cleaned = clean(decoded.text)
    return Draft(cleaned.text, (*filter(None, [decoded.note]), *cleaned.notes))
