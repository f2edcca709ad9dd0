"""The URL of a text: which addresses can be fetched."""

import urllib.parse

import httpx

from common.errors import SourceError
from texts.source import display_source

AGAIN = "Check the network and the address, and try again."


def parse_url(address: str, base: str = "") -> httpx.URL:
    """Check that an address is an http or https URL, and return it without its fragment.

    A fragment (the part after #) is never sent to a server, so URLs that differ only in their
    fragments share one cached copy.

    Args:
        address: an absolute URL, or one relative to `base`.
        base: the URL of the page or redirect that contained the address; empty if the address is
            absolute.

    Raises:
        SourceError: if the address is not an http or https URL with a host.
    """
    name = display_source(address)
    try:
        url = httpx.URL(urllib.parse.urldefrag(urllib.parse.urljoin(base, address)).url)
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceError(f"the address {name!r} is not a URL: {error}", AGAIN) from None
    if url.scheme not in ("http", "https"):
        raise SourceError(
            f"the address {name!r} begins with {url.scheme}:, which cannot be fetched",
            "Give a URL that begins with https:// or http://, or the path of a text file.",
        )
    if not url.host:
        raise SourceError(
            f"the address {name!r} names no host", "A URL looks like https://example.org/book.txt."
        )
    return url
