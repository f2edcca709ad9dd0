"""One download over HTTP: from a URL to a body on disk, within limits of size and time.

The body streams into a temporary file of texts/web/cache.py and is kept only when it is complete.
Redirects and conditional requests follow RFC 9110. texts/web/fetch.py decides which address to ask,
and when to use an earlier copy instead.
"""

import asyncio
import importlib.metadata
import ipaddress
import re
import socket
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpx

from common.errors import SourceError
from texts.source import display_source
from texts.web.cache import Cache, Copy
from texts.web.url import AGAIN, parse_url

Progress = Callable[[int, int | None], None]
"""A callback that receives the number of bytes written so far and the total, None if unknown."""

_REDIRECTS = 10
_PIECE = 64 * 1024
_NOT_TEXT = re.compile(
    r"(?:image|audio|video|font|model)/.+"
    r"|application/(?:x-tar|x-bzip2|x-xz|x-7z-compressed|x-rar-compressed|vnd\.rar"
    r"|x-mobipocket-ebook|postscript|msword"
    r"|vnd\.(?!oasis\.opendocument\.text$|openxmlformats-officedocument\.wordprocessingml\.).+)"
)
OWN_FILE = "Save the text with a browser, and give the path of that file."


@dataclass(frozen=True)
class Limits:
    """The limits on the size and the download time of one text.

    Attributes:
        bytes: the maximum size of the text, in bytes after decompression.
        seconds: the maximum duration of a download, in seconds, from the first request to the last
            byte.
        idle_seconds: the maximum time, in seconds, to connect to the server or to wait for it to
            send data.
    """

    bytes: int = 64 * 1024 * 1024
    seconds: float = 120.0
    idle_seconds: float = 20.0


DEFAULT_LIMITS = Limits()


class DeliveryError(SourceError):
    """Raised when the server cannot be reached, or the text arrives incomplete or damaged.

    If there is an earlier copy of the text, the caller can use that instead.
    """


def download(
    url: httpx.URL,
    cache: Cache,
    copy: Copy | None,
    limits: Limits,
    progress: Progress,
    note: Callable[[str], None],
) -> Copy:
    """Download the text at a URL into the cache.

    Args:
        url: the URL, without a fragment, as returned by `parse_url`.
        cache: the cache to which the text is written.
        copy: an earlier download from this URL, or None. If there is one, the server is asked
            whether the text has changed since then.
        limits: the limits on the size and time of the download.
        progress: a callback, called before the first byte and then repeatedly with the number of
            bytes written so far and the total number, which is None if unknown.
        note: a callback, called with each message for the user.

    Returns:
        The new copy, or `copy` itself if the server reports that it is still current.

    Raises:
        DeliveryError: if the text arrives damaged or incomplete.
        SourceError: if the server's response is not text, is empty or is too large.
        TimeoutError: if the download takes longer than `limits.seconds`.
        httpx.HTTPError: if the server cannot be reached, closes the connection early, or responds
            with a status other than 200 or 203.
        httpx.InvalidURL: if a redirect points to an invalid URL.
        OSError: if the cache cannot be written to.
    """
    return asyncio.run(_Download(url, cache, copy, limits, progress, note).run())


@dataclass
class _Download:
    url: httpx.URL  # each redirect replaces it
    cache: Cache
    copy: Copy | None
    limits: Limits
    progress: Progress
    note: Callable[[str], None]

    @property
    def name(self) -> str:
        """The present URL in a form that is safe to show, without a user name and password."""
        return display_source(str(self.url))

    async def run(self) -> Copy:
        """Download the text; return the new copy, or the earlier one if it is current."""
        start, key = self.name, str(self.url)
        # A server that sends a byte now and then is never silent: the whole needs a limit as well.
        async with asyncio.timeout(self.limits.seconds), _client(self.limits) as client:
            for _ in range(_REDIRECTS + 1):
                conditions = self._conditions()
                async with client.stream("GET", self.url, headers=conditions) as response:
                    if response.has_redirect_location:
                        await self._redirect(response.headers["location"])
                    elif self.copy and conditions and response.status_code == 304:
                        return self.copy
                    else:
                        _check(response, self.name, self.limits)
                        return await self._receive(response, key)
        raise SourceError(
            f"the address {start} redirects more than {_REDIRECTS} times",
            f"The site may be sending programs in circles. {OWN_FILE}",
        )

    def _conditions(self) -> dict[str, str]:
        # Validators belong to the URL that sent them: another's may be equal by chance.
        copy = self.copy
        if copy is None or copy.origin != self.name:
            return {}
        headers = {"If-None-Match": copy.etag, "If-Modified-Since": copy.last_modified}
        return {name: value for name, value in headers.items() if value}

    async def _redirect(self, location: str) -> None:
        try:
            target = parse_url(location, base=str(self.url))
        except SourceError as error:
            raise SourceError(
                f"the address {self.name} redirects to {display_source(location)!r},"
                " which cannot be fetched",
                OWN_FILE,
            ) from error
        if await _is_private(target.host) and not await _is_private(self.url.host):
            raise SourceError(
                f"the address {self.name} redirects to {display_source(str(target))}, which is in"
                " a private network",
                "A site has no reason to send anyone there. If you mean that address, give it"
                " yourself.",
            )
        if self.url.scheme == "https" and target.scheme == "http":
            self.note(
                f"The address {self.name} redirects to {display_source(str(target))}, which is"
                " not encrypted: the text could have been changed on its way."
            )
        self.url = target

    async def _receive(self, response: httpx.Response, key: str) -> Copy:
        pieces, total = response.aiter_raw(), _length(response)
        if _compression(response):
            pieces = _gunzip(pieces, self.name)
            total = None  # the length that was sent is that of the compressed body
        with self.cache.receive(key) as body:
            self.progress(0, total)
            async for piece in pieces:
                if body.size + len(piece) > self.limits.bytes:
                    raise size_error(self.name, self.limits)
                body.write(piece)
                self.progress(body.size, total)
            if body.size == 0:
                raise SourceError(f"the text {self.name} is empty", "Give another text.")
            return body.keep(
                origin=self.name,
                charset=response.charset_encoding,
                etag=_validator(response, "etag"),
                last_modified=_validator(response, "last-modified"),
            )


