"""A document as HTML: a complete web page, or only its body, for e-books."""

import html

from bot.storage.document import Document

STYLESHEET = """\
p { white-space: pre-wrap; overflow-wrap: break-word; }
h1 { font-size: 1.6em; font-weight: normal; margin: 0; }
h2 { margin: 2em 0 0; font-size: 1em; font-style: italic; font-weight: normal; }
.byline { margin: 0 0 2em; font-style: italic; }
"""
_SCREEN = """\
:root { color-scheme: light dark; }
body {
  max-width: 36em; margin: 3em auto; padding: 0 1em;
  font: 1.1em/1.6 Georgia, serif; color: #222; background: #fdfcfa;
}
h2, .byline { color: #6a3d7c; }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #1a1a1a; }
  h2, .byline { color: #cfa6e0; }
}
"""


def make_web_page(document: Document) -> str:
    """Return a document (a text with its title and other metadata) as a complete web page."""
    authors = [
        f'<meta name="author" content="{html.escape(author)}">' for author in document.authors
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{html.escape(document.language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            *authors,
            f'<meta name="date" content="{document.date.date().isoformat()}">',
            f"<title>{html.escape(document.title)}</title>",
            f"<style>\n{STYLESHEET}{_SCREEN}</style>",
            "</head>",
            "<body>",
            "<main>",
            make_body(document),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def make_body(document: Document) -> str:
    """Return a document (a text with its title and byline) as the content of an HTML body element.

    The markup is also valid XHTML, the form of HTML that e-books require.
    """
    body = [
        "<header>",
        f"<h1>{html.escape(document.title)}</h1>",
        f'<p class="byline">{html.escape(document.byline)}</p>',
        "</header>",
    ]
    for part in document.parts:
        body += ["<section>", f"<h2>{html.escape(part.writer)}</h2>"] if part.writer else []
        for paragraph in part.paragraphs:
            body.append(f"<p>{'<br/>'.join(map(html.escape, paragraph))}</p>")
        body += ["</section>"] if part.writer else []
    return "\n".join(body)
