"""OpenDocument texts (.odt): the text of their paragraphs and headings, in order."""

from collections.abc import Iterator
from typing import Any

from texts.formats.document import Document, explain_failure, join_paragraphs, open_package

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_APART = (f"{_TEXT}note", f"{_OFFICE}annotation")
_DELETED = f"{_TEXT}tracked-changes"


def read_odt(raw: bytes) -> Document:
    """Return the text of an OpenDocument text document (.odt), the format used by LibreOffice.

    Footnotes, endnotes and comments are left out, and a note in the result says so. Text that was
    deleted while changes were being tracked is left out without a note.

    Args:
        raw: the bytes of the file.

    Raises:
        SourceError: if the file is damaged or too large, or if lxml is not installed.
    """
    with explain_failure("OpenDocument text (.odt)"):
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        with open_package(raw, "OpenDocument text (.odt)") as package:
            content = etree.fromstring(package.read("content.xml"), parser)
            properties = None
            if "meta.xml" in package.namelist():
                properties = etree.fromstring(package.read("meta.xml"), parser)
        paragraphs = [
            "".join(_texts(paragraph))
            for paragraph in content.iter(*_PARAGRAPHS)
            if next(paragraph.iterancestors(_DELETED, *_APART), None) is None
        ]
        cut = sum(len("".join(apart.itertext())) for apart in content.iter(*_APART))
        title = None if properties is None else properties.findtext(f".//{_DUBLIN_CORE}title")
    note = f"{cut:,} characters of footnotes and comments were left out."
    return Document(join_paragraphs(paragraphs), "odt", (note,) if cut else (), title or None)


def _texts(paragraph: Any) -> Iterator[str]:
    """Yield the pieces of a paragraph's own text, without those of notes and frames in it."""
    yield paragraph.text or ""
    rest = list(reversed(paragraph))
    while rest:  # no recursion, which a file could make as deep as it likes
        node = rest.pop()
        if isinstance(node, str):
            yield node
            continue
        rest.append(node.tail or "")
        if node.tag == f"{_TEXT}s":
            yield " " * min(int(node.get(f"{_TEXT}c", 1)), 1_000)
        elif node.tag == f"{_TEXT}tab":
            yield "\t"
        elif node.tag == f"{_TEXT}line-break":
            yield "\n"
        elif node.tag not in (*_PARAGRAPHS, *_APART) and isinstance(node.tag, str):
            rest += reversed(node)
            rest.append(node.text or "")
