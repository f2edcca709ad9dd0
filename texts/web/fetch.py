"""From what a person names, an http or https URL or the path of a file, to a text on the disk.

A file is used where it is. A URL is downloaded into an archive of our own (texts/web/cache.py)
rather than a caching library's, because such a library holds bodies in memory or behind its own
storage, where neither the limits nor the checksum of the file can be applied.

That archive is not quite a cache in the sense of RFC 9111: a copy is never used without asking its
server first (RFC 9110, section 13, conditional requests), except when the server cannot deliver
(RFC 9111, section 4.2.4), and then the result says so.

This module decides which address is asked and when an earlier copy will do; the download itself is
in texts/web/download.py. Neither knows what is in the text: characters, headers and footers are
for texts/cleaning.
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
    AGAIN,
    DEFAULT_LIMITS,
    OWN_FILE,
    DeliveryError,
    Limits,
    Progress,
    download,
    parse_url,
    size_error,
)

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
    """A text on disk, and where it came from.

    Attributes:
        path: the file with the text, as its server sent it but decompressed.
        origin: the URL that sent it, after all redirects and without a password; or the absolute
            path of a file.
        charset: the charset in the Content-Type header; None if there was none, and for a file.
        cached: whether the text comes from an earlier download.
        notes: sentences that the person should see.
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
    """Bring a text to the disk.

    Args:
        source: an http or https URL, or the path of a file (`~` is the home folder).
        cache: the folder that keeps downloads; created if it is missing, untouched for a file.
        limits: the most that the text may cost; its size limit holds for a file too.
        progress: called with the bytes written so far and, if the server declared it, their total.

    Raises:
        SourceError: the text cannot be had; says why, and what to do.
        OSError: the cache folder cannot be written, or its disk is full.
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
    """Return the plain text's URL for a book's page at Project Gutenberg; any other URL unchanged.

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
    """Return what went wrong in a download as an error that the person can act on."""
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
        # No copy stands in: a wrong certificate is for the person to see.
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
    """Return the first error of a chain: httpx wraps httpcore's, which wraps a socket's."""
    inner = error.__cause__ or error.__context__
    if isinstance(error, BaseExceptionGroup):  # one error for each address of the host
        inner = error.exceptions[0]
    # SSLWantReadError only says that a handshake was waiting for bytes when something else failed.
    return error if inner is None or isinstance(inner, ssl.SSLWantReadError) else _cause(inner)
