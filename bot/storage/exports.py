"""A page as a document: plain text, Markdown or HTML, with or without who wrote what.

Lines of verse stay lines, and nothing that was written is taken for markup. This module makes the
document; where it goes is not known here.
"""

import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.page.manuscript import Passage
from common.errors import UsageError

PERSON = "you"

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_CONTROLS = {
    code: 0xFFFD for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)
}
_CONTROLS |= dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD)

# What CommonMark 0.31 and GitHub's additions to it would take for markup: anywhere in a line,
_INLINE = re.compile(r"[\\`*_\[\]<~|$]|&(?=#?\w+;)")
# and where one begins: headings, quotes, lists, rules and what underlines a heading or a table.
_AT_HEAD = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|>|(?=(?:-+|=+|:?-+:?)\s*$)")
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
    """The page as what the file's suffix says it is.

    Args:
        path: .txt, .md or .html; the title of an HTML page is its name.
        passages: the page.
        names: whether it is told who wrote what.

    Raises:
        UsageError: when the suffix is another.
    """
    make = _MAKERS.get(path.suffix.lower())
    if make is None:
        raise UsageError(
            f"a page cannot be exported as {path.name}",
            f"Name a file that ends in {', '.join(list(_MAKERS)[:-1])} or {list(_MAKERS)[-1]}.",
        )
    return make(path.stem, _parts(passages, names))


def _parts(passages: Sequence[Passage], names: bool) -> list[tuple[str, str]]:
    """Who wrote, and what; of passages of one writer that follow each other, all in one."""
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


def _plain(title: str, parts: list[tuple[str, str]]) -> str:
    if [writer for writer, _ in parts] in ([""], []):
        return "".join(text for _, text in parts)
    return "\n\n".join(f"[{writer}]\n{_trimmed(text)}" for writer, text in parts) + "\n"


def _markdown(title: str, parts: list[tuple[str, str]]) -> str:
    blocks: list[str] = []
    for writer, text in parts:
        blocks += [f"## {_escaped(writer)}"] if writer else []
        for paragraph in _paragraphs(text):
            blocks.append("\\\n".join(map(_escaped, paragraph)))
    return "\n\n".join(blocks) + "\n"


def _html(title: str, parts: list[tuple[str, str]]) -> str:
    body: list[str] = []
    for writer, text in parts:
        body += ["<section>", f"<h2>{html.escape(writer)}</h2>"] if writer else []
        for paragraph in _paragraphs(text):
            body.append(f"<p>{'<br>'.join(map(html.escape, paragraph))}</p>")
        body += ["</section>"] if writer else []
    return _PAGE.format(title=html.escape(title.translate(_CONTROLS)), body="\n".join(body))


_MAKERS: dict[str, Callable[[str, list[tuple[str, str]]], str]] = {
    ".txt": _plain,
    ".md": _markdown,
    ".html": _html,
}


def _paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph; blank lines set these apart."""
    trimmed = _trimmed(text.translate(_CONTROLS))
    if not trimmed:
        return []
    return [
        [line.rstrip(" \t") for line in paragraph.split("\n")]
        for paragraph in _BLANK_LINES.split(trimmed)
    ]


def _trimmed(text: str) -> str:
    """The text without blank lines at both ends, and without the space before its first word."""
    return re.sub(r"\A(?:[^\S\n]*\n)+|\A ", "", text).rstrip()


def _escaped(line: str) -> str:
    """A line of Markdown that reads as this one does, its indentation in spaces that are kept."""
    words = line.lstrip(" \t")
    indent = line[: len(line) - len(words)].expandtabs(4)
    inline = _INLINE.sub(r"\\\g<0>", words)
    if not indent:
        inline = _NUMBERED.sub(r"\1\\", _AT_HEAD.sub(r"\\\g<0>", inline, count=1), count=1)
    return "&nbsp;" * len(indent) + inline
