"""The one place that tells formats apart: which module reads a file, judging by its content.

Archives are not unpacked here (texts/formats/archive.py), and plain text is left to
texts/formats/encoding.py.
"""

import io
import zipfile

from common.errors import SourceError
from texts.formats.archive import is_package
from texts.formats.document import Document, explain_failure
from texts.formats.docx import read_docx
from texts.formats.epub import read_epub
from texts.formats.html import is_page, read_page
from texts.formats.markdown import is_markdown, read_markdown
from texts.formats.odt import read_odt
from texts.formats.pdf import read_pdf

_SAVE = "Open it in its own program, save it as plain text, and give that file."


def read_document(raw: bytes) -> Document | None:
    """Return the text of a Word, OpenDocument, EPUB or PDF file; None for any other kind of file.

    Args:
        raw: the bytes of the file.

    Raises:
        SourceError: if the file cannot be read, or is a different kind of office document, such as
            a spreadsheet.
    """
    if raw[:1024].lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-"):
        return read_pdf(raw)
    if not (raw.startswith(b"PK") and is_package(raw)):
        return None
    with explain_failure("office document"), zipfile.ZipFile(io.BytesIO(raw)) as package:
        names = set(package.namelist())
        mimetype = b""
        if "mimetype" in names:
            with package.open("mimetype") as file:
                mimetype = file.read(100).strip()
    if "META-INF/container.xml" in names or mimetype == b"application/epub+zip":
        return read_epub(raw)
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return read_odt(raw)
    if any(name.startswith("word/") for name in names):
        return read_docx(raw)
    raise SourceError("the file is an office document, but not a text", _SAVE)


def read_markup(text: str, name: str) -> Document | None:
    """Return the text of a web page or Markdown file without its markup; None for other files.

    Args:
        text: the decoded contents of the file, with the markup.
        name: the name of the file, by which Markdown is recognised, or "" if there is none.

    Raises:
        SourceError: if the web page has no text, is too large or only reports an error, or if a
            required package is not installed.
    """
    if is_page(text, name):
        return read_page(text)
    return read_markdown(text) if is_markdown(name) else None
