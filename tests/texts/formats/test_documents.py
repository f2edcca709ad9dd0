"""texts/formats through `decode`: documents made by libraries, read as plain text."""

import builtins
import contextlib
import io
import sys
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from ebooklib import epub
from hypothesis import given
from hypothesis import strategies as st

from common.errors import SourceError, explain
from tests.support.samples import invented
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode

PARAGRAPHS = [paragraph for paragraph in invented(3_000).split("\n\n") if paragraph]
VERSE = ["The lamp was blue,", "the oar was new,", "and no one knew."]


def refused(raw: bytes, name: str = "") -> str:
    with pytest.raises(SourceError) as caught:
        decode(raw, name=name)
    assert caught.value.todo
    return explain(caught.value)


# Word -------------------------------------------------------------------------------------------


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_document_is_read_paragraph_by_paragraph() -> None:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "The Lamps", "Ann"
    document.add_heading("Chapter 1", 1)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.add_paragraph("\n".join(VERSE))
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "in a table"
    document.sections[0].header.paragraphs[0].text = "A running head"
    plain = decode(saved(document))
    expected = ["Chapter 1", *PARAGRAPHS, "\n".join(VERSE), "in a table"]
    assert plain.text.split("\n\n") == expected
    assert (plain.encoding, plain.title, plain.author) == ("docx", "The Lamps", "Ann")
    assert plain.note is not None
    assert "14 characters of footnotes, comments, headers" in plain.note


