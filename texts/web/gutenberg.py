"""The addresses of Project Gutenberg: pages about books, old forms of them, and mirrors.

Programs are asked to use mirrors rather than the site itself, and to wait two seconds between one
file and the next (https://www.gutenberg.org/policy/robot_access.html).
"""

import re
import urllib.parse
from collections.abc import Sequence

from common.errors import SourceError

PAUSE = 2.0  # seconds between two requests to one host
_HOSTS = re.compile(
    r"(?:(?:www|m|dev|aleph)\.)?gutenberg\.(?:org|net)|(?:gutenberg|aleph)\.pglaf\.org"
)
_SITES = (
    *("gutenberg.org", "www.gutenberg.org", "m.gutenberg.org"),
    *("gutenberg.net", "www.gutenberg.net"),  # which the site left years ago
)
_PAGES = (
    # The book's page, and its editions: 1400, 1400/, 1400.html.images, 1400.epub3.images
    re.compile(r"/ebooks/(\d+)(?:/|\.(?!txt)[a-z0-9.-]+)?"),
    # The page's old addresses
    re.compile(r"/etext/(\d+)/?"),
    re.compile(r"/browse/BIBREC/BR(\d+)\.HTM", re.I),
    # The folder of its files, and the HTML in it: 1400/, 1400/1400-h/1400-h.htm, 1400/1400-h.zip
    re.compile(r"/files/(\d+)(?:/|/.+\.(?:html?|zip))?"),
    re.compile(r"(?:/dirs)?(?:/\d)+/(\d+)(?:/|/.+\.(?:html?|zip))?"),
    # The same as made by Gutenberg's own converter: 1400/pg1400-images.html
    re.compile(r"/cache/epub/(\d+)(?:/|/.+\.(?:html?|html\.utf8|epub|mobi|zip))?"),
)
_TEXT = re.compile(
    r"(?:/files|/cache/epub|(?:/dirs)?(?:/\d)+)/(\d+)/[^/]+\.txt(?:\.utf-?8)?|/ebooks/(\d+)\.txt"
)
_NUMBER = re.compile(r"gutenberg:\s*(?://)?(.*)", re.I)


def find_book_number(source: str) -> str | None:
    """Return the number of the book that a source such as "gutenberg:1342" names, or None.

    Raises:
        SourceError: if the source begins with "gutenberg:", but no number follows.
    """
    match = _NUMBER.fullmatch(source.strip())
    if match is None:
        return None
    number = re.fullmatch(r"(?:ebook)?\s*#?\s*0*(\d{1,7})", match[1].strip(), re.I)
    if number is None or not int(number[1]):
        raise SourceError(
            f"{source!r} names no book of Project Gutenberg",
            "Give its number, as in gutenberg:1342; the address of its page ends in it.",
        )
    return number[1]


def page_address(number: str) -> str:
    """Return the address of the page about a book."""
    return f"https://www.gutenberg.org/ebooks/{number}"


def text_address(number: str) -> str:
    """Return the address at which the site itself has the plain text of a book."""
    return f"https://www.gutenberg.org/ebooks/{number}.txt.utf-8"


def mirror_addresses(number: str, mirrors: Sequence[str]) -> list[str]:
    """Return the addresses of a book's plain text: on each mirror in turn, then on the site itself.

    Args:
        number: the number of the book, in digits.
        mirrors: the mirrors' addresses, in which {number} stands for the number, and {folders} for
            the folders in which a mirror keeps the book, such as 1/3/4/1342.
    """
    folders = "/".join([*(number[:-1] or "0"), number])
    filled = [
        mirror.replace("{number}", number).replace("{folders}", folders) for mirror in mirrors
    ]
    return [*filled, text_address(number)]


def resolve_gutenberg_url(url: str) -> str:
    """Return the URL of a book's plain text, given the URL of its page at Project Gutenberg.

    The following paths, where N is the book's number, are pages of a book: /ebooks/N, with or
    without a format other than .txt; /etext/N and other old addresses; the folder /files/N or
    /cache/epub/N; or a file in such a folder that is not plain text, such as HTML or zip. All other
    URLs, such as those of .txt files, searches, authors and bookshelves, are returned unchanged.
    """
    path = _path(url)
    for page in _PAGES:
        match = page.fullmatch(path or "")
        if match:
            return text_address(match[1])
    return url


def find_moved_text(url: str) -> str | None:
    """Return where to look for a book's plain text if it is no longer at a URL of the site.

    None if the URL is not one of a plain text at the site, or is that place already.
    """
    match = _TEXT.fullmatch(_path(url) or "")
    address = text_address(match[1] or match[2]) if match else None
    return None if address == url else address


def is_gutenberg_host(host: str) -> bool:
    """Return whether a host is Project Gutenberg's own, the mirrors that it runs included."""
    return bool(_HOSTS.fullmatch(host.lower()))


def _path(url: str) -> str | None:
    """Return the path of a URL of the site; None for all other URLs."""
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    return parts.path if parts.scheme.lower() in ("http", "https") and host in _SITES else None
