"""Brings a text to the disk: from an http or https URL, or from a file that is there already.

A body streams into a temporary file under limits of size and time, and is kept only when it is
whole. The copies are our own (training/cache.py) and not a caching library's, because such a
library holds bodies in memory or behind its own storage, where neither the limits nor the checksum
of the file can be applied.

This is an archive of downloads more than a cache in the sense of RFC 9111: a copy is never used
without asking its server first (RFC 9110, section 13, conditional requests), except when that
server cannot deliver (RFC 9111, section 4.2.4), and then the result says so.

This module knows HTTP and Project Gutenberg's addresses. It knows nothing of what is in the text:
characters, headers and footers are for models/text.py.
"""

import contextlib
import http
import importlib.metadata
import os
import re
import socket
import ssl
import stat
import threading
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import httpx

from models.errors import SourceError
from training.cache import Cache, Copy, Incoming

Progress = Callable[[int, int | None], None]

_REDIRECTS = 10
_NOT_MODIFIED = 304
_PIECE = 64 * 1024
_GUTENBERG_HOSTS = ("gutenberg.org", "www.gutenberg.org")
_GUTENBERG_PAGES = (
    # The book's page, and its editions: 1400, 1400/, 1400.html.images, 1400.epub3.images
    re.compile(r"/ebooks/(\d+)(?:/|\.(?!txt)[a-z0-9.-]+)?"),
    # The folder of its files, and the HTML in it: 1400/, 1400/1400-h/1400-h.htm, 1400/1400-h.zip
    re.compile(r"/files/(\d+)(?:/|/.+\.(?:html?|zip))?"),
    # The same as made by Gutenberg's own converter: 1400/pg1400-images.html
    re.compile(r"/cache/epub/(\d+)(?:/|/.+\.(?:html?|html\.utf8|epub|mobi|zip))?"),
)
_NOT_TEXT = re.compile(
    r"(?:image|audio|video|font|model)/.+"
    r"|application/(?:zip|gzip|x-gzip|x-tar|x-bzip2|x-xz|x-7z-compressed|x-rar-compressed|vnd\.rar"
    r"|epub\+zip|x-mobipocket-ebook|pdf|postscript|msword|vnd\..+)"
)
_WEB_PAGE = ("text/html", "application/xhtml+xml")
_OWN_FILE = "Save the text with a browser, and give the path of the file."
_AGAIN = "Check the network and the address, and try again."


@dataclass(frozen=True)
class Limits:
    """What a text may cost.

    Attributes:
        bytes: the longest body, in bytes, counted after decompression.
        seconds: the longest download, in seconds, from the first request to the last byte.
        idle_seconds: the longest silence, in seconds: while connecting, and between bytes.
    """

    bytes: int = 64 * 1024 * 1024
    seconds: float = 120.0
    idle_seconds: float = 20.0


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Fetched:
    """A text on disk.

    Attributes:
        path: the file with the body, as the server sent it (but decompressed).
        origin: the URL asked in the end, without a password, or the file's absolute path.
        charset: the charset in the Content-Type header; None for a file, or when none was said.
        cached: whether the body comes from an earlier download.
        notes: sentences that the person should see.
    """

    path: Path
    origin: str
    charset: str | None
    cached: bool
    notes: tuple[str, ...]


class _DeliveryError(SourceError):
    """The server was not reached, or did not send the whole; an earlier copy may stand in."""


def fetch(
    source: str,
    cache: Path,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda done, total: None,
) -> Fetched:
    """Bring a text to the disk.

    Args:
        source: an http or https URL, or the path of a file (`~` is the home folder).
        cache: the folder that keeps downloads; made when missing, untouched for a file.
        limits: the most that may be taken; the size applies to a file too.
        progress: called with the bytes written so far and, where the server said it, their total.

    Raises:
        SourceError: the text cannot be had; says why, and what to do.
        OSError: the cache folder cannot be written, or its disk is full.
    """
    source = source.strip()
    scheme = _scheme(source)
    if scheme is None:
        return _file(source, limits)
    if scheme not in ("http", "https"):
        raise SourceError(
            f"the address {source} begins with {scheme}:, which is not read here",
            "Give a URL that begins with https:// or http://, or the path of a text file.",
        )
    address = plain_text_url(source)
    notes = []
    if address != source:
        notes.append(f"The page {_shown(_url(source))} is about a book; its text is {address}.")
    return _web(_url(address), Cache(cache), limits, progress, notes)


