"""A page as a document: its text to the letter, its lines as lines, nothing taken for markup."""

import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import pytest
import yaml
from ebooklib import epub
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.page.manuscript import Passage
from bot.storage.exports import export_page
from common.errors import UsageError
from tests.support.examples import examples

VERSE = (
    "It rained  all night.\n\n  Said *he* & [she]:\nnot <a> drop;\n\n\n"
    "# 1. of 2_3_4\n---\n1) a `b` \\"
)
PAGE = [
    Passage("It was"),
    Passage(" dark.\nAnd", "ann"),
    Passage(" cold", "ann", edited=True),
    Passage(" <or> so."),
    Passage(" I *thought*.", edited=True),
]
DAY = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
BYLINE = "Written with ann, 3 November 2026"


def exported(name: str, passages: list[Passage], names: bool = False) -> str:
    """The text of a file of a page, made on the same day."""
    return export_page(Path(name), passages, names, DAY).decode()


def test_plain_text_is_the_text() -> None:
    assert exported("a.txt", PAGE) == "It was dark.\nAnd cold <or> so. I *thought*."
    assert exported("A.TXT", [Passage(VERSE + "\n\n")]) == VERSE + "\n\n"


def test_plain_text_tells_who_wrote_what() -> None:
    assert exported("a.txt", PAGE, names=True) == (
        "[you]\nIt was\n\n[ann]\ndark.\nAnd\n\n[ann, edited by you]\ncold\n\n"
        "[you]\n<or> so. I *thought*.\n"
    )


def rendered(markdown: str) -> list[tuple[str, list[str]]]:
    """Blocks by their kind, with their lines, as a renderer of Markdown takes them."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    blocks: list[tuple[str, list[str]]] = []
    kinds: list[str] = []
    for token in reader.parse(markdown):
        if token.nesting == 1:
            kinds.append(token.tag)
        elif token.nesting == -1:
            kinds.pop()
        else:
            assert token.type == "inline", token
            lines = [""]
            for child in token.children or []:
                assert child.type in ("text", "hardbreak"), child
                if child.type == "hardbreak":
                    lines.append("")
                lines[-1] += child.content
            blocks.append(("/".join(kinds), lines))
    return blocks


def body(markdown: str) -> str:
    """A page of Markdown without the block of properties at its head."""
    empty, _, rest = markdown.split("---\n", 2)
    assert empty == ""
    return rest


def paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph of a text, naively."""
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            words = line.lstrip(" \t")
            indent = line[: -len(words)].expandtabs(4)
            found[-1].append(indent + words.rstrip(" \t"))
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def unfixed(lines: list[str]) -> list[str]:
    return [line.replace("\xa0", " ") for line in lines]


def assert_reads_as(text: str) -> None:
    blocks = rendered(body(exported("a.md", [Passage(text)])))
    assert blocks[:2] == [("h1", ["A"]), ("p", ["3 November 2026"])]
    assert [(kind, unfixed(lines)) for kind, lines in blocks[2:]] == [
        ("p", lines) for lines in paragraphs(text)
    ]


def test_markdown_reads_as_the_text_does() -> None:
    assert_reads_as(VERSE)


@pytest.mark.parametrize(
    "line",
    [
        "# head", "#", "> quote", "- item", "+ item", "* item", "-", "1. item", "1) item", "10.",
        "===", "---", "- - -", "***", "___", "~~~", "```", "    code", "\tcode", "<b>",
        "<!-- a",
        "&amp; &#65; & Son", "[a](b)", "![a](b)", "[a]: b", "a | b", ":-:", "-:",
        "**a** _b_ __c__", "`a`", "~~a~~", "\\", "a\\", "\\*", "<http://a.b>", "$a$ $b$",
        "--dash", "—dash", "-5", "#5",
    ],
)  # fmt: skip
def test_nothing_that_was_written_is_markup(line: str) -> None:
    assert_reads_as(f"x {line}\n{line}\nbetween\n{line}\n\n{line.lstrip()} x\n  {line}\nend")


@settings(max_examples=examples(300), deadline=None)
@given(st.text("ab \n\t#>*_-+=`~<>&;[](){}!|:.1\\$\"'’—é", max_size=40))
def test_no_text_is_markup(text: str) -> None:
    assert_reads_as("x" + text)


def test_markdown_tells_who_wrote_what() -> None:
    assert rendered(body(exported("a.md", PAGE, names=True))) == [
        ("h1", ["A"]),
        ("p", [BYLINE]),
        ("h2", ["you"]),
        ("p", ["It was"]),
        ("h2", ["ann"]),
        ("p", ["dark.", "And"]),
        ("h2", ["ann, edited by you"]),
        ("p", ["cold"]),
        ("h2", ["you"]),
        ("p", ["<or> so. I *thought*."]),
    ]


