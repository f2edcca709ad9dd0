"""Text files on disk, from an http or https URL or the path of a file that the user names.

A file is used where it is. A URL is downloaded into our own folder of copies (texts/web/cache.py)
rather than a caching library's: such a library keeps what it downloads in memory or in storage of
its own, where we can neither apply the limits nor check the file's checksum.

The folder is not quite a cache in the sense of RFC 9111. A copy is never used without asking its
server first (RFC 9110, section 13, conditional requests), except when the server cannot deliver
(RFC 9111, section 4.2.4), and then a note says so.

This module decides which address to ask and when to use an earlier copy; texts/web/download.py does
the download, and texts/web/failures.py says what went wrong in one. None of them looks at the
content of the text, which texts/cleaning decodes and cleans.
"""

import os
import re
import stat
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from common.errors import SourceError
from texts.formats.html import is_page
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
from texts.web.failures import MissingError, explain_download_error
from texts.web.gutenberg import (
    PAUSE,
    find_book_number,
    find_moved_text,
    is_gutenberg_host,
    mirror_addresses,
    page_address,
    resolve_gutenberg_url,
)
from texts.web.robots import Rules, robots_address, wait_for_turn
from texts.web.url import AGAIN, parse_url

_ADDRESS = re.compile(
    # a host of several parts and a path, or one that begins with www., or one with a port
    r"(?:(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?/|www\.[\w.-]+\.[^\W\d_]{2,}(?:[:/?]|$)|[\w.-]+:\d+(?:/|$)"
    r"|(?:\d{1,3}\.){3}\d{1,3}/)\S*",
    re.I,
)


