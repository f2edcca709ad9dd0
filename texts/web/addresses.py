"""Where a text is: how its place is told, and Project Gutenberg's plain text of a book's page."""

import os
import re
import urllib.parse

_GUTENBERG_HOSTS = ("gutenberg.org", "www.gutenberg.org")
_GUTENBERG_PAGES = (
    # The book's page, and its editions: 1400, 1400/, 1400.html.images, 1400.epub3.images
    re.compile(r"/ebooks/(\d+)(?:/|\.(?!txt)[a-z0-9.-]+)?"),
    # The folder of its files, and the HTML in it: 1400/, 1400/1400-h/1400-h.htm, 1400/1400-h.zip
    re.compile(r"/files/(\d+)(?:/|/.+\.(?:html?|zip))?"),
    # The same as made by Gutenberg's own converter: 1400/pg1400-images.html
    re.compile(r"/cache/epub/(\d+)(?:/|/.+\.(?:html?|html\.utf8|epub|mobi|zip))?"),
)


def display_source(place: str) -> str:
    """A URL or path as it may be printed and kept: without a name and password, and as text.

    A path may be bytes that are no text, which Python keeps as lone surrogates (PEP 383).
    """
    place = os.fsencode(place).decode("utf-8", "replace")
    return re.sub(r"(?<=://)[^/?#\s]*@", "", place)


def resolve_gutenberg_url(url: str) -> str:
    """The plain text of the book whose Project Gutenberg page is given; any other URL as it is.

    A book's page is /ebooks/N in any edition, or one of its HTML or zip files under /files/N or
    /cache/epub/N. A URL that names a .txt file already is left alone, as are searches, authors and
    bookshelves.
    """
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or host not in _GUTENBERG_HOSTS:
        return url
    for page in _GUTENBERG_PAGES:
        found = page.fullmatch(parts.path)
        if found:
            return f"https://www.gutenberg.org/ebooks/{found[1]}.txt.utf-8"
    return url
