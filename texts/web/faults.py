"""What can go wrong while a text is fetched, in words the person can act on.

From httpx's exceptions and a response's status, type and length to one sentence that names the
source. It fetches nothing itself.
"""

import contextlib
import http
import re
import socket
import ssl
from collections.abc import Iterator
from typing import NoReturn

import httpx

from common.errors import SourceError
from texts.web.limits import Deadline, Limits

_NOT_TEXT = re.compile(
    r"(?:image|audio|video|font|model)/.+"
    r"|application/(?:zip|gzip|x-gzip|x-tar|x-bzip2|x-xz|x-7z-compressed|x-rar-compressed|vnd\.rar"
    r"|epub\+zip|x-mobipocket-ebook|pdf|postscript|msword|vnd\..+)"
)
_WEB_PAGE = ("text/html", "application/xhtml+xml")
OWN_FILE = "Save the text with a browser, and give the path of the file."
AGAIN = "Check the network and the address, and try again."


class DeliveryError(SourceError):
    """The server was not reached, or did not send the whole; an earlier copy may stand in."""


@contextlib.contextmanager
def told(url: httpx.URL, limits: Limits, deadline: Deadline) -> Iterator[None]:
    """Turn what httpx raises while talking to a server into a SourceError."""
    name = shown(url)
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        if deadline.passed:
            raise too_slow(name, deadline) from error
        _explain(error, url, limits)


def _explain(error: Exception, url: httpx.URL, limits: Limits) -> NoReturn:
    name = shown(url)
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
    raise DeliveryError(what, AGAIN) from error


def _cause(error: BaseException) -> BaseException:
    """The first error: httpx wraps httpcore's, which wraps the socket's."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error


def check_response(response: httpx.Response, name: str, limits: Limits) -> None:
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
    coding = encoding(response)
    if coding not in ("", "gzip", "x-gzip"):
        raise SourceError(f"the text at {name} is compressed with {coding}, unasked", OWN_FILE)
    if (length(response) or 0) > limits.bytes:
        raise too_large(name, limits)


def _refuse(status: int, name: str) -> NoReturn:
    try:
        phrase = f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    what = f"the address {name} answered {phrase}"
    if status >= 500:
        raise DeliveryError(what, "The trouble is the server's: try again later.")
    if status in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE):
        raise SourceError(what, "Check the address: there is no such text.")
    if status == http.HTTPStatus.TOO_MANY_REQUESTS:
        raise SourceError(what, "Wait some minutes, and try again.")
    raise SourceError(what, OWN_FILE)


def length(response: httpx.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def shown(url: httpx.URL) -> str:
    """A URL as it may be printed and kept: without the name and password that it may carry."""
    return str(url.copy_with(username="", password="") if url.userinfo else url)


def too_large(name: str, limits: Limits) -> SourceError:
    return SourceError(
        f"the text {name} is larger than the limit of {limits.bytes / 2**20:g} MiB",
        "Give a shorter text, or a part of this one as a file.",
    )


def too_slow(name: str, deadline: Deadline) -> SourceError:
    return DeliveryError(
        f"the text {name} was not there after {deadline.seconds:g} seconds",
        f"Try again later. {OWN_FILE}",
    )


def empty(name: str) -> SourceError:
    return SourceError(f"the text {name} is empty", "Give another text.")


def encoding(response: httpx.Response) -> str:
    coding = response.headers.get("content-encoding", "").strip().lower()
    return "" if coding == "identity" else coding
