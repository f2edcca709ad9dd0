"""Documents for word processors and e-book readers: .docx and .epub.

Both are made by libraries from the extra `export`, which are imported when they are needed.
"""

import contextlib
import uuid
from collections.abc import Iterator
from io import BytesIO

from bot.storage.document import Document
from bot.storage.web_page import STYLESHEET, make_body
from common.errors import UsageError


def make_docx(document: Document) -> bytes:
    """Return the content of a Word file (.docx) made from a document.

    The title is in the style "Title", the line below it in "Subtitle", and the writers' names, if
    shown, in "Heading 1".

    Args:
        document: the text, with its title and other metadata.

    Raises:
        UsageError: if python-docx is not installed.
    """
    with _explain_missing_package("python-docx", ".docx"):
        import docx
        from docx.oxml.ns import qn
    made = docx.Document()
    properties = made.core_properties
    properties.title, properties.author = document.title, "; ".join(document.authors)
    properties.language, properties.comments = document.language, ""
    properties.created = properties.modified = document.date
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), document.language)
    made.add_heading(document.title, 0)
    made.add_paragraph(document.byline, "Subtitle")
    for part in document.parts:
        if part.writer:
            made.add_heading(part.writer, 1)
        for paragraph in part.paragraphs:
            made.add_paragraph("\n".join(paragraph))
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def make_epub(document: Document) -> bytes:
    """Return the content of an e-book file (EPUB 3), with one chapter, made from a document.

    Args:
        document: the text, with its title and other metadata.

    Raises:
        UsageError: if EbookLib is not installed.
    """
    with _explain_missing_package("EbookLib", ".epub"):
        from ebooklib import epub
    book = epub.EpubBook()
    # the same for each export of a page under one name, so that a reader replaces the former one
    name = "\n".join(("pastiche", document.title, *document.authors))
    book.set_identifier(f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name)}")
    book.set_title(document.title)
    book.set_language(document.language)
    for place, author in enumerate(document.authors):
        book.add_author(author, uid=f"author-{place}")
    book.add_metadata("DC", "date", document.date.date().isoformat())
    styles = epub.EpubItem("styles", "page.css", "text/css", STYLESHEET.encode())
    chapter = epub.EpubHtml("page", "page.xhtml", title=document.title, lang=document.language)
    chapter.content = make_body(document)
    chapter.add_item(styles)
    for item in (styles, chapter, epub.EpubNcx(), epub.EpubNav()):
        book.add_item(item)
    book.toc, book.spine = [chapter], [chapter]
    file = BytesIO()
    epub.write_epub(file, book, {"raise_exceptions": True, "mtime": document.date})
    return file.getvalue()


@contextlib.contextmanager
def _explain_missing_package(package: str, suffix: str) -> Iterator[None]:
    """Convert a failed import in a `with` block to an error that says what to install.

    Raises:
        UsageError: if an import in the block raises ModuleNotFoundError.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(
            f"a {suffix} file is made by {package}, which is not installed",
            "Install it with: pip install 'pastiche[export]'.",
        ) from error
