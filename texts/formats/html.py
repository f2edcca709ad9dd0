"""Web pages (HTML): their main text, or all of it.

trafilatura tells the main text of a page from its menus, comments and the like. Inscriptis lays out
paragraphs, verse and lists as plain text.
"""

import logging
import re
from html import unescape
from html.parser import HTMLParser

from common.errors import SourceError
from texts.formats.document import Document, explain_failure

_PAGE = re.compile(
    # atomic, so that a file of nothing but comments is not tried in every way of cutting it up
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?>(?:<!--(?:(?!-->).)*-->\s*)*)"
    r"<(?:!doctype\s+html|html|head|body|title|meta|article)\b[^<>]*>",
    re.I | re.S,
)
# A piece of a page without its head, as it is copied out of an editor.
_FRAGMENT = re.compile(r"\s*<(p|div|section|main|h[1-6])\b[^<>]*>.*?</\1>", re.I | re.S)
_FRAGMENT_HEAD = 10_000  # characters in which the first part of such a piece ends
_SUFFIX = re.compile(r"\.x?html?$", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CHARSET = re.compile(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]{0,200}?encoding=[\"']([\w-]+)",
    re.I,
)
_TITLE = re.compile(r"<title[^>]*>([^<]{0,500})", re.I)
_FAILURE = re.compile(
    r"\b(?:404|403|500|502|503)\b|not found|access denied|forbidden|service unavailable"
    r"|just a moment|are you (?:a )?human|captcha|page unavailable",
    re.I,
)
_LINK = re.compile(r"<a\b[^<>]*>([^<]*)", re.I)
_SHORT = 2_000  # characters; no error page is longer
_LARGEST = 16 * 2**20  # characters of markup; a tree in memory takes some fifty times as much
_SLOW = 4 * 2**20  # characters of markup above which the main text is not looked for
_FEW = 0.1  # of all text: less than this is hardly the main text
_MOST = 0.8  # of the text without margins: where more is the main text, the rest is headings
_LINKS = 0.1  # of the text: a book has fewer of its words in links
_MARGINS = ("nav", "header", "footer", "aside", "form", "menu", "dialog")


def is_page(text: str, name: str) -> bool:
    """Return whether a text is HTML, judging by its beginning, its tags and the name of its file.

    Args:
        text: the decoded text of a file.
        name: the name of the file, or "" if there is none.
    """
    is_fragment = _FRAGMENT.match(text[:_FRAGMENT_HEAD])
    return bool(_PAGE.match(text) or is_fragment or (_SUFFIX.search(name) and _TAG.search(text)))


def find_charset(raw: bytes) -> str | None:
    """Return the encoding declared in the first 4096 bytes of a web page; None if undeclared."""
    beginning = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    match = _CHARSET.search(beginning) if beginning.startswith(b"<") else None
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def read_page(page: str) -> Document:
    """Return the main text of a web page, without menus, readers' comments and the like.

    If the page is almost entirely main text, as a book is, only the parts with tags such as <nav>
    and <footer> are left out, so that no short headings are lost. If the main text cannot be found,
    all of the page's text is returned. A note in the result tells the user how much was left out.

    Args:
        page: the HTML of the page.

    Raises:
        SourceError: if the page has no text, is too large or only reports an error, or if a
            required package is not installed.
    """
    with explain_failure("web page (HTML)"):
        whole = lay_out(page)
        inner = lay_out(page, has_margins=False)
        main = None
        if len(page) <= _SLOW:
            import trafilatura

            logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
            found = trafilatura.extract(
                page, output_format="html", include_comments=False, favor_recall=True
            )
            main = lay_out(found) if found else None
    title = _find_title(page)
    if title and _FAILURE.search(title) and len(whole) < _SHORT:
        raise SourceError(
            f"it is a web page that says “{title}”, and hardly anything else",
            "Check the address in a browser, save the text from there, and give that file.",
        )
    if not whole.strip():
        raise SourceError(
            "the web page (HTML) has no text in it",
            "It may be made by a program: save it from a browser as text, and give that file.",
        )
    if main is None or len(main) < _FEW * len(whole):
        note = "This is a web page: all of its text was taken, menus and the like included."
        return Document(whole, "HTML", (note,), title)
    links = sum(map(len, _LINK.findall(page)))
    is_book = len(main) > _MOST * len(inner) and links < _LINKS * len(inner)
    text = inner if is_book else main
    cut = _count_visible(whole) - _count_visible(text)
    notes = []
    if cut > 0:
        notes.append(
            f"This is a web page: its main text was taken. {cut:,} of {_count_visible(whole):,}"
            " characters were left out as menus, comments and the like."
        )
    return Document(text, "HTML", tuple(notes), title)


def lay_out(markup: str, has_margins: bool = True) -> str:
    """Return HTML as plain text, with its paragraphs, lines of verse and list items kept apart.

    Args:
        markup: the HTML of a page or of part of a page.
        has_margins: whether to include menus, headers, footers, sidebars, dialogs and forms.

    Raises:
        SourceError: if the HTML is too large.
        ModuleNotFoundError: if Inscriptis is not installed.
    """
    if len(markup) > _LARGEST:
        raise SourceError(
            f"the web page (HTML) is larger than the limit of {_LARGEST // 2**20} MiB",
            "Save its text with a browser, and give that file or a part of it.",
        )
    from inscriptis import Inscriptis
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.model.config import ParserConfig
    from lxml import html

    # the declaration names the encoding of bytes, and lxml refuses it where there are none
    markup = re.sub(r"\A\s*<\?xml[^>]*\?>", "", markup)
    markup = re.sub(r"(<pre\b[^<>]*>)<code\b[^<>]*>", r"\1", markup)  # it would lose its spaces
    if not markup.strip():
        return ""
    # without huge_tree, whatever is nested deeply is dropped, and all that follows it
    parser = html.HTMLParser(huge_tree=True)
    tree = html.document_fromstring(markup, parser=parser)
    if not has_margins:
        for element in list(tree.iter(*_MARGINS)):
            is_inside = next(element.iterancestors("article", "main"), None) is not None
            if element.getparent() is not None and not (element.tag == "header" and is_inside):
                element.drop_tree()
    try:
        lines = Inscriptis(tree, ParserConfig(css=CSS_PROFILES["strict"])).get_text()
        if any("depth" in error.message for error in parser.error_log):
            raise RecursionError
    except RecursionError:  # nested a thousand deep, as no page is by intention
        stripper = _Stripper()
        stripper.feed(markup)
        stripper.close()
        lines = "".join(stripper.pieces)
    return "\n".join(line.rstrip() for line in str(lines).split("\n")).strip("\n") + "\n"


def _count_visible(text: str) -> int:
    return len("".join(text.split()))


class _Stripper(HTMLParser):
    """A reader of pages that are nested too deeply for a tree: text with line ends for tags."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._is_hidden = tag in ("script", "style")
        self._break_line()

    def handle_endtag(self, tag: str) -> None:
        self._is_hidden = False
        self._break_line()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_hidden:
            self.pieces.append(" ".join(data.split()))

    def _break_line(self) -> None:
        if self.pieces and self.pieces[-1] != "\n\n":
            self.pieces.append("\n\n")


def _find_title(page: str) -> str | None:
    match = _TITLE.search(page[:100_000])
    return " ".join(unescape(match[1]).split()) or None if match else None
