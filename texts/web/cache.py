"""The copies of downloaded texts: one folder of files, keyed by the SHA-256 of each text's URL.

    KEY.json             the record of the newest body: its checksum, validators, charset and URL
    KEY.CHECKSUM.txt     a body; CHECKSUM is the beginning of its own SHA-256
    KEY.RANDOM.part      a body that is still being written

A body is what a server sends: the bytes of a text. It is named after its content, and the record
that points to it is replaced in one step. So if two processes download one URL at the same time,
each leaves a whole file, and the one that replaces the record last wins. A body that no record
points to any longer stays for a day, because another process may still be reading it.

This module knows files and checksums, but no HTTP: texts/web/download.py sends the validators, and
texts/web/fetch.py decides when a copy may be used without an answer from its server.
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
from typing import BinaryIO, get_type_hints

from common.files import write_whole

_SCHEMA = 1
_UNUSED_SECONDS = 24 * 60 * 60.0


@dataclass(frozen=True)
class Copy:
    """A downloaded text on disk, complete and with its checksum verified.

    The body of the download consists of the bytes that the server sent, after decompression.

    Attributes:
        path: the path of the file that contains the body.
        sha256: the SHA-256 of the body, in hexadecimal.
        size: the length of the body, in bytes.
        origin: the URL that the body came from, after all redirects, without a user name and
            password.
        charset: the charset that the server declared, or None if it declared none.
        etag: the value of the server's ETag header; None if there is no usable value. It is sent
            back to the server to ask whether the text has changed.
        last_modified: the value of the server's Last-Modified header; None if there is no usable
            value. It is sent back to the server for the same purpose.
    """

    path: Path
    sha256: str
    size: int
    origin: str
    charset: str | None
    etag: str | None
    last_modified: str | None


class BodyWriter:
    """A writer for the body of a download (the bytes of the text).

    The bytes are written to a temporary file. The method `keep` completes the file and adds it to
    the cache. Until then, `Cache.find` does not find the download.

    Attributes:
        size: the number of bytes written so far.
    """

    def __init__(self, folder: Path, key: str, file: BinaryIO, part: Path) -> None:
        self._folder = folder
        self._key = key
        self._file = file
        self._part = part
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Append the bytes in `piece` to the body of the download.

        Raises:
            OSError: if the bytes cannot be written, for example because the disk is full.
        """
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def keep(
        self, *, origin: str, charset: str | None, etag: str | None, last_modified: str | None
    ) -> Copy:
        """Complete the download and add it to the cache, replacing any earlier copy of the text.

        Args:
            origin: the URL that the body came from, after all redirects, without a user name and
                password.
            charset: the charset that the server declared, or None if it declared none.
            etag: the value of the server's ETag header; None if there is no usable value.
            last_modified: the value of the Last-Modified header; None if there is no usable value.

        Raises:
            OSError: if the body or its record cannot be written; any earlier copy is then kept.
        """
        sha256 = self._digest.hexdigest()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()  # an open file cannot be replaced on Windows
        path = _body_path(self._folder, self._key, sha256)
        os.replace(self._part, path)
        copy = Copy(path, sha256, self.size, origin, charset, etag, last_modified)
        record = {"schema": _SCHEMA, **asdict(copy)}
        del record["path"]
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        write_whole(self._folder / f"{self._key}.json", text.encode())
        _prune(self._folder, self._key, path)
        return copy


class Cache:
    """A folder that contains copies of downloaded texts, which can be looked up by URL.

    Args:
        folder: the folder, which is created if it does not exist.

    Raises:
        OSError: raised by any method if the folder cannot be created, read or written to.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def find(self, url: str) -> Copy | None:
        """Return the cached copy of the text at a URL; None if there is no copy or it is damaged.

        Raises:
            OSError: if the folder cannot be read.
        """
        copy = _read_record(self._folder, _key(url))
        if copy is None:
            return None
        try:
            with copy.path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != copy.sha256:
                    return None
            os.utime(copy.path)  # now in use: another process must not prune it
        except FileNotFoundError:
            return None
        return copy

    @contextlib.contextmanager
    def receive(self, url: str) -> Iterator[BodyWriter]:
        """Return a context manager that yields a writer for a new download.

        At the end of the `with` block, the written data is deleted unless the writer's `keep`
        method was called.

        Args:
            url: the URL to download, before any redirects; the copy can be found under this URL.

        Raises:
            OSError: if the folder cannot be written to.
        """
        key = _key(url)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=f"{key}.", suffix=".part")
        part = Path(name)
        try:
            with open(descriptor, "wb") as file:
                yield BodyWriter(self._folder, key, file, part)
        finally:
            part.unlink(missing_ok=True)  # a body that was kept has been moved away


def _key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _body_path(folder: Path, key: str, sha256: str) -> Path:
    # 64 bits tell apart the few bodies one URL ever has, and keep the name short for old Windows.
    return folder / f"{key}.{sha256[:16]}.txt"


def _read_record(folder: Path, key: str) -> Copy | None:
    """Return the copy that a record describes; None if the record is missing or is not valid."""
    try:
        fields = dict(json.loads((folder / f"{key}.json").read_text("utf-8")))
        if fields.pop("schema", None) != _SCHEMA:
            return None
        copy = Copy(path=_body_path(folder, key, fields["sha256"]), **fields)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    kinds = get_type_hints(Copy)
    return copy if all(isinstance(getattr(copy, name), kinds[name]) for name in kinds) else None


def _prune(folder: Path, key: str, body: Path) -> None:
    """Remove a URL's old files: bodies unused for a day, and what killed processes left."""
    old = time.time() - _UNUSED_SECONDS
    for path in folder.glob(f"{key}.*"):
        if path != body and path.suffix in (".txt", ".part"):
            # Another process may be pruning too, or be holding the file open (Windows).
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < old:
                    path.unlink()
