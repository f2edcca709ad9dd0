"""A page as a document: its text to the letter, its lines as lines, nothing taken for markup."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
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


def test_plain_text_is_the_text() -> None:
    assert export_page(Path("a.txt"), PAGE) == "It was dark.\nAnd cold <or> so. I *thought*."
    assert export_page(Path("A.TXT"), [Passage(VERSE + "\n\n")]) == VERSE + "\n\n"


def test_plain_text_tells_who_wrote_what() -> None:
    assert export_page(Path("a.txt"), PAGE, names=True) == (
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
    blocks = rendered(export_page(Path("a.md"), [Passage(text)]))
    assert [(kind, unfixed(lines)) for kind, lines in blocks] == [
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
    assert rendered(export_page(Path("a.md"), PAGE, names=True)) == [
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
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_decl(self, decl: str) -> None:
        self.declared.append(decl)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.blocks[-1][1].append("")
        elif tag != "meta":
            self.open.append(tag)
            if tag in ("p", "h2", "title"):
                self.blocks.append((tag, [""]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("p", "h2", "title"):
            self.blocks[-1][1][-1] += data


def test_html_is_a_whole_page_with_all_lines() -> None:
    reader = Reader(export_page(Path("my <page>.html"), [Passage(VERSE)]))
    assert reader.declared == ["DOCTYPE html"]
    assert reader.blocks == [("title", ["my <page>"]), *(("p", p) for p in paragraphs(VERSE))]


def test_html_tells_who_wrote_what() -> None:
    told = Reader(export_page(Path("a.html"), PAGE, names=True)).blocks
    assert told[1:5] == [
        ("h2", ["you"]),
        ("p", ["It was"]),
        ("h2", ["ann"]),
        ("p", ["dark.", "And"]),
    ]


@settings(max_examples=examples(100), deadline=None)
@given(st.text("ab \n\t<>&;\"'#/-!]\x00\x1b\x85", max_size=40))
def test_no_text_is_a_tag(text: str) -> None:
    reader = Reader(export_page(Path("a.html"), [Passage("x" + text)]))
    shown = "x" + text.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\x85", "\ufffd")
    assert ["".join(lines).split() for kind, lines in reader.blocks if kind == "p"] == [
        "".join(lines).split() for lines in paragraphs(shown)
    ]


def test_nothing_but_blanks_is_no_paragraph() -> None:
    assert Reader(export_page(Path("a.html"), [Passage(" \n ")])).blocks == [("title", ["a"])]


@pytest.mark.parametrize("name", ["page.docx", "page", "page.md.zip"])
def test_another_suffix_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        export_page(Path(name), PAGE)
