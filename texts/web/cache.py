"""Copies of fetched texts on disk, one folder, keyed by the SHA-256 of their URL.

    KEY.json             what is known of the newest body: its checksum, validators, charset, URL
    KEY.CHECKSUM.txt     a body; CHECKSUM is the beginning of its own SHA-256
    KEY.RANDOM.part      something being written

A body is named after its content, and the JSON that points to it is replaced in one step. So two
processes that fetch one URL at the same time can only put down equal files or different ones, never
half of each, and whichever is last to replace the JSON wins. A body that the JSON no longer points
to stays for a day, because another process may have been given its path.

This module knows files and checksums. It knows nothing of HTTP: when a copy may be used, and what
its validators mean, is decided in texts/web/fetch.py.
"""

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from common.files import write_whole

_SCHEMA = 1
_UNUSED_SECONDS = 24 * 60 * 60.0


@dataclass(frozen=True)
class Copy:
    """A whole body on disk whose checksum has been found right.

    Attributes:
        path: the body.
        size: its length in bytes.
        origin: the URL that it came from in the end, after redirects, without a password.
        charset: the charset its server declared, if any.
        etag: its entity tag, as sent.
        last_modified: its date of change, as sent.
    """

    path: Path
    size: int
    origin: str
    charset: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class _Record:
    """What the JSON says."""

    schema: int
    sha256: str
    size: int
    origin: str
    charset: str | None
    etag: str | None
    last_modified: str | None


class Incoming:
    """A body being written; nobody else can see it before `keep`."""

    def __init__(self, folder: Path, key: str, file: BinaryIO, part: Path) -> None:
        self._folder = folder
        self._key = key
        self._file = file
        self._part = part
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Append bytes. Raises OSError, on a full disk for one."""
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def keep(
        self, *, origin: str, charset: str | None, etag: str | None, last_modified: str | None
    ) -> Copy:
        """Make this the copy of its URL. Raises OSError and then leaves the old copy as it was."""
        sha256 = self._digest.hexdigest()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()  # an open file cannot be replaced on Windows
        body = self._folder / _body_name(self._key, sha256)
        os.replace(self._part, body)
        record = _Record(_SCHEMA, sha256, self.size, origin, charset, etag, last_modified)
        text = json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n"
        write_whole(self._folder / f"{self._key}.json", text.encode())
        _prune(self._folder, self._key, body)
        return _copy(body, record)


class Cache:
    """The copies in one folder, which is made when it is missing.

    Raises:
        OSError: from every method, when the folder cannot be made, read or written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def find(self, url: str) -> Copy | None:
        """The copy of a URL; None when there is none, or when it has been damaged."""
        key = _key(url)
        record = _read(self._folder / f"{key}.json")
        if record is None:
            return None
        body = self._folder / _body_name(key, record.sha256)
        try:
            with body.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            if sha256 != record.sha256:
                return None
            os.utime(body)  # in use now: another process must not prune it
        except FileNotFoundError:
            return None
        return _copy(body, record)

    @contextlib.contextmanager
    def receive(self, url: str) -> Iterator[Incoming]:
        """A place to write a new body; what is not kept is gone at the end, however it ends."""
        key = _key(url)
        with _temporary(self._folder, key) as (file, part):
            yield Incoming(self._folder, key, file, part)


def _key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _body_name(key: str, sha256: str) -> str:
    # 64 bits tell apart the few bodies one URL ever has, and keep the name short for old Windows.
    return f"{key}.{sha256[:16]}.txt"


def _copy(body: Path, record: _Record) -> Copy:
    return Copy(
        path=body,
        size=record.size,
        origin=record.origin,
        charset=record.charset,
        etag=record.etag,
        last_modified=record.last_modified,
    )


@contextlib.contextmanager
def _temporary(folder: Path, key: str) -> Iterator[tuple[BinaryIO, Path]]:
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f"{key}.", suffix=".part")
    part = Path(name)
    try:
        with open(descriptor, "wb") as file:
            yield file, part
    finally:
        part.unlink(missing_ok=True)  # already moved away when all went well


def _read(path: Path) -> _Record | None:
    """The record in a JSON file; None when it is missing or is not one of ours."""
    try:
        found = json.loads(path.read_text("utf-8"))
        record = _Record(**found)
    except (FileNotFoundError, ValueError, TypeError):
        return None
    texts = (record.sha256, record.origin)
    perhaps = (record.charset, record.etag, record.last_modified)
    good = (
        record.schema == _SCHEMA
        and isinstance(record.size, int)
        and all(isinstance(text, str) for text in texts)
        and all(text is None or isinstance(text, str) for text in perhaps)
    )
    return record if good else None


def _prune(folder: Path, key: str, body: Path) -> None:
    """Remove what a URL left behind: bodies long unused, parts of a killed process."""
    old = time.time() - _UNUSED_SECONDS
    for path in folder.glob(f"{key}.*"):
        if path != body and path.suffix in (".txt", ".part"):
            # Another process may be pruning too, or be holding the file open (Windows).
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < old:
                    path.unlink()