@dataclass(frozen=True)
class TextFile:
    """A text stored as a file on disk, and where it came from.

    Attributes:
        path: the path of the file that contains the text, as bytes in the text's own encoding.
            Downloads are stored uncompressed.
        origin: the URL that the text came from, after all redirects and without a user name and
            password, or the absolute path of a local file.
        charset: the charset in the server's Content-Type header, or None if there is no such header
            or the text is a local file.
        notes: messages for the user about the download.
    """

    path: Path
    origin: str
    charset: str | None
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last part of the URL or path that the text came from, such as "book.epub"."""
        path = urllib.parse.urlsplit(self.origin).path if "://" in self.origin else self.origin
        return path.replace(os.sep, "/").rstrip("/").rpartition("/")[2]


def fetch(
    source: str,
    cache: Path,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda done, total: None,
    mirrors: Sequence[str] = (),
) -> TextFile:
    """Return a text as a file on disk, downloading it if its source is a URL.

    If the source looks like a web address without https://, and there is no file with that name,
    https:// is put before it.

    A cached download is used if the server reports that it is still current. It is also used if the
    server cannot be reached or closes the connection early; a message in the returned `notes` then
    informs the user.

    Args:
        source: an http or https URL; the path of a file, in which `~` stands for the home folder;
            or the number of a Project Gutenberg book, such as "gutenberg:1342".
        cache: the folder in which downloads are cached, created if it does not exist; ignored for a
            local file.
        limits: the limits on the size of the text, whether downloaded or local, and on the download
            time.
        progress: a callback, called with the number of bytes written so far and the total number,
            which is None if unknown.
        mirrors: a URL template for each mirror of Project Gutenberg, in the order in which they are
            tried. {number} stands for the book's number, and {folders} for the folders that contain
            the book, such as 1/3/4/1342.

    Raises:
        SourceError: if the text cannot be read or downloaded, is empty or is too large.
        OSError: if the cache folder cannot be written to, or the disk is full.
    """
    source = source.strip()
    if os.path.lexists(source):
        return _find_file(source, limits)
    number = find_book_number(source)
    if number is not None:
        return _fetch_book(number, cache, limits, progress, mirrors)
    if not _ADDRESS.fullmatch(source):
        if _is_path(source):
            return _find_file(source, limits)
        return _fetch_url(source, cache, limits, progress)
    try:
        return _fetch_url(f"https://{source}", cache, limits, progress)
    except SourceError as error:
        raise SourceError(f"there is no file {source}, and {error.what}", error.todo) from error


def _is_path(source: str) -> bool:
    """Return whether a source that is no existing file is to be taken for the path of one."""
    # C:\ has one letter: a drive
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", source) is None


def expand_path(source: str) -> Path:
    """Return the path of a file or folder that the user named; a leading ~ stands for a home.

    If there is something with exactly that name, such as a draft called “~draft.txt”, that is it.

    Raises:
        RuntimeError: if the path begins with ~ and a name, and there is no such user.
    """
    return Path(source) if os.path.lexists(source) else Path(source).expanduser()


# Files ------------------------------------------------------------------------------------------


def _find_file(source: str, limits: Limits) -> TextFile:
    todo = "Give the path of a text file, or a URL that begins with https:// or http://."
    if not source:
        raise SourceError("no text is named", todo)
    try:
        path = expand_path(source)
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
    return TextFile(path, str(path.absolute()), charset=None, notes=())


# The web ----------------------------------------------------------------------------------------


def _fetch_url(source: str, folder: Path, limits: Limits, progress: Progress) -> TextFile:
    address = resolve_gutenberg_url(source)
    notes: list[str] = []
    if address != source:
        page = display_source(source)
        notes.append(f"The address {page} is a page about a book; its text is {address}.")
    try:
        return _fetch_text(address, folder, limits, progress, notes)
    except MissingError:
        moved = find_moved_text(address)
        if moved is None:
            raise
        notes.append(f"There is no text at {address} any more; it has moved to {moved}.")
        return _fetch_text(moved, folder, limits, progress, notes)


def _fetch_text(
    address: str,
    folder: Path,
    limits: Limits,
    progress: Progress,
    notes: list[str],
    pause: float = 0.0,  # seconds since the last request to that host
) -> TextFile:
    url = parse_url(address)
    wait_for_turn(url.host, max(pause, PAUSE) if is_gutenberg_host(url.host) else pause)
    cache = Cache(folder)
    copy = cache.find(str(url))
    if copy is not None and copy.size > limits.bytes:
        copy = None  # kept under a higher limit: let the server's answer be refused like any other
    try:
        try:
            body = download(url, cache, copy, limits, progress, notes.append)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise explain_download_error(error, url, limits) from error
    except DeliveryError as error:
        if copy is None:
            raise
        body = copy
        notes.append(f"A copy downloaded earlier was used, because {error.what}.")
    return TextFile(body.path, body.origin, body.charset, tuple(notes))


def _fetch_book(
    number: str, folder: Path, limits: Limits, progress: Progress, mirrors: Sequence[str]
) -> TextFile:
    """Fetch the plain text of a book of Project Gutenberg from the first mirror that has it."""
    failures: list[SourceError] = []
    for address in mirror_addresses(number, mirrors):
        try:
            rules = _read_rules(address, folder, limits)
            rules.check(address)
            file = _fetch_text(address, folder, limits, progress, [], rules.pause)
            with file.path.open("rb") as body:
                if is_page(body.read(4096).decode("ascii", "replace"), ""):
                    raise SourceError(f"the address {address} leads to a web page", OWN_FILE)
        except SourceError as error:
            failures.append(error)
            continue
        note = f"Book {number} of Project Gutenberg was fetched from {address}."
        # the book is known by its page, wherever its text came from
        return replace(file, origin=page_address(number), notes=(note, *file.notes))
    if all(isinstance(error, MissingError) for error in failures):
        raise SourceError(
            f"Project Gutenberg has no plain text of a book {number}",
            "Check the number: the address of a book's page ends in it.",
        )
    reasons = "; ".join(dict.fromkeys(error.what for error in failures))
    raise SourceError(f"book {number} of Project Gutenberg could not be fetched: {reasons}", AGAIN)


def _read_rules(address: str, folder: Path, limits: Limits) -> Rules:
    """Return a site's rules for robots.

    Raises:
        DeliveryError: if its server fails: then nothing may be fetched from it (RFC 9309, section
            2.3.1.4).
    """
    try:
        file = _fetch_text(robots_address(address), folder, limits, lambda done, total: None, [])
    except DeliveryError:
        raise
    except SourceError:  # it has no rules, so everything is allowed
        return Rules("")
    return Rules(file.path.read_bytes()[:512_000].decode("utf-8-sig", "replace"))