def test_tracked_changes_and_text_boxes_of_a_word_document() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("He said ")
    for tag, text_tag, words in (("w:ins", "w:t", "yes"), ("w:del", "w:delText", "no")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    box, inner = OxmlElement("w:txbxContent"), OxmlElement("w:p")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "in the box"
    run.append(text)
    inner.append(run)
    box.append(inner)
    paragraph.add_run(" and left.")._r.append(box)
    assert decode(saved(document)).text == "He said yes and left.\n\nin the box"
    assert qn("w:ins") in {child.tag for child in paragraph._p}


def test_a_poem_typed_line_by_line_keeps_its_stanzas() -> None:
    document = docx.Document()
    for line in [*VERSE, "", *VERSE]:
        document.add_paragraph(line)
    stanza = "\n".join(VERSE)
    assert decode(saved(document)).text == f"{stanza}\n\n{stanza}"


# OpenDocument -----------------------------------------------------------------------------------


def odt(body: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text")
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = f"<office:document-content {names}><office:body>{body}</office:body>"
        archive.writestr("content.xml", f"{content}</office:document-content>")
    return file.getvalue()


def test_an_opendocument_text_is_read() -> None:
    plain = decode(
        odt(
            "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
            "<text:h>Chapter 1</text:h>"
            "<text:p>It <text:span>was<text:s text:c='2'/>late</text:span>,"
            "<text:line-break/>he said<text:note><text:p>a note</text:p></text:note>.</text:p>"
        )
    )
    assert plain.text == "Chapter 1\n\nIt was  late,\nhe said."
    assert plain.note == "6 characters of footnotes and comments were left out."


# EPUB -------------------------------------------------------------------------------------------


def ebook(*chapters: str, extra: str = "") -> bytes:
    book = epub.EpubBook()
    book.set_identifier("urn:test")
    book.set_title("The Lamps")
    book.set_language("en")
    book.add_author("Ann Inventor")
    items = []
    for number, chapter in enumerate(chapters):
        item = epub.EpubHtml(title=f"{number}", file_name=f"{number}.xhtml", lang="en")
        item.set_content(f"<html><body>{chapter}</body></html>")
        book.add_item(item)
        items.append(item)
    if extra:
        item = epub.EpubHtml(title="extra", file_name="extra.xhtml")
        item.set_content(f"<html><body>{extra}</body></html>")
        book.add_item(item)
    book.toc = items
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", *items]
    file = io.BytesIO()
    epub.write_epub(file, book)
    return file.getvalue()


def test_the_chapters_of_an_epub_are_read_in_order() -> None:
    first = "<h1>Chapter 1</h1><p>It was <i>late</i> &amp; dark.</p><p>He left.</p>"
    second = f"<h1>Chapter 2</h1><p>{'<br/>'.join(VERSE)}</p>"
    plain = decode(ebook(first, second, extra="<p>An advertisement.</p>"))
    assert plain.text.rstrip("\n").split("\n\n") == [
        "Chapter 1",
        "It was late & dark.",
        "He left.",
        "Chapter 2",
        "\n".join(VERSE),
    ]
    assert (plain.encoding, plain.title, plain.author) == ("EPUB", "The Lamps", "Ann Inventor")
    assert plain.note is not None
    assert "characters of pages outside the EPUB's chapters were left out" in plain.note


def test_a_locked_epub_is_refused() -> None:
    file = io.BytesIO(ebook("<p>It was late.</p>"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("META-INF/encryption.xml", "<x URI='EPUB/0.xhtml'/>")
    assert "locked by its seller" in refused(file.getvalue())


# PDF --------------------------------------------------------------------------------------------


def pdf(*pages: list[str]) -> bytes:
    """A PDF whose pages have these lines; two spaces before a line indent it."""
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    file = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(file) as book:
        for lines in pages:
            figure = Figure(figsize=(6, 8))
            for row, line in enumerate(lines):
                indent = 0.04 if line.startswith("  ") else 0
                figure.text(0.1 + indent, 0.95 - 0.025 * row, line.strip(), fontsize=9)
            book.savefig(figure)
    return file.getvalue()


def test_the_paragraphs_of_a_pdf_are_told_by_indents_and_by_gaps() -> None:
    indented = [
        line
        for paragraph in PARAGRAPHS[:4]
        for line in textwrap.wrap(paragraph, 66, initial_indent="  ")
    ]
    gaps: list[str] = []
    for paragraph in PARAGRAPHS[:4]:
        gaps += [*textwrap.wrap(paragraph, 66), ""]
    for lines in (indented, gaps):
        plain = decode(pdf(lines, []))
        paragraphs = [line for line in clean(plain.text).text.split("\n") if line]
        assert [paragraph.strip() for paragraph in paragraphs] == PARAGRAPHS[:4]
        assert plain.note is not None
        assert "1 of its 2 pages have no text" in plain.note


def test_a_scan_and_a_locked_pdf_are_refused() -> None:
    import pypdf

    assert "its pages are pictures" in refused(pdf([], ["7"], []))
    writer = pypdf.PdfWriter(io.BytesIO(pdf(VERSE)))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    assert "locked with a password" in refused(file.getvalue())


# Web pages and Markdown -------------------------------------------------------------------------

ARTICLE = "".join(f"<p>{paragraph}</p>\n" for paragraph in PARAGRAPHS)
PAGE = (
    "<!DOCTYPE html><html><head><title>The Lamps &amp; Oars</title><style>p {}</style></head><body>"
    "<nav><a href=/>Home</a> <a href=/about>About this shop</a></nav>"
    f"<article><h1>The Lamps</h1>{ARTICLE}<blockquote><p>{'<br>'.join(VERSE)}</p></blockquote>"
    "</article><footer><a href=/privacy>Privacy and cookies</a></footer>"
    "<script>var text = 1;</script></body></html>"
)


def test_the_main_text_of_a_web_page_is_taken() -> None:
    plain = decode(PAGE.encode())
    assert plain.text.rstrip("\n").split("\n\n") == ["The Lamps", *PARAGRAPHS, "\n".join(VERSE)]
    assert (plain.encoding, plain.title) == ("HTML", "The Lamps & Oars")
    assert plain.note is not None
    assert "were left out as menus" in plain.note


def test_the_short_headings_of_a_book_are_kept() -> None:
    header = "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMPS ***"
    book, expected = (
        f"<div>{header}</div><h1>THE LAMPS</h1><p>Ann</p>",
        [header, "THE LAMPS", "Ann"],
    )
    for number in range(1, 4):
        chapter = [line for line in invented(3_000, number).split("\n\n") if line]
        book += f"<h2>{number}.</h2>" + "".join(f"<p>{line}</p>" for line in chapter)
        expected += [f"{number}.", *chapter]
    plain = decode(f"<html><body>{book}<h3>END</h3></body></html>".encode())
    assert [line for line in plain.text.split("\n") if line] == [*expected, "END"]


@pytest.mark.parametrize(
    ("page", "name", "text"),
    [
        ("<!-- saved -->\n<HTML><body><p>Hello there.</p>", "", "Hello there.\n"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><p>Hello.', "", "Hello.\n"),
        ("<p>Hello.</p><p>You there.</p>", "a.html", "Hello.\n\nYou there.\n"),
        ("<p>Hello.</p>\n<p>You there.</p>", "", "Hello.\n\nYou there.\n"),
        ('<div class="a">\n<h2>One</h2>\nHello.\n</div>', "a.txt", "One\n\nHello.\n"),
        ("No tags in it at all.\n", "a.html", "No tags in it at all.\n"),
    ],
)
def test_pages_are_told_by_their_beginning_or_their_name(page: str, name: str, text: str) -> None:
    assert decode(page.encode(), name=name).text == text


def test_a_page_states_its_own_encoding() -> None:
    page = f"<html><head><meta charset='koi8-r'></head><body><p>{'Он вышел в сад. ' * 9}</p></body>"
    plain = decode(page.encode("koi8-r"))
    assert "Он вышел в сад." in plain.text
    assert "guessed" not in (plain.note or "")


def test_what_is_nested_deeply_is_not_lost() -> None:
    page = f"<html><body>{'<div>' * 5_000}{PARAGRAPHS[0]}{'</div>' * 5_000}<p>The end.</p></body>"
    plain = decode(page.encode())
    assert PARAGRAPHS[0] in plain.text
    assert "The end." in plain.text


def test_a_page_without_text_and_an_error_page_are_refused() -> None:
    assert "no text in it" in refused(b"<!DOCTYPE html><html><script>1</script></html>")
    page = b"<html><head><title>404 - Page not found</title></head><body>Sorry!</body></html>"
    assert "404 - Page not found" in refused(page)


def test_markdown_loses_its_marks_and_keeps_its_lines() -> None:
    text = (
        "---\ntitle: Lamps\n---\n# Chapter 1\n\nIt was *late* and [dark](http://x.org).\n\n"
        "> " + "\n> ".join(VERSE) + "\n\n```\n  x = 1\n```\n\n- an oar\n- a lamp\n"
    )
    plain = decode(text.encode(), name="notes.MD")
    assert "Chapter 1\n\nIt was late and dark.\n\n" + "\n".join(VERSE) in plain.text
    assert "* an oar" in plain.text
    assert "  x = 1" in plain.text
    assert not {"#", "`", ">", "["} & set(plain.text)
    assert plain.note == "The fields at the head of the Markdown file (3 lines) were left out."
    assert decode(text.encode(), name="notes.txt").text == text


# Trouble ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", [ebook(f"<p>{PARAGRAPHS[0]}</p>"), pdf(VERSE * 9), saved(docx.Document()), odt("")]
)
def test_a_damaged_document_is_refused_in_a_sentence(raw: bytes) -> None:
    for cut in (len(raw) // 3, len(raw) // 2, len(raw) - 40):
        assert len(refused(raw[:cut])) < 300


@given(
    st.sampled_from(
        [
            (saved(docx.Document()), "a.docx"),
            (odt("<text:p>It was late.</text:p>"), "a.odt"),
            (ebook("<p>It was late.</p>"), "a.epub"),
            (pdf(VERSE * 9), "a.pdf"),
            (PAGE.encode()[:600], "a.html"),
            (b"---\na: b\n---\n# Late\n\n> *it* was\n\n|a|\n|-|\n", "a.md"),
        ]
    ),
    st.floats(0, 1),
    st.integers(0, 40),
    st.binary(max_size=20),
)
def test_bytes_that_were_changed_are_read_or_refused(
    document: tuple[bytes, str], place: float, removed: int, added: bytes
) -> None:
    raw, name = document
    start = round(place * len(raw))
    with contextlib.suppress(SourceError):
        assert decode(raw[:start] + added + raw[start + removed :], name=name).text.strip()


def test_a_spreadsheet_is_refused_and_an_empty_document(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "office document, but not a text" in refused(file.getvalue())
    assert "no text in the file" in refused(saved(docx.Document()))
    assert "an office document" in refused(b"\xd0\xcf\x11\xe0rest")


def test_a_document_that_would_be_huge_is_refused() -> None:
    file = io.BytesIO(odt("<text:p>It was late.</text:p>"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("styles.xml", bytes(33 * 2**20))
    assert "larger than the limit" in refused(file.getvalue())


@pytest.mark.parametrize(
    ("package", "raw", "name"),
    [
        ("docx", saved(docx.Document()), ""),
        ("ebooklib", ebook("<p>It was late.</p>"), ""),
        ("pypdf", pdf(VERSE), ""),
        ("inscriptis", b"<html><p>Hello.", ""),
        ("markdown_it", b"# Hello", "a.md"),
    ],
)
def test_without_its_package_the_error_says_what_to_install(
    package: str, raw: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(wanted: str, *rest: Any, **named: Any) -> Any:
        if wanted.partition(".")[0] == package:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return real(wanted, *rest, **named)

    monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    sentence = refused(raw, name)
    assert f"{package}, which reads it, is not installed" in sentence
    assert "pip install 'pastiche[formats]'" in sentence