def plain_text_url(url: str) -> str:
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


def _scheme(source: str) -> str | None:
    """The scheme of a URL in lower case; None for a path."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):(//)?", source)  # C:\ has one letter: a drive
    if found is None:
        return None
    if not found[2] and os.path.lexists(source):
        return None  # a file may be called "Emma: a novel.txt"
    return found[1].lower()


# Files ------------------------------------------------------------------------------------------


def _file(source: str, limits: Limits) -> Fetched:
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
        # Not left to models.errors, which would take it for trouble with our own folders.
        raise SourceError(f"the file {source} cannot be read: {error.strerror}", todo) from error
    except (ValueError, RuntimeError) as error:  # a null character; no such user's home
        raise SourceError(f"the source {source!r} is not a path: {error}", todo) from error
    if status.st_size > limits.bytes:
        raise _too_large(source, limits)
    if status.st_size == 0:
        raise _empty(source)
    return Fetched(path, str(path.absolute()), charset=None, cached=False, notes=())


# The web ----------------------------------------------------------------------------------------


def _url(address: str) -> httpx.URL:
    """A URL without its fragment, which is never sent and must not part one copy from another."""
    try:
        url = httpx.URL(urllib.parse.urldefrag(address).url)
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceError(f"the address {address!r} is not a URL: {error}", _AGAIN) from None
    if not url.host:
        raise SourceError(
            f"the address {address!r} names no host",
            "A URL looks like https://example.org/book.txt.",
        )
    return url


def _shown(url: httpx.URL) -> str:
    """A URL as it may be printed and kept: without the name and password that it may carry."""
    return str(url.copy_with(username="", password="") if url.userinfo else url)


def _web(
    url: httpx.URL, cache: Cache, limits: Limits, progress: Progress, notes: list[str]
) -> Fetched:
    copy = cache.find(str(url))
    if copy is not None and copy.size > limits.bytes:
        copy = None  # kept under a higher limit: let the server's answer be refused like any other
    try:
        with _client(limits) as client, _Deadline(limits.seconds) as deadline:
            return _Download(url, cache, copy, limits, progress, notes).run(client, deadline)
    except _DeliveryError as error:
        if copy is None:
            raise
        note = f"The copy downloaded earlier was used, because {error.what}."
        return _from_copy(copy, [*notes, note])


def _from_copy(copy: Copy, notes: list[str]) -> Fetched:
    return Fetched(copy.path, copy.origin, copy.charset, cached=True, notes=tuple(notes))


class _Deadline:
    """The moment when a download has taken too long.

    A silence is cut short by the socket's own timeout, but a server that sends a byte now and then,
    be it in its headers, never is silent. So at the deadline the sockets are shut from the side,
    and whoever waits on one sees an end of file. They are learnt from httpx's `trace` extension.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._at = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), self._shut)
        self._timer.daemon = True

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._at

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Told by httpx of each step of a request; only new sockets matter."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            extra: Callable[[str], object] = getattr(
                info.get("return_value"), "get_extra_info", lambda name: None
            )
            opened = extra("socket")
            if isinstance(opened, socket.socket):
                with self._lock:
                    self._sockets.append(opened)
                if self.passed:  # the timer may have fired before this socket was there
                    self._shut()

    def _shut(self) -> None:
        with self._lock:
            for opened in self._sockets:
                # Plain sockets' own method: that of a TLS socket would also drop its TLS layer,
                # under the hands of the thread that reads. A closed socket only raises.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(opened, socket.SHUT_RDWR)


