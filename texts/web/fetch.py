"""Brings a text to the disk: from an http or https URL, or from a file that is there already.

A body streams into a temporary file under limits of size and time, and is kept only when it is
whole. The copies are our own (texts/web/cache.py) and not a caching library's, because such a
library holds bodies in memory or behind its own storage, where neither the limits nor the checksum
of the file can be applied.

This is an archive of downloads more than a cache in the sense of RFC 9111: a copy is never used
without asking its server first (RFC 9110, section 13, conditional requests), except when that
server cannot deliver (RFC 9111, section 4.2.4), and then the result says so.

This module decides what is asked and when an earlier copy will do; one download is
texts/web/download.py's. Neither knows what is in the text: characters, headers and footers are for
texts/cleaning/cleaner.py.
"""

import os
import re
import stat
from pathlib import Path

import httpx

from common.errors import SourceError
from texts.web.addresses import display_source, resolve_gutenberg_url
from texts.web.cache import Cache
from texts.web.download import Download, FetchedText, Progress, client_for, from_copy, parse_url
from texts.web.faults import DeliveryError, empty, shown, too_large
from texts.web.limits import DEFAULT_LIMITS, Deadline, Limits


def fetch(
    source: str,
    cache: Path,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda done, total: None,
) -> FetchedText:
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
            f"the address {display_source(source)} begins with {scheme}:, which is not read here",
            "Give a URL that begins with https:// or http://, or the path of a text file.",
        )
    address = resolve_gutenberg_url(source)
    notes = []
    if address != source:
        notes.append(f"The page {shown(parse_url(source))} is about a book; its text is {address}.")
    return _web(parse_url(address), Cache(cache), limits, progress, notes)


def _scheme(source: str) -> str | None:
    """The scheme of a URL in lower case; None for a path."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):(//)?", source)  # C:\ has one letter: a drive
    if found is None:
        return None
    if not found[2] and os.path.lexists(source):
        return None  # a file may be called "Emma: a novel.txt"
    return found[1].lower()


# Files ------------------------------------------------------------------------------------------


def _file(source: str, limits: Limits) -> FetchedText:
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
        raise too_large(source, limits)
    if status.st_size == 0:
        raise empty(source)
    return FetchedText(path, str(path.absolute()), charset=None, cached=False, notes=())


# The web ----------------------------------------------------------------------------------------


def _web(
    url: httpx.URL, cache: Cache, limits: Limits, progress: Progress, notes: list[str]
) -> FetchedText:
    copy = cache.find(str(url))
    if copy is not None and copy.size > limits.bytes:
        copy = None  # kept under a higher limit: let the server's answer be refused like any other
    try:
        with client_for(limits) as client, Deadline(limits.seconds) as deadline:
            return Download(url, cache, copy, limits, progress, notes).run(client, deadline)
    except DeliveryError as error:
        if copy is None:
            raise
        note = f"The copy downloaded earlier was used, because {error.what}."
        return from_copy(copy, [*notes, note])
