"""Text files on disk, from an http or https URL or the path of a file that the user names.

A file is used where it is. A URL is downloaded into our own folder of copies (texts/web/cache.py)
rather than a caching library's: such a library keeps what it downloads in memory or in storage of
its own, where we can neither apply the limits nor check the file's checksum.

The folder is not quite a cache in the sense of RFC 9111. A copy is never used without asking its
server first (RFC 9110, section 13, conditional requests), except when the server cannot deliver
(RFC 9111, section 4.2.4), and then a note says so.

This module decides which address to ask and when to use an earlier copy; texts/web/download.py does
the download. Neither looks at the content of the text, which texts/cleaning decodes and cleans.
"""

import os
import re
import socket
import ssl
import stat
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

import httpx

from common.errors import SourceError
from texts.source import display_source
from texts.web.cache import Cache
from texts.web.download import (
    DEFAULT_LIMITS,
    OWN_FILE,
    DeliveryError,
    Limits,
    Progress,
    download,
    size_error,
)
from texts.web.url import AGAIN, parse_url

_GUTENBERG_HOSTS = ("gutenberg.org", "www.gutenberg.org")
_GUTENBERG_PAGES = (
    # The book's page, and its editions: 1400, 1400/, 1400.html.images, 1400.epub3.images
    re.compile(r"/ebooks/(\d+)(?:/|\.(?!txt)[a-z0-9.-]+)?"),
    # The folder of its files, and the HTML in it: 1400/, 1400/1400-h/1400-h.htm, 1400/1400-h.zip
    re.compile(r"/files/(\d+)(?:/|/.+\.(?:html?|zip))?"),
    # The same as made by Gutenberg's own converter: 1400/pg1400-images.html
    re.compile(r"/cache/epub/(\d+)(?:/|/.+\.(?:html?|html\.utf8|epub|mobi|zip))?"),
)


@dataclass(frozen=True)
class TextFile:
    """A text on disk, with its origin.

    Attributes:
        path: the path of the file that contains the text. The text has not been decoded from bytes
            to characters, but a download has been decompressed.
        origin: the URL that the text came from, after all redirects and without a user name and
            password, or the absolute path of a local file.
        charset: the charset in the server's Content-Type header, or None if there is no such header
            or the text is a local file.
        cached: whether the text comes from an earlier download.
        notes: the messages for the user about the download.
    """

    path: Path
    origin: str
    charset: str | None
    cached: bool
    notes: tuple[str, ...]


def fetch(
    source: str,
    cache: Path,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda done, total: None,
) -> TextFile:
    """Return a text as a file on disk, downloading it if its source is a URL.

    A cached download is used if the server reports that it is still current. It is also used if the
    server cannot be reached or closes the connection early; a message in the returned `notes` then
    informs the user.

    Args:
        source: an http or https URL, or the path of a file, in which `~` stands for the home
            folder.
        cache: the folder in which downloads are cached, created if it does not exist; ignored for a
            local file.
        limits: the limits on the size of the text, whether downloaded or local, and on the download
            time.
        progress: a callback, called with the number of bytes written so far and the total number,
            which is None if unknown.

    Raises:
        SourceError: if the text cannot be read or downloaded, is empty or is too large.
        OSError: if the cache folder cannot be written to, or the disk is full.
    """
    source = source.strip()
    if _is_path(source):
        return _find_file(source, limits)
    return _fetch_url(source, cache, limits, progress)