@dataclass
class _Download:
    """One text on its way: the requests that lead to it, and the body."""

    url: httpx.URL
    cache: Cache
    copy: Copy | None
    limits: Limits
    progress: Progress
    notes: list[str]

    def run(self, client: httpx.Client, deadline: _Deadline) -> Fetched:
        key = str(self.url)
        for _ in range(_REDIRECTS + 1):
            conditions = self._conditions()
            with (
                _told(self.url, self.limits, deadline),
                client.stream(
                    "GET", self.url, headers=conditions, extensions={"trace": deadline.trace}
                ) as response,
            ):
                if response.has_redirect_location:
                    self._redirect(response.headers["location"])
                    continue
                if self.copy and conditions and response.status_code == _NOT_MODIFIED:
                    return _from_copy(self.copy, self.notes)
                _check(response, _shown(self.url), self.limits)
                with self.cache.receive(key) as incoming:
                    self._receive(response, incoming, deadline)
                    return self._keep(response, incoming)
        raise SourceError(
            f"the address {_shown(_url(key))} redirects more than {_REDIRECTS} times",
            f"The site sends programs in circles. {_OWN_FILE}",
        )

    def _conditions(self) -> dict[str, str]:
        # Validators belong to the URL that sent them: another's may be equal by chance.
        copy = self.copy
        if copy is None or copy.origin != _shown(self.url):
            return {}
        wanted = {"If-None-Match": copy.etag, "If-Modified-Since": copy.last_modified}
        return {name: value for name, value in wanted.items() if value}

    def _redirect(self, location: str) -> None:
        try:
            target = self.url.join(location)
        except (httpx.InvalidURL, ValueError):
            raise SourceError(
                f"the address {_shown(self.url)} redirects to {location!r}, which is not a URL",
                _OWN_FILE,
            ) from None
        if target.scheme not in ("http", "https"):
            raise SourceError(
                f"the address {_shown(self.url)} redirects to one with {target.scheme}:",
                f"Only http and https are followed. {_OWN_FILE}",
            )
        if self.url.scheme == "https" and target.scheme == "http":
            self.notes.append(
                f"The address {_shown(self.url)} redirects to one without encryption,"
                f" {_shown(target)}; the text could have been changed on its way."
            )
        self.url = _url(str(target))

    def _receive(self, response: httpx.Response, incoming: Incoming, deadline: _Deadline) -> None:
        name = _shown(self.url)
        pieces: Iterable[bytes] = response.iter_raw()
        total = _length(response)
        if _encoding(response):
            pieces = _gunzip(pieces, name)
            total = None  # what was said is the compressed length
        self.progress(0, total)
        for piece in pieces:
            if incoming.size + len(piece) > self.limits.bytes:
                raise _too_large(name, self.limits)
            if deadline.passed:
                raise _too_slow(name, deadline)
            incoming.write(piece)
            self.progress(incoming.size, total)
        if deadline.passed:
            # A body without a length ends where the socket does, and the deadline may have shut it.
            raise _too_slow(name, deadline)
        if incoming.size == 0:
            raise _empty(name)

    def _keep(self, response: httpx.Response, incoming: Incoming) -> Fetched:
        copy = incoming.keep(
            origin=_shown(self.url),
            charset=response.charset_encoding,
            etag=_validator(response, "etag"),
            last_modified=_validator(response, "last-modified"),
        )
        return Fetched(copy.path, copy.origin, copy.charset, cached=False, notes=tuple(self.notes))


def _client(limits: Limits) -> httpx.Client:
    headers = {
        "User-Agent": _user_agent(),
        "Accept": "text/plain, application/octet-stream;q=0.5, */*;q=0.1",
        "Accept-Encoding": "gzip",  # the only one that _gunzip can open under a limit
    }
    try:
        return httpx.Client(headers=headers, timeout=httpx.Timeout(limits.idle_seconds))
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise SourceError(
            f"the proxy that the environment names cannot be used: {error}",
            "Set HTTP_PROXY, HTTPS_PROXY or ALL_PROXY to an http:// address, or unset them.",
        ) from error


def _user_agent() -> str:
    try:
        return f"pastiche/{importlib.metadata.version('pastiche')}"
    except importlib.metadata.PackageNotFoundError:  # run from a tree that is not installed
        return "pastiche"


@contextlib.contextmanager
def _told(url: httpx.URL, limits: Limits, deadline: _Deadline) -> Iterator[None]:
    """Turn what httpx raises while talking to a server into a SourceError."""
    name = _shown(url)
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        if deadline.passed:
            raise _too_slow(name, deadline) from error
        _explain(error, url, limits)


