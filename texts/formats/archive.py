"""Archives: .gz and .zip files, unpacked in memory within a limit.

Nothing is written to disk. A member's name is only ever shown, so that a name such as ../../x
cannot lead anywhere.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from common.errors import SourceError
from texts.formats.document import LARGEST

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DEPTH = 3  # archives within archives
_MOST = 10_000  # members of one archive
_PIECE = 64 * 1024
_UNPACK = "Unpack it yourself, and give the file or folder that you want."
_TEXT_SUFFIXES = frozenset(
    (
        *("", ".txt", ".text", ".asc", ".utf-8", ".utf8", ".md", ".markdown", ".mkd", ".rst"),
        *(".org", ".html", ".htm", ".xhtml", ".epub", ".docx", ".odt", ".pdf", ".gz", ".zip"),
    )
)


@dataclass(frozen=True)
class Member:
    """A file in an archive.

    Attributes:
        name: the path of the file inside the archive, used only for display.
        raw: the bytes of the file.
    """

    name: str
    raw: bytes


@dataclass
class Contents:
    """What was found in an archive.

    Attributes:
        members: the files that may be texts, in natural order (2 before 10); none is an archive.
        omitted: the names of the files that were left out because of their names or because they
            are empty.
        notes: messages for the user, one sentence each.
    """

    members: list[Member] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def unpack(raw: bytes, name: str = "", limit: int = LARGEST) -> Contents | None:
    """Return the files in an archive and in any archives inside it; None for any other file.

    Documents that are zip archives themselves, such as .docx and .epub, do not count as archives.

    Args:
        raw: the bytes of the file.
        name: the name of the file; a file unpacked from a .gz file has the same name without .gz.
        limit: the maximum size of all unpacked files together, in bytes.

    Raises:
        SourceError: if the archive is damaged, is locked with a password, is too large when
            unpacked, is nested too deeply or contains no text.
    """
    if not _is_archive(raw):
        return None
    contents = Contents()
    _Unpacking(contents, limit).add(Member(name, raw), 0)
    if not contents.members:
        raise SourceError("there is no text in the archive", _UNPACK)
    return contents


def is_text_name(name: str) -> bool:
    """Return whether a file may be a text, judging by its name.

    Hidden files, and those that some systems add to folders and archives, never count as texts.
    """
    path = PurePosixPath(name)
    if any(part.startswith((".", "__MACOSX")) and part.strip(".") for part in path.parts):
        return False
    return path.suffix.lower() in _TEXT_SUFFIXES or not re.fullmatch(
        r"\.[A-Za-z][A-Za-z0-9]{0,5}",
        path.suffix,  # "Letter no. 7" has no suffix
    )


def natural_key(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts names so that "chapter 2", for example, precedes "chapter 10"."""
    parts = re.split(r"(\d{1,18})", name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def list_names(names: list[str], most: int = 5) -> str:
    """Return the first `most` names and the number of others: "a.jpg, b.png and 12 others"."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} others"


def _is_archive(raw: bytes) -> bool:
    return raw.startswith(_GZIP) or (raw.startswith(_ZIP) and not is_package(raw))


def is_package(raw: bytes) -> bool:
    """Return whether a file is a document in the form of a zip archive, such as .docx or .epub."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return not names.isdisjoint(("[Content_Types].xml", "mimetype", "META-INF/container.xml"))


@dataclass
class _Unpacking:
    contents: Contents
    left: int  # bytes that may still be unpacked

    def add(self, member: Member, depth: int) -> None:
        """Add a file to the contents, or the files in it if it is an archive."""
        if not _is_archive(member.raw):
            self.contents.members.append(member)
            return
        if depth == _DEPTH:
            raise SourceError("the archive holds archives within archives", _UNPACK)
        if member.raw.startswith(_GZIP):
            name = re.sub(r"(?i)\.t?gz$", "", member.name)
            opened = self._gunzip(member.raw)
            if opened[257:262] == b"ustar":
                raise SourceError("the file is a tar archive", _UNPACK)
            self.add(Member(name, opened), depth + 1)
            return
        try:
            with zipfile.ZipFile(io.BytesIO(member.raw)) as archive:
                self._add_members(archive, member.name, depth)
        except RuntimeError as error:  # how zipfile says that a password is needed
            raise SourceError("the zip archive is locked with a password", _UNPACK) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise SourceError("the zip archive is damaged", f"Fetch it again. {_UNPACK}") from error
        except NotImplementedError as error:
            raise SourceError("the zip archive is compressed in a rare way", _UNPACK) from error

    def _add_members(self, archive: zipfile.ZipFile, outer: str, depth: int) -> None:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > _MOST:
            raise SourceError(f"the archive holds more than {_MOST:,} files", _UNPACK)
        for entry in sorted(entries, key=lambda entry: natural_key(entry.filename)):
            name = f"{outer}/{entry.filename}" if depth and outer else entry.filename
            if not is_text_name(entry.filename):
                self.contents.omitted.append(name)
                continue
            self._take(entry.file_size)
            # zipfile stops at the stated size, so that one that lies is not larger
            content = archive.read(entry)
            if content.strip():
                self.add(Member(name, content), depth + 1)
            else:
                self.contents.omitted.append(f"{name} (empty)")

    def _gunzip(self, raw: bytes) -> bytes:
        pieces = []
        rest = raw
        try:
            while rest.startswith(_GZIP):  # a file may be several members in a row
                member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                while not member.eof:
                    piece = member.decompress(rest, _PIECE)
                    self._take(len(piece))
                    pieces.append(piece)
                    rest = member.unconsumed_tail or member.unused_data
                    if not (piece or rest or member.eof):
                        raise EOFError
        except (zlib.error, EOFError) as error:
            what = "the file is compressed by gzip, but is damaged or cut off"
            raise SourceError(what, f"Fetch it again. {_UNPACK}") from error
        if rest.strip(b"\0"):
            self.contents.notes.append(
                f"{len(rest):,} bytes after the end of the gzip file were left out."
            )
        return b"".join(pieces)

    def _take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise SourceError(
                f"the archive would be larger than the limit of {LARGEST // 2**20} MiB once it is"
                " unpacked",
                _UNPACK,
            )
