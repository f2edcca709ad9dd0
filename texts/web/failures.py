"""Failures of a download: what went wrong, and what the user can do about it.

The HTTP library raises errors of its own, which wrap those of a socket or of TLS. Here each becomes
one of ours. This module downloads nothing: texts/web/download.py does.
"""

import socket
import ssl

import httpx

from common.errors import SourceError
from texts.source import display_source
from texts.web.download import OWN_FILE, DeliveryError, Limits
from texts.web.url import AGAIN


class MissingError(SourceError):
    """Raised when a server reports that there is nothing at a URL (status 404 or 410)."""


def explain_download_error(error: Exception, url: httpx.URL, limits: Limits) -> SourceError:
    """Return an error that says what went wrong in a download and what the user can do.

    Args:
        error: the exception raised by `download`: a TimeoutError, httpx.InvalidURL or
            httpx.HTTPError.
        url: the URL of the download, before any redirects.
        limits: the limits on the download; the message states the time limit that was exceeded.

    Returns:
        A MissingError if there is nothing at the URL. A DeliveryError if the server could not be
        reached or did not deliver the text, so that an earlier copy can be used. Otherwise, another
        SourceError, for example if the server's certificate is not valid.
    """
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
        return MissingError(what, "Check the address: there is no text there.")
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
