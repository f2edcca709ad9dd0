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
    """Return the book number in a source such as "gutenberg:1342"; None for any other source.

    Raises:
        SourceError: if the source begins with "gutenberg:" but contains no valid book number.
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
    """Return the URL of the page about a book on gutenberg.org, given the book's number."""
    return f"https://www.gutenberg.org/ebooks/{number}"


def text_address(number: str) -> str:
    """Return the URL of a book's plain text on gutenberg.org, given the book's number."""
    return f"https://www.gutenberg.org/ebooks/{number}.txt.utf-8"


def mirror_addresses(number: str, mirrors: Sequence[str]) -> list[str]:
    """Return the URLs of a book's plain text: one for each mirror, then the one on gutenberg.org.

    Args:
        number: the number of a Project Gutenberg book, in digits.
        mirrors: a URL template for each mirror. {number} is replaced by the book's number, and
            {folders} by the folders that contain the book, such as 1/3/4/1342.
    """
    folders = "/".join([*(number[:-1] or "0"), number])
    filled = [
        mirror.replace("{number}", number).replace("{folders}", folders) for mirror in mirrors
    ]
    return [*filled, text_address(number)]


def resolve_gutenberg_url(url: str) -> str:
    """Return the URL of a book's plain text, given the URL of Project Gutenberg's page about it.

    The following paths, where N is the book's number, are recognised: /ebooks/N, alone or with any
    extension except .txt; /etext/N and other old paths; the folders /files/N and /cache/epub/N; and
    files in these folders that are not plain text, such as HTML and zip files. All other URLs, such
    as those of .txt files, searches, authors and bookshelves, are returned unchanged.
    """
    path = _path(url)
    for page in _PAGES:
        match = page.fullmatch(path or "")
        if match:
            return text_address(match[1])
    return url


def find_moved_text(url: str) -> str | None:
    """Return the current URL of a book's plain text, given an old URL at Project Gutenberg.

    Return None if the given URL is already current, or is not the URL of a book's plain text.
    """
    match = _TEXT.fullmatch(_path(url) or "")
    address = text_address(match[1] or match[2]) if match else None
    return None if address == url else address


def is_gutenberg_host(host: str) -> bool:
    """Return whether a host belongs to Project Gutenberg, including the mirrors that it runs."""
    return bool(_HOSTS.fullmatch(host.lower()))


def _path(url: str) -> str | None:
    """Return the path of a URL of the site; None for all other URLs."""
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    return parts.path if parts.scheme.lower() in ("http", "https") and host in _SITES else None
