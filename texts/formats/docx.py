"""Word documents (.docx): the text of their paragraphs, in order.

python-docx opens the file. Its own paragraphs leave out what was inserted while changes were being
tracked, and what is in text boxes and form fields, so the paragraphs are read here.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from texts.formats.document import Document, explain_failure, join_paragraphs, open_package

_APART = re.compile(r"/word/(?:footnotes|endnotes|comments|header\d*|footer\d*)\.xml")


def read_docx(raw: bytes) -> Document:
    """Return the text of a Word document (.docx).

    Footnotes, endnotes, comments, headers and footers are left out, and a note in the result says
    so. Text that was deleted while changes were being tracked is left out without a note.

    Args:
        raw: the bytes of the file.

    Raises:
        SourceError: if the file is damaged or too large, or if python-docx is not installed.
    """
    with explain_failure("Word document (.docx)"):
        import docx
        from docx.oxml.ns import qn
        from lxml import etree

        open_package(raw, "Word document (.docx)").close()
        document = docx.Document(io.BytesIO(raw))
        paragraphs = ["".join(_texts(p, qn)) for p in _paragraphs(document.element.body, qn)]
        cut = 0
        for part in document.part.package.iter_parts():
            if _APART.fullmatch(part.partname):
                tree = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
                cut += sum(len(text.text or "") for text in tree.iter(qn("w:t")))
        properties = document.core_properties
        title, author = properties.title or None, properties.author or None
    note = f"{cut:,} characters of footnotes, comments, headers and footers were left out."
    text = join_paragraphs(paragraphs)
    if author == "python-docx":  # what its template states
        author = None
    return Document(text, "docx", (note,) if cut else (), title, author)


def _paragraphs(body: Any, qn: Any) -> Iterator[Any]:
    fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    for paragraph in body.iter(qn("w:p")):
        # a text box stands in the file twice, the second time for old programs
        if next(paragraph.iterancestors(fallback, qn("w:del"), qn("w:moveFrom")), None) is None:
            yield paragraph


def _texts(element: Any, qn: Any) -> Iterator[str]:
    """Yield the pieces of a paragraph's own text, without those of text boxes in it."""
    signs = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011"}
    omitted = {qn("w:p"), qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr")}
    rest = [child for child in reversed(element) if child.tag not in omitted]
    while rest:  # no recursion, which a file could make as deep as it likes
        node = rest.pop()
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:br"):
            if node.get(qn("w:type")) in (None, "textWrapping"):
                yield "\n"
        elif node.tag in signs:
            yield signs[node.tag]
        else:
            rest += [child for child in reversed(node) if child.tag not in omitted]