def _is_path(source: str) -> bool:
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]+:(//)?", source)  # C:\ has one letter: a drive
    # A file may be called "Emma: a novel.txt".
    return scheme is None or (not scheme[1] and os.path.lexists(source))


# Files ------------------------------------------------------------------------------------------


def _find_file(source: str, limits: Limits) -> TextFile:
    todo = "Give the path of a text file, or a URL that begins with https:// or http://."
    if not source:
        raise SourceError("no text is named", todo)
    try:
        path = Path(source).expanduser()
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise SourceError(
                f"the path {source} is a folder", "Give the path of one text file in it."
            )
        if not stat.S_ISREG(status.st_mode):  # opening a FIFO would wait for ever
            raise SourceError(f"the path {source} is not a regular file", todo)
        path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(f"there is no file {source}", todo) from None
    except OSError as error:
        # Not left to common/errors.py, which would take it for trouble with our own folders.
        raise SourceError(f"the file {source} cannot be read: {error.strerror}", todo) from error
    except (ValueError, RuntimeError) as error:  # a null character; no such user's home
        raise SourceError(f"the source {source!r} is not a path: {error}", todo) from error
    if status.st_size > limits.bytes:
        raise size_error(source, limits)
    if status.st_size == 0:
        raise SourceError(f"the text {source} is empty", "Give another text.")
    return TextFile(path, str(path.absolute()), charset=None, cached=False, notes=())


# The web ----------------------------------------------------------------------------------------


def resolve_gutenberg_url(url: str) -> str:
    """Return the URL of a book's plain text, given the URL of its page at Project Gutenberg.

    The following paths, where N is the book's number, are pages of a book: /ebooks/N, with or
    without a format other than .txt; the folder /files/N or /cache/epub/N; or a file in such a
    folder that is not plain text, such as HTML or zip. All other URLs, such as those of .txt files,
    searches, authors and bookshelves, are returned unchanged.
    """
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or host not in _GUTENBERG_HOSTS:
        return url
    for page in _GUTENBERG_PAGES:
        match = page.fullmatch(parts.path)
        if match:
            return f"https://www.gutenberg.org/ebooks/{match[1]}.txt.utf-8"
    return url


def _fetch_url(source: str, folder: Path, limits: Limits, progress: Progress) -> TextFile:
    address = resolve_gutenberg_url(source)
    url = parse_url(address)
    notes: list[str] = []
    if address != source:
        page = display_source(source)
        notes.append(f"The address {page} is a page about a book; its text is {address}.")
    cache = Cache(folder)
    copy = cache.find(str(url))
    if copy is not None and copy.size > limits.bytes:
        copy = None  # kept under a higher limit: let the server's answer be refused like any other
    try:
        try:
            body = download(url, cache, copy, limits, progress, notes.append)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise _explain(error, url, limits) from error
    except DeliveryError as error:
        if copy is None:
            raise
        body = copy
        notes.append(f"A copy downloaded earlier was used, because {error.what}.")
    return TextFile(body.path, body.origin, body.charset, body is copy, tuple(notes))


# Errors -----------------------------------------------------------------------------------------


def _explain(error: Exception, url: httpx.URL, limits: Limits) -> SourceError:
    """Return an error that says what went wrong in a download and what the user can do."""
    url = error.request.url if isinstance(error, httpx.HTTPError) else url  # after redirects
    name = display_source(str(url))
    if isinstance(error, TimeoutError):
        what = f"the download of {name} was not complete after {limits.seconds:g} seconds"
        return DeliveryError(what, f"Try again later. {OWN_FILE}")
    if isinstance(error, httpx.InvalidURL):
        what = f"the address {name} redirects to one that is not a URL ({error})"
        return DeliveryError(what, AGAIN)
    if isinstance(error, httpx.HTTPStatusError):
        return _explain_status(error.response.status_code, name)
    cause = _cause(error)
    if isinstance(cause, ssl.SSLError):
        # No copy stands in: a wrong certificate is for the user to see.
        reason = getattr(cause, "verify_message", "") or cause.reason or str(cause)
        return SourceError(
            f"no safe connection to {url.host} could be made ({reason})",
            "Check the address and this computer's clock. If you trust certificates of your own,"
            " name them in SSL_CERT_FILE.",
        )
    if isinstance(error, httpx.ConnectTimeout):
        what = f"the host {url.host} could not be reached within {limits.idle_seconds:g} seconds"
    elif isinstance(error, httpx.TimeoutException):
        what = f"the server of {name} sent nothing for {limits.idle_seconds:g} seconds"
    elif isinstance(cause, socket.gaierror):
        what = f"the host {url.host} was not found"
    elif isinstance(cause, ConnectionRefusedError):
        what = f"the host {url.netloc.decode('ascii')} refused the connection"
    elif isinstance(error, httpx.ProxyError):
        what = f"the proxy could not reach {name} ({error})"
    else:
        what = f"the connection to {name} broke off ({str(cause) or type(cause).__name__})"
    return DeliveryError(what, AGAIN)


def _explain_status(status: int, name: str) -> SourceError:
    what = f"the address {name} answered {status} {httpx.codes.get_reason_phrase(status)}".rstrip()
    if status >= 500:
        return DeliveryError(what, "The fault is the server's: try again later.")
    if status in (404, 410):
        return SourceError(what, "Check the address: there is no text there.")
    if status == 429:
        return SourceError(what, "Wait a few minutes, and try again.")
    return SourceError(what, OWN_FILE)


def _cause(error: BaseException) -> BaseException:
    """Return the first error in a chain: httpx wraps those of httpcore, which wrap a socket's."""
    inner = error.__cause__ or error.__context__
    if isinstance(error, BaseExceptionGroup):  # one error for each address of the host
        inner = error.exceptions[0]
    # SSLWantReadError only says that a handshake was waiting for bytes when something else failed.
    return error if inner is None or isinstance(inner, ssl.SSLWantReadError) else _cause(inner)