class Reader(HTMLParser):
    """The paragraphs of a page, each under what stands over it, and whether its tags nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.blocks: list[tuple[str, list[str]]] = []
        self.declared: list[str] = []
        self.language: str | None = None
        self.about: dict[str, str | None] = {}
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_decl(self, decl: str) -> None:
        self.declared.append(decl)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given["lang"]
        if tag == "meta" and "name" in given:
            self.about[str(given["name"])] = given["content"]
        if tag != "meta":
            self.open.append(tag)
            if tag in ("p", "h1", "h2", "title"):
                self.blocks.append((tag, [""]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.blocks[-1][1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("p", "h1", "h2", "title"):
            self.blocks[-1][1][-1] += data


def test_html_is_a_whole_page_with_all_lines() -> None:
    reader = Reader(exported("my-<page>.html", [Passage(VERSE, "ann")]))
    assert reader.declared == ["DOCTYPE html"]
    assert reader.language == "en"
    assert (reader.about["author"], reader.about["date"]) == ("ann", "2026-11-03")
    assert reader.blocks == [
        ("title", ["My <page>"]),
        ("h1", ["My <page>"]),
        ("p", [BYLINE]),
        *(("p", p) for p in paragraphs(VERSE)),
    ]


def test_html_tells_who_wrote_what() -> None:
    told = Reader(exported("a.html", PAGE, names=True)).blocks
    assert told[3:7] == [
        ("h2", ["you"]),
        ("p", ["It was"]),
        ("h2", ["ann"]),
        ("p", ["dark.", "And"]),
    ]


@settings(max_examples=examples(100), deadline=None)
@given(st.text("ab \n\t<>&;\"'#/-!]\x00\x1b\x85", max_size=40))
def test_no_text_is_a_tag(text: str) -> None:
    reader = Reader(exported("a.html", [Passage("x" + text)]))
    shown = "x" + text.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\x85", "\ufffd")
    assert ["".join(lines).split() for kind, lines in reader.blocks[3:] if kind == "p"] == [
        "".join(lines).split() for lines in paragraphs(shown)
    ]


def test_nothing_but_blanks_is_no_paragraph() -> None:
    assert Reader(exported("a.html", [Passage(" \n ")])).blocks == [
        ("title", ["A"]),
        ("h1", ["A"]),
        ("p", ["3 November 2026"]),
    ]


def test_markdown_begins_with_what_a_document_says_about_itself() -> None:
    head = exported("the_lamp: a-tale.md", PAGE).split("---\n")[1]
    assert yaml.safe_load(head) == {
        "title": "The lamp: a tale",
        "author": ["ann"],
        "date": DAY.date(),
        "lang": "en",
    }


def test_all_authors_are_named_once() -> None:
    page = [Passage("A.", "ann"), Passage(" B.", "bob"), Passage(" C.", "ann"), Passage(" D.", "c")]
    assert "\n\nWritten with ann, bob and c, 3 November 2026\n\n" in exported("a.md", page)


def test_the_language_is_found_if_there_is_enough_text() -> None:
    french = "Il pleuvait depuis le matin, et la vieille maison dormait au bord de la rivière. " * 3
    assert Reader(exported("a.html", [Passage(french)])).language == "fr"
    assert Reader(exported("a.html", [Passage("Oui.")])).language == "en"


STRANGE = "\x1b[2J & <b>\x00\ud800 é 漢字"
SHOWN = "\ufffd[2J & <b>\ufffd\ufffd é 漢字"


def test_a_word_processor_opens_it_again() -> None:
    page = [Passage(VERSE), Passage(f"\n\n{STRANGE}\tend", "ann")]
    made = docx.Document(BytesIO(export_page(Path("the-lamp.docx"), page, date=DAY)))
    about = made.core_properties
    assert (about.title, about.author, about.language) == ("The lamp", "ann", "en")
    assert about.created == DAY.replace(tzinfo=about.created.tzinfo if about.created else None)
    blocks = [(p.style.name if p.style else None, p.text.split("\n")) for p in made.paragraphs]
    assert blocks == [
        ("Title", ["The lamp"]),
        ("Subtitle", [BYLINE]),
        *(("Normal", p) for p in paragraphs(VERSE)),
        ("Normal", [f"{SHOWN}\tend"]),
    ]


def test_a_word_processor_tells_who_wrote_what() -> None:
    made = docx.Document(BytesIO(export_page(Path("a.docx"), PAGE, True, DAY)))
    heads = [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 1"]
    assert heads == ["you", "ann", "ann, edited by you", "you"]


def test_an_e_book_opens_again(tmp_path: Path) -> None:
    file = tmp_path / "the-lamp.epub"
    page = [Passage(VERSE), Passage(f"\n\n{STRANGE}", "ann"), Passage(" So.", "bob")]
    file.write_bytes(export_page(file, page, True, DAY))
    book = epub.read_epub(file)
    said = {name: [value for value, _ in book.get_metadata("DC", name)] for name in
            ("title", "creator", "language", "date")}  # fmt: skip
    assert said == {
        "title": ["The lamp"],
        "creator": ["ann", "bob"],
        "language": ["en"],
        "date": ["2026-11-03"],
    }
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist()[0] == "mimetype"
        reader = Reader(archive.read("EPUB/page.xhtml").decode().partition("?>")[2])
    assert reader.language == "en"
    assert [block for block in reader.blocks if block[0] != "title"] == [
        ("h1", ["The lamp"]),
        ("p", ["Written with ann and bob, 3 November 2026"]),
        ("h2", ["you"]),
        *(("p", p) for p in paragraphs(VERSE)),
        ("h2", ["ann"]),
        ("p", [SHOWN]),
        ("h2", ["bob"]),
        ("p", ["So."]),
    ]


@pytest.mark.parametrize("name", ["page.doc", "page", "page.md.zip"])
def test_another_suffix_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        export_page(Path(name), PAGE)
