"""One download: redirects, conditions, limits, and what is kept of it.

It talks HTTP (RFC 9110) and fills texts/web/cache.py. Which addresses are worth asking, and files,
are texts/web/fetch.py's.
"""

import importlib.metadata
import urllib.parse
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from common.errors import SourceError
from texts.web.addresses import display_source
from texts.web.cache import Cache, Copy, Incoming
from texts.web.faults import (
    AGAIN,
    OWN_FILE,
    DeliveryError,
    check_response,
    empty,
    encoding,
    length,
    shown,
    told,
    too_large,
    too_slow,
)
from texts.web.limits import Deadline, Limits

Progress = Callable[[int, int | None], None]

_REDIRECTS = 10
_NOT_MODIFIED = 304
_PIECE = 64 * 1024


@dataclass(frozen=True)
class FetchedText:
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


def from_copy(copy: Copy, notes: list[str]) -> FetchedText:
    return FetchedText(copy.path, copy.origin, copy.charset, cached=True, notes=tuple(notes))


@dataclass
class Download:
    """One text on its way: the requests that lead to it, and the body."""

    url: httpx.URL
    cache: Cache
    copy: Copy | None
    limits: Limits
    progress: Progress
    notes: list[str]

    def run(self, client: httpx.Client, deadline: Deadline) -> FetchedText:
        key = str(self.url)
        for _ in range(_REDIRECTS + 1):
            conditions = self._conditions()
            with (
                told(self.url, self.limits, deadline),
                client.stream(
                    "GET", self.url, headers=conditions, extensions={"trace": deadline.trace}
                ) as response,
            ):
                if response.has_redirect_location:
                    self._redirect(response.headers["location"])
                    continue
                if self.copy and conditions and response.status_code == _NOT_MODIFIED:
                    return from_copy(self.copy, self.notes)
                check_response(response, shown(self.url), self.limits)
                with self.cache.receive(key) as incoming:
                    self._receive(response, incoming, deadline)
                    return self._keep(response, incoming)
        raise SourceError(
            f"the address {shown(parse_url(key))} redirects more than {_REDIRECTS} times",
            f"The site sends programs in circles. {OWN_FILE}",
        )

    def _conditions(self) -> dict[str, str]:
        # Validators belong to the URL that sent them: another's may be equal by chance.
        copy = self.copy
        if copy is None or copy.origin != shown(self.url):
            return {}
        wanted = {"If-None-Match": copy.etag, "If-Modified-Since": copy.last_modified}
        return {name: value for name, value in wanted.items() if value}

    def _redirect(self, location: str) -> None:
        try:
            target = self.url.join(location)
        except (httpx.InvalidURL, ValueError):
            where = display_source(location)
            raise SourceError(
                f"the address {shown(self.url)} redirects to {where!r}, which is not a URL",
                OWN_FILE,
            ) from None
        if target.scheme not in ("http", "https"):
            raise SourceError(
                f"the address {shown(self.url)} redirects to one with {target.scheme}:",
                f"Only http and https are followed. {OWN_FILE}",
            )
        if self.url.scheme == "https" and target.scheme == "http":
            self.notes.append(
                f"The address {shown(self.url)} redirects to one without encryption,"
                f" {shown(target)}; the text could have been changed on its way."
            )
        self.url = parse_url(str(target))

    def _receive(self, response: httpx.Response, incoming: Incoming, deadline: Deadline) -> None:
        name = shown(self.url)
        pieces: Iterable[bytes] = response.iter_raw()
        total = length(response)
        if encoding(response):
            pieces = _gunzip(pieces, name)
            total = None  # what was said is the compressed length
        self.progress(0, total)
        for piece in pieces:
            if incoming.size + len(piece) > self.limits.bytes:
                raise too_large(name, self.limits)
            if deadline.passed:
                raise too_slow(name, deadline)
            incoming.write(piece)
            self.progress(incoming.size, total)
        if deadline.passed:
            # A body without a length ends where the socket does, and the deadline may have shut it.
            raise too_slow(name, deadline)
        if incoming.size == 0:
            raise empty(name)

    def _keep(self, response: httpx.Response, incoming: Incoming) -> FetchedText:
        copy = incoming.keep(
            origin=shown(self.url),
            charset=response.charset_encoding,
            etag=_validator(response, "etag"),
            last_modified=_validator(response, "last-modified"),
        )
        return FetchedText(
            copy.path, copy.origin, copy.charset, cached=False, notes=tuple(self.notes)
        )


def client_for(limits: Limits) -> httpx.Client:
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
        raise DeliveryError(f"the text at {name} arrived damaged ({error})", AGAIN) from error
    if member is not None and not member.eof:
        raise DeliveryError(f"the text at {name} arrived without its end", AGAIN)


def parse_url(address: str) -> httpx.URL:
    """A URL without its fragment, which is never sent and must not part one copy from another."""
    try:
        url = httpx.URL(urllib.parse.urldefrag(address).url)
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceError(
            f"the address {display_source(address)!r} is not a URL: {error}", AGAIN
        ) from None
    if not url.host:
        raise SourceError(
            f"the address {display_source(address)!r} names no host",
            "A URL looks like https://example.org/book.txt.",
        )
    return url