def _explain(error: Exception, url: httpx.URL, limits: Limits) -> NoReturn:
    name = _shown(url)
    cause = _cause(error)
    if isinstance(cause, ssl.SSLError):
        # No copy stands in: a wrong certificate is for the person to see.
        reason = getattr(cause, "verify_message", "") or cause.reason or str(cause)
        raise SourceError(
            f"no safe connection to {url.host} could be made ({reason})",
            "Check the address and this computer's clock; SSL_CERT_FILE names other certificates.",
        ) from error
    if isinstance(error, httpx.ConnectTimeout):
        what = f"the host {url.host} could not be reached within {limits.idle_seconds:g} seconds"
    elif isinstance(error, httpx.TimeoutException):
        what = f"nothing came from {name} for {limits.idle_seconds:g} seconds"
    elif isinstance(cause, (socket.gaierror, UnicodeError)):
        what = f"no host {url.host} was found"
    elif isinstance(cause, ConnectionRefusedError):
        what = f"the host {url.netloc.decode('ascii')} refused the connection"
    elif isinstance(error, httpx.ProxyError):
        what = f"the proxy would not reach {name} ({error})"
    else:
        what = f"the connection to {name} broke off ({error or type(error).__name__})"
    raise _DeliveryError(what, _AGAIN) from error


def _cause(error: BaseException) -> BaseException:
    """The first error: httpx wraps httpcore's, which wraps the socket's."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error


def _check(response: httpx.Response, name: str, limits: Limits) -> None:
    """Refuse, before any of the body is read, an answer that cannot be a text."""
    status = response.status_code
    if status not in (http.HTTPStatus.OK, http.HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        _refuse(status, name)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _WEB_PAGE:
        raise SourceError(
            f"what is at {name} is a web page ({kind})",
            'On a book\'s page, copy the address of its "Plain Text UTF-8" link and give that.',
        )
    if _NOT_TEXT.fullmatch(kind):
        raise SourceError(
            f"what is at {name} is {kind}, not a plain text",
            "Give the address of a plain text, or save it as one and give the path of the file.",
        )
    coding = _encoding(response)
    if coding not in ("", "gzip", "x-gzip"):
        raise SourceError(f"the text at {name} is compressed with {coding}, unasked", _OWN_FILE)
    if (_length(response) or 0) > limits.bytes:
        raise _too_large(name, limits)


def _refuse(status: int, name: str) -> NoReturn:
    try:
        phrase = f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    what = f"the address {name} answered {phrase}"
    if status >= 500:
        raise _DeliveryError(what, "The trouble is the server's: try again later.")
    if status in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE):
        raise SourceError(what, "Check the address: there is no such text.")
    if status == http.HTTPStatus.TOO_MANY_REQUESTS:
        raise SourceError(what, "Wait some minutes, and try again.")
    raise SourceError(what, _OWN_FILE)


def _encoding(response: httpx.Response) -> str:
    coding = response.headers.get("content-encoding", "").strip().lower()
    return "" if coding == "identity" else coding


def _length(response: httpx.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _validator(response: httpx.Response, header: str) -> str | None:
    """A validator that can be sent back: some servers put characters there that no header has."""
    text = response.headers.get(header, "")
    return text if text and text.isascii() and text.isprintable() else None


def _gunzip(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Decompress (RFC 1952) in small pieces, so that the reader can stop at any size.

    httpx would open 64 KiB at a time to whatever they hold, a thousand times as much at worst, and
    takes a stream that breaks off for a whole one.
    """
    member = None
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if member is None or member.eof:  # a file may be several members in a row
                    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                yield member.decompress(rest, _PIECE)
                rest = member.unused_data if member.eof else member.unconsumed_tail
        if member is not None:
            yield member.flush()
    except zlib.error as error:
        raise _DeliveryError(f"the text at {name} arrived damaged ({error})", _AGAIN) from error
    if member is not None and not member.eof:
        raise _DeliveryError(f"the text at {name} arrived without its end", _AGAIN)


def _too_large(name: str, limits: Limits) -> SourceError:
    return SourceError(
        f"the text {name} is larger than the limit of {limits.bytes / 2**20:g} MiB",
        "Give a shorter text, or a part of this one as a file.",
    )


def _too_slow(name: str, deadline: _Deadline) -> SourceError:
    return _DeliveryError(
        f"the text {name} was not there after {deadline.seconds:g} seconds",
        f"Try again later. {_OWN_FILE}",
    )


def _empty(name: str) -> SourceError:
    return SourceError(f"the text {name} is empty", "Give another text.")
