"""E-books (EPUB): the text of their chapters, in reading order. EbookLib reads the file."""

import io
import warnings

from common.errors import SourceError
from texts.formats.document import Document, explain_failure, open_package
from texts.formats.html import lay_out

_KIND = "EPUB"


def read_epub(raw: bytes) -> Document:
    """Return the text of an e-book in EPUB format.

    Args:
        raw: the bytes of the file.

    Raises:
        SourceError: if the file is damaged, is too large, is copy-protected (DRM) or has no text,
            or if a required package is not installed.
    """
    with explain_failure(_KIND):
        from ebooklib import epub

        with open_package(raw, _KIND) as package:
            names = set(package.namelist())
            locked = {"META-INF/rights.xml", "META-INF/sinf.xml"} & names or (
                "META-INF/encryption.xml" in names
                # fonts are often made unreadable, which does not touch the text
                and b"xhtml" in package.read("META-INF/encryption.xml")
            )
        if locked:
            raise SourceError(
                "the EPUB is locked by its seller (DRM)", "Give a copy without such a lock."
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = epub.read_epub(io.BytesIO(raw), {"ignore_ncx": True})
        texts: list[str] = []
        missing: list[str] = []
        spine = [entry[0] if isinstance(entry, tuple) else entry for entry in book.spine]
        for key in spine:
            item = book.get_item_with_id(key)
            if item is None:
                missing.append(str(key))
            elif not isinstance(item, epub.EpubNav):
                texts.append(lay_out(_decode(item.content)))
        apart = sum(
            len(lay_out(_decode(item.content)))
            for item in book.get_items()
            if isinstance(item, epub.EpubHtml)
            and not isinstance(item, epub.EpubNav)
            and item.get_id() not in spine
        )
        title, author = (_metadata(book, name) for name in ("title", "creator"))
    notes = []
    if missing:
        notes.append(f"{len(missing)} chapters that the EPUB lists are not in it.")
    if apart:
        notes.append(f"{apart:,} characters of pages outside the EPUB's chapters were left out.")
    text = "\n".join(text for text in texts if text.strip())
    if not text:
        raise SourceError("the EPUB has no text in it", "It may hold pictures only.")
    return Document(text, _KIND, tuple(notes), title, author)


def _decode(content: bytes | str) -> str:
    if isinstance(content, str):
        return content
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(encoding)  # an EPUB is in one of these


def _metadata(book: object, name: str) -> str | None:
    values = book.get_metadata("DC", name)  # type: ignore[attr-defined]
    return str(values[0][0]).strip() or None if values and values[0][0] else None
