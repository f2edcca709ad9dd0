"""Exports: converting a page to plain text, Markdown or HTML, with or without writers' names.

Line breaks, as in verse, are kept, and special characters are escaped, so that no text of the page
turns into markup. This module makes the document and does not save it.
"""

import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.page.manuscript import Passage
from common.errors import UsageError

PERSON = "you"  # the user, among the writers' names

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_CONTROLS = {
    code: 0xFFFD for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)
}
_CONTROLS |= dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD)

# What CommonMark 0.31 and GitHub's additions to it read as markup anywhere in a line,
_INLINE = re.compile(r"[\\`*_\[\]<~|$]|&(?=#?\w+;)")
# and at the start of a line: headings, quotes, lists, rules, and underlines of headings and tables.
_LINE_START = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|>|(?=(?:-+|=+|:?-+:?)\s*$)")
_NUMBERED = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))")

_PAGE = """\
<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{
  max-width: 36em; margin: 3em auto; padding: 0 1em;
  font: 1.1em/1.6 Georgia, serif; color: #222; background: #fdfcfa;
}}
p {{ white-space: pre-wrap; overflow-wrap: break-word; }}
h2 {{ margin: 2em 0 0; font-size: 1em; font-style: italic; font-weight: normal; color: #6a3d7c; }}
@media (prefers-color-scheme: dark) {{
  body {{ color: #ddd; background: #1a1a1a; }}
  h2 {{ color: #cfa6e0; }}
}}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def export_page(path: Path, passages: Sequence[Passage], names: bool = False) -> str:
    """Convert a page to a document in plain text, Markdown or HTML, and return its content.

    The document is not saved. A page consists of passages, each written in one go by the user or an
    author.

    Args:
        path: the path of the document. Its suffix decides the format: .txt, .md or .html, in upper
            or lower case. An HTML document has the file's name without the suffix as its title.
        passages: the passages of the page, in order.
        names: whether to write the writer's name above each passage; consecutive passages by one
            writer are joined under one name.

    Raises:
        UsageError: if the path has any other suffix.
    """
    make = _MAKERS.get(path.suffix.lower())
    if make is None:
        raise UsageError(
            f"a page cannot be exported as {path.name}",
            f"Name a file that ends in {', '.join(list(_MAKERS)[:-1])} or {list(_MAKERS)[-1]}.",
        )
    return make(path.stem, _parts(passages, names))


def _parts(passages: Sequence[Passage], names: bool) -> list[tuple[str, str]]:
    """Return pairs of writer and text; consecutive passages of one writer are one pair.

    Without `names`, return one pair with the whole page and no writer.
    """
    if not names:
        return [("", "".join(passage.text for passage in passages))]
    parts: list[tuple[str, str]] = []
    for passage in passages:
        writer = passage.style or PERSON
        if passage.edited and passage.style:
            writer += f", edited by {PERSON}"
        if parts and parts[-1][0] == writer:
            parts[-1] = writer, parts[-1][1] + passage.text
        else:
            parts.append((writer, passage.text))
    return parts


def _to_plain_text(title: str, parts: list[tuple[str, str]]) -> str:
    if [writer for writer, _ in parts] in ([""], []):
        return "".join(text for _, text in parts)
    return "\n\n".join(f"[{writer}]\n{_trim(text)}" for writer, text in parts) + "\n"


def _to_markdown(title: str, parts: list[tuple[str, str]]) -> str:
    blocks: list[str] = []
    for writer, text in parts:
        blocks += [f"## {_escape(writer)}"] if writer else []
        for paragraph in _paragraphs(text):
            blocks.append("\\\n".join(map(_escape, paragraph)))
    return "\n\n".join(blocks) + "\n"


def _to_html(title: str, parts: list[tuple[str, str]]) -> str:
    body: list[str] = []
    for writer, text in parts:
        body += ["<section>", f"<h2>{html.escape(writer)}</h2>"] if writer else []
        for paragraph in _paragraphs(text):
            body.append(f"<p>{'<br>'.join(map(html.escape, paragraph))}</p>")
        body += ["</section>"] if writer else []
    return _PAGE.format(title=html.escape(title.translate(_CONTROLS)), body="\n".join(body))


_MAKERS: dict[str, Callable[[str, list[tuple[str, str]]], str]] = {
    ".txt": _to_plain_text,
    ".md": _to_markdown,
    ".html": _to_html,
}


def _paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph; blank lines separate paragraphs."""
    text = _trim(text.translate(_CONTROLS))
    if not text:
        return []
    return [
        [line.rstrip(" \t") for line in paragraph.split("\n")]
        for paragraph in _BLANK_LINES.split(text)
    ]


def _trim(text: str) -> str:
    """Return a text without blank lines at both ends, and without a space before its first word."""
    return re.sub(r"\A(?:[^\S\n]*\n)+|\A ", "", text).rstrip()


def _escape(line: str) -> str:
    """Return Markdown that shows a line as it is, its indentation as non-breaking spaces."""
    words = line.lstrip(" \t")
    indent = line[: len(line) - len(words)].expandtabs(4)
    inline = _INLINE.sub(r"\\\g<0>", words)
    if not indent:
        inline = _NUMBERED.sub(r"\1\\", _LINE_START.sub(r"\\\g<0>", inline, count=1), count=1)
    return "&nbsp;" * len(indent) + inline
