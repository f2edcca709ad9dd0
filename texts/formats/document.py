"""A document: the text of a file that is more than plain text, such as a Word file or an EPUB.

Each format has a module of its own beside this one, and is read by a library that comes with the
extra `formats`. The libraries are loaded when they are needed.
"""

import contextlib
import io
import itertools
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.errors import PasticheError, SourceError

LARGEST = 64 * 2**20  # bytes of text that one file may hold, once it is unpacked
_LARGEST_MARKUP = 32 * 2**20  # bytes; a tree in memory takes some twenty times as much
_LARGEST_PACKAGE = 256 * 2**20  # bytes, with all pictures
_MARKUP = (".xml", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".rels", ".svg")


@dataclass(frozen=True)
class Document:
    """The text of a document, such as a Word file or an EPUB, or of a plain text file.

    Attributes:
        text: the text. If it is from a document, it has no markup, and there is a blank line
            between paragraphs.
        kind: the name of the format, such as "EPUB", or of the encoding of a plain text file,
            such as "utf-8".
        notes: messages for the user, such as what was left out of the text.
        title: the title given in the document, or None if there is none.
        author: the writer named in the document, or None if there is none.
    """

    text: str
    kind: str
    notes: tuple[str, ...] = ()
    title: str | None = None
    author: str | None = None


@contextlib.contextmanager
def explain_failure(kind: str) -> Iterator[None]:
    """Return a context manager that replaces exceptions with an error that the user can act on.

    It is used around library calls that read a document. If a file is damaged or malicious, a
    library can raise almost any exception, so all of them are caught.

    Args:
        kind: the name of the format, such as "EPUB".

    Raises:
        SourceError: if the `with` block raises any exception other than a PasticheError, which is
            passed on unchanged. If a module is missing, the message says what to install.
    """
    try:
        yield
    except PasticheError:
        raise
    except ModuleNotFoundError as error:
        raise SourceError(
            f"the file is {_article(kind)}, and {error.name}, which reads it, is not installed",
            "Install it with: pip install 'pastiche[formats]'.",
        ) from error
    except Exception as error:
        raise SourceError(
            f"the file is {_article(kind)}, but it is damaged and cannot be read",
            "Open it in its own program, save it as plain text, and give that file.",
        ) from error


def open_package(raw: bytes, kind: str) -> zipfile.ZipFile:
    """Open a document that is a zip archive, such as a .docx file, and return the archive.

    The size that its contents would have when unpacked is checked first.

    Args:
        raw: the bytes of the file.
        kind: the name of the format, for the error message.

    Raises:
        SourceError: if the contents of the archive would be too large when unpacked.
        zipfile.BadZipFile: if the archive is damaged.
    """
    package = zipfile.ZipFile(io.BytesIO(raw))
    parts = package.infolist()
    markup = sum(part.file_size for part in parts if part.filename.lower().endswith(_MARKUP))
    if markup > _LARGEST_MARKUP or sum(part.file_size for part in parts) > _LARGEST_PACKAGE:
        raise SourceError(
            f"the file is {_article(kind)} that would be larger than the limit once it is unpacked",
            "Give a shorter text, or a part of this one.",
        )
    return package


def join_paragraphs(paragraphs: Sequence[str]) -> str:
    """Return the paragraphs of a word-processor document, joined into one text.

    If at least a tenth of the paragraphs are empty, the document is assumed to use them as blank
    lines, and no others are added. Otherwise, the empty paragraphs are removed, and a blank line is
    put between each paragraph and the next.

    Args:
        paragraphs: the text of each paragraph.
    """
    paragraphs = list(itertools.dropwhile(lambda paragraph: not paragraph.strip(), paragraphs))
    empty = sum(not paragraph.strip() for paragraph in paragraphs)
    if 10 * empty >= len(paragraphs):
        return "\n".join(paragraphs)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIO' else 'a'} {kind}"
