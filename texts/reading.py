"""Reading: from what the user names to the texts in it, decoded but not yet cleaned.

The user names an address, a file, a folder, a book of Project Gutenberg, or standard input. A
folder and an archive may hold many texts, each of which is a text of its own. What is left out of
them is named in a note.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from common.errors import SourceError
from texts.cleaning.decoding import PlainText, decode
from texts.formats.archive import Member, is_text_name, list_names, natural_key, unpack
from texts.source import display_source
from texts.web.download import Limits, size_error
from texts.web.fetch import expand_path, fetch

STDIN = "-"
_MOST = 10_000  # files of one folder


@dataclass(frozen=True)
class Reading:
    """One text that has been read from a file, a folder, an archive or the web.

    Attributes:
        origin: where the text came from: a URL, the name of a file, or "standard input".
        raw: the bytes of the file, before decoding.
        plain: the decoded text, with its encoding.
    """

    origin: str
    raw: bytes
    plain: PlainText


def read_sources(
    place: str,
    cache: Path,
    limits: Limits,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
    mirrors: Sequence[str] = (),
) -> list[Reading]:
    """Read, decode and return all the texts in a file, folder or archive, or at a URL.

    Args:
        place: the URL or path of a text or an archive; the path of a folder; the number of a
            Project Gutenberg book (such as "gutenberg:1342"); or "-" for standard input.
        cache: the folder in which downloads are cached.
        limits: the limits on the total size and on the download time.
        note: a callback, called with each message for the user.
        progress: a callback, called with the number of bytes fetched so far and the total number,
            which is None if unknown.
        mirrors: a URL template for each mirror of Project Gutenberg, in which {number} stands for a
            book's number.

    Returns:
        One Reading for each text that could be decoded.

    Raises:
        SourceError: if `place` cannot be read, or if no text in it can be decoded.
    """
    folder = _find_folder(place.strip())
    if folder is not None:
        return _read_members(_list_folder(folder, limits, note), place, note)
    if place == STDIN and not os.path.lexists(STDIN):
        name, charset, origin = "", None, "standard input"
        raw = _read_stdin(limits, note)
    else:
        file = fetch(place, cache, limits, progress, mirrors)
        name, charset = file.name, file.charset
        origin = place if "://" in place else file.origin
        origin = origin if "://" in origin else Path(origin).name
        raw = file.path.read_bytes()
        for sentence in file.notes:
            note(sentence)
    try:
        contents = unpack(raw, name)
    except SourceError as error:
        raise _name_place(place, error) from error
    if contents is not None and len(contents.members) > 1:
        for sentence in contents.notes:
            note(sentence)
        if contents.omitted:
            note(f"Left out of {display_source(place)}: {list_names(contents.omitted)}.")
        members = (Member(f"{origin}/{each.name}", each.raw) for each in contents.members)
        return _read_members(members, place, note)
    try:
        plain = decode(raw, charset, name)
    except SourceError as error:  # which knows the bytes, not where they came from
        raise _name_place(place, error) from error
    if plain.note:
        note(plain.note)
    if plain.encoding == "HTML" and name.lower().endswith(".txt"):
        note(f"{display_source(place)} is a web page by its content: check that it is your text.")
    return [Reading(origin, raw, plain)]


def read_source(
    place: str,
    cache: Path,
    limits: Limits,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> tuple[bytes, str]:
    """Read one text, and return the bytes of its file and the decoded but uncleaned text.

    Args:
        place: the URL or path of the text, or "-" for standard input.
        cache: the folder in which downloads are cached.
        limits: the limits on the size and download time of the text.
        note: a callback, called with each message for the user.
        progress: a callback, called with the number of bytes fetched so far and the total number,
            which is None if unknown.

    Raises:
        SourceError: if the text cannot be read or decoded, or if `place` contains several texts.
    """
    readings = read_sources(place, cache, limits, note, progress)
    if len(readings) > 1:
        raise SourceError(
            f"{display_source(place)} holds {len(readings):,} texts", "Give one of them."
        )
    return readings[0].raw, readings[0].plain.text


def _read_members(
    members: Iterable[Member], place: str, note: Callable[[str], None]
) -> list[Reading]:
    """Decode the texts of a folder or an archive; those that cannot be read are named in a note."""
    readings: list[Reading] = []
    omitted: list[str] = []
    remarks: dict[str, list[str]] = {}  # each message, with the names of the texts it is about
    for member in members:
        try:
            plain = decode(member.raw, name=member.name)
        except SourceError as error:
            omitted.append(f"{display_source(member.name)} ({error.what})")
            continue
        readings.append(Reading(member.name, member.raw, plain))
        if plain.note:
            remarks.setdefault(plain.note, []).append(display_source(member.name))
    if omitted:
        note(f"Left out of {display_source(place)}: {list_names(omitted)}.")
    if not readings:
        todo = "Give the path of a text, or a folder with texts in it."
        raise SourceError(f"there is no text in {display_source(place)}", todo)
    for sentence, names in remarks.items():
        note(f"{list_names(names)}: {sentence}")
    if len(readings) > 1:
        note(f"{display_source(place)} holds {len(readings):,} texts.")
    return readings


def _find_folder(place: str) -> Path | None:
    """Return the folder of that path; None if it is something else, or no path at all."""
    if place.startswith(STDIN):
        return None
    try:
        folder = expand_path(place)
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # `fetch` says what is wrong with it
        return None


def _list_folder(folder: Path, limits: Limits, note: Callable[[str], None]) -> Iterable[Member]:
    """Yield the texts of a folder and its folders, in their natural order, without hidden files."""
    paths: list[Path] = []
    omitted: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if is_text_name(name):
                paths.append(path)
            elif not name.startswith("."):
                omitted.append(str(path.relative_to(folder)))
        if len(paths) > _MOST:
            raise SourceError(
                f"the folder {folder} holds more than {_MOST:,} files", "Give a part of it."
            )
    paths.sort(key=lambda path: natural_key(str(path.relative_to(folder))))
    total = 0
    for path in paths:
        name = str(path.relative_to(folder))
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode) or not status.st_size:
                omitted.append(f"{name} ({'empty' if not status.st_size else 'no regular file'})")
                continue
            total += status.st_size
            if total > limits.bytes:
                raise size_error(str(folder), limits)
            content = path.read_bytes()
        except OSError as error:
            omitted.append(f"{name} ({error.strerror})")
            continue
        yield Member(f"{folder.absolute().name}/{name}", content)
    if omitted:
        omitted.sort(key=natural_key)
        note(f"Left out of {display_source(str(folder))}: {list_names(omitted)}.")


def _read_stdin(limits: Limits, note: Callable[[str], None]) -> bytes:
    if sys.stdin is None:
        raise SourceError("there is no standard input to read from", "Give a file or an address.")
    if sys.stdin.isatty():
        note("The text is read from the keyboard: end it with Ctrl-D on a line of its own.")
    raw = sys.stdin.buffer.read(limits.bytes + 1)
    if len(raw) > limits.bytes:
        raise size_error("from standard input", limits)
    return raw


def _name_place(place: str, error: SourceError) -> SourceError:
    name = "the text from standard input" if place == STDIN else display_source(place)
    return SourceError(f"{name} cannot be learnt from: {error.what}", error.todo)
