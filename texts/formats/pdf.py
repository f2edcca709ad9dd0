"""PDF files with text in them. pypdf reads the file; scanned pages are pictures, and have no text.

A PDF says where on a page each piece of text stands, and not where paragraphs begin. pypdf's layout
of a page as lines keeps indentation and vertical distance, by which paragraphs are told here.
"""

import io
import logging
import re
import statistics
from typing import TYPE_CHECKING

from common.errors import SourceError
from texts.formats.document import LARGEST, Document, explain_failure

if TYPE_CHECKING:
    from pypdf import PageObject

_FINE = 0.2  # of a line's height: the unit in which pypdf is to count the distance of lines
_APART = 1.35  # times the usual distance of lines: a blank line
_LOST = 0.9  # of the characters: if the layout has fewer, some of its text was not understood
_SCANNED = 20  # characters a page on average; a scan with a page number has fewer


def read_pdf(raw: bytes) -> Document:
    """Return the text of a PDF line by line, with a blank line at each large gap between lines.

    Args:
        raw: the bytes of the file.

    Raises:
        SourceError: if the file is damaged, is protected by a password, has too much text or only
            consists of scanned pages, or if pypdf is not installed.
    """
    with explain_failure("PDF"):
        import pypdf

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(
                "the PDF is locked with a password",
                "Open it, save a copy without a password, and give that file.",
            )
        pages: list[str] = []
        size = 0
        for page in reader.pages:
            pages.append(_read_page(page))
            size += len(pages[-1])
            if size > LARGEST:
                raise SourceError(
                    f"the PDF has more text than the limit of {LARGEST // 2**20} MiB",
                    "Give a part of it.",
                )
        properties = reader.metadata
        title = str(properties.title or "").strip() if properties else ""
        author = str(properties.author or "").strip() if properties else ""
    if sum(len("".join(page.split())) for page in pages) < _SCANNED * len(pages):
        raise SourceError(
            "the PDF has no text in it: its pages are pictures, as from a scanner",
            "Let a program for text recognition (OCR) read it, and give what that writes.",
        )
    notes = ["This is a PDF: check that its lines and paragraphs were told rightly."]
    bare = sum(not page.strip() for page in pages)
    if bare:
        notes.append(f"{bare} of its {len(pages)} pages have no text: they are empty or pictures.")
    return Document("\n".join(pages), "PDF", tuple(notes), title or None, author or None)


def _read_page(page: "PageObject") -> str:
    plain = page.extract_text()
    lines = page.extract_text(
        extraction_mode="layout",
        layout_mode_font_height_weight=_FINE,
        layout_mode_strip_rotated=False,
    )
    if len("".join(lines.split())) < _LOST * len("".join(plain.split())):
        return plain
    found = list(re.finditer(r"(\n*)([^\n]*\S[^\n]*)", lines))
    if not found:
        return ""
    distances = [len(match[1]) for match in found[1:]]
    usual = statistics.median(distances) if distances else 0
    margin = min(len(match[2]) - len(match[2].lstrip()) for match in found)
    text = []
    for number, match in enumerate(found):
        if number and len(match[1]) > _APART * usual:
            text.append("")
        line = match[2][margin:].rstrip()
        indent = line[: len(line) - len(line.lstrip())]
        text.append(indent + re.sub(r" {2,}", " ", line.lstrip()))  # words set wide apart
    return "\n".join(text)