def _client(limits: Limits) -> httpx.AsyncClient:
    try:
        version = f"/{importlib.metadata.version('pastiche')}"
    except importlib.metadata.PackageNotFoundError:  # run from a tree that is not installed
        version = ""
    headers = {
        "User-Agent": f"pastiche{version}",
        "Accept": "text/plain, application/octet-stream;q=0.5, */*;q=0.1",
        "Accept-Encoding": "gzip",  # the only one that _gunzip can open under a limit
    }
    try:
        return httpx.AsyncClient(headers=headers, timeout=httpx.Timeout(limits.idle_seconds))
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise SourceError(
            f"the proxy that the environment names cannot be used: {error}",
            "Set HTTP_PROXY, HTTPS_PROXY or ALL_PROXY to an http:// address, or unset them.",
        ) from error


async def _is_private(host: str) -> bool:
    """Return whether a host is this computer or in a private network, by its name or address.

    A name that cannot be found is not private: the request itself will say what is wrong with it.
    """
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return host.rstrip(".").endswith(("localhost", ".local", ".internal"))
    addresses = (ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    return any(
        not (getattr(address, "ipv4_mapped", None) or address).is_global for address in addresses
    )


def _check(response: httpx.Response, name: str, limits: Limits) -> None:
    """Raise an error if a response cannot be a text, before any of its body is read."""
    if response.status_code not in (200, 203):  # OK, and OK by way of a proxy that changed it
        raise httpx.HTTPStatusError("", request=response.request, response=response)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if _NOT_TEXT.fullmatch(kind):
        raise SourceError(
            f"the address {name} leads to {kind}, which is not read as a text",
            "Give the address of a text, or save it as plain text and give the path of the file.",
        )
    compression = _compression(response)
    if compression not in ("", "gzip", "x-gzip"):
        raise SourceError(
            f"the server compressed {name} with {compression}, which cannot be read here",
            OWN_FILE,
        )
    if (_length(response) or 0) > limits.bytes:
        raise size_error(name, limits)


def _length(response: httpx.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _compression(response: httpx.Response) -> str:
    coding = response.headers.get("content-encoding", "").strip().lower()
    return "" if coding == "identity" else coding


def _validator(response: httpx.Response, header: str) -> str | None:
    """Return a header's value, or None if it has characters that cannot be sent back."""
    text = response.headers.get(header, "")
    return text if text and text.isascii() and text.isprintable() else None


async def _gunzip(chunks: AsyncIterator[bytes], name: str) -> AsyncIterator[bytes]:
    """Decompress gzip (RFC 1952) in small pieces, so that the reader can stop at any size.

    httpx would open 64 KiB at a time to whatever they hold, a thousand times as much at worst, and
    takes a stream that breaks off for a complete one.
    """
    member = None
    try:
        async for chunk in chunks:
            rest = chunk
            while rest:
                if member is None or member.eof:  # a file may be several members in a row
                    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                yield member.decompress(rest, _PIECE)
                rest = member.unused_data if member.eof else member.unconsumed_tail
        if member is not None:
            yield member.flush()
    except zlib.error as error:
        raise DeliveryError(f"the text {name} was damaged on its way ({error})", AGAIN) from error
    if member is not None and not member.eof:
        raise DeliveryError(f"the text {name} broke off before its end", AGAIN)


def size_error(name: str, limits: Limits) -> SourceError:
    """Return the error to raise for a text that is larger than the limit.

    Args:
        name: the URL or path of the text, for the error message.
        limits: the limits on the text. The message states the maximum size in MiB.
    """
    return SourceError(
        f"the text {name} is larger than the limit of {limits.bytes / 2**20:g} MiB",
        "Give a shorter text, or a part of this one as a file.",
    )
