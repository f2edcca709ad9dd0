"""The format of a session file: JSON that a user can read, specified in docs/session-format.md.

Reading a file either returns a session record or raises an error of one sentence; the file is never
changed. passages.py has the format of the passages; session_file.py and sessions.py deal with
names, folders and locks.
"""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct

from bot.page.history import History, Position
from bot.page.manuscript import Manuscript
from bot.page.record import SessionRecord, SessionSummary
from bot.storage.json_reader import convert, convert_to_dataclass, parse, show
from bot.storage.passages import Count, PassageWriter, read_manuscript, read_name
from bot.storage.people import encode_cast, read_cast
from common.errors import SessionError
from common.settings import Settings

SCHEMA = 2

_STEPS = 1_000  # steps saved that can be undone, and as many that can be redone
_LARGEST = 512 * 2**20  # bytes; years of writing
_HEAD = 4_096  # bytes, which hold the summary
_AFTER_SUMMARY = b',\n "author":'
_DAY = timedelta(days=1)

_json = json.JSONEncoder(ensure_ascii=False).encode


class _Version(Struct):
    """The key that a file of any schema has."""

    schema: Annotated[int, Meta(ge=1)]


class _Page(Struct, forbid_unknown_fields=True):
    """The size of the current page."""

    begins: str
    words: Count
    characters: Count


class _Summary(Struct, forbid_unknown_fields=True):
    """The first keys of a file, from which a list of sessions is made."""

    schema: int
    begun: str
    changed: str
    page: _Page


class _Position(Struct, forbid_unknown_fields=True):
    """The branch being written on, each branch's last passage, and the cast unless it is empty."""

    branch: str
    ends: dict[str, int]
    cast: Any = UNSET


class _Step(_Position, kw_only=True, forbid_unknown_fields=True):
    """A step's kind, with the position before or after it."""

    step: Annotated[str, Meta(pattern=r"\A[a-z]{1,20}\Z")]


class _File(_Summary, forbid_unknown_fields=True):
    """A whole file; passages.py reads `ways` and `passages`, and Settings checks `settings`."""

    author: str
    settings: Any
    present: _Position
    ways: list[Any]
    passages: list[Any]
    past: list[_Step]
    future: list[_Step]


class SessionWriter:
    """An encoder that turns a writing session into the JSON for its file.

    The session's passages (texts written in one go) never change, so each passage is encoded only
    once, however often the session is saved.
    """

    def __init__(self) -> None:
        self._passages = PassageWriter(Manuscript())

    def dump(self, record: SessionRecord) -> bytes:
        """Return the content of a session's file, which is JSON encoded as UTF-8.

        Each passage (a text written in one go) is on a line of its own, and so is each change that
        can be undone or redone. At most 1,000 changes to undo and 1,000 changes to redo are
        included.

        Args:
            record: the contents of the session.
        """
        if record.manuscript is not self._passages.manuscript:
            self._passages = PassageWriter(record.manuscript)
        self._passages.update()
        summary, history = record.summary(), record.history
        page = {
            "begins": summary.first_words,
            "words": summary.words,
            "characters": summary.characters,
        }
        content = {
            "schema": _json(SCHEMA),
            "begun": _json(record.start_time.isoformat()),
            "changed": _json(record.save_time.isoformat()),
            "page": _json(page),
            "author": _json(record.author),
            "settings": _json({k: v for k, v in vars(record.settings).items() if v is not None}),
            "present": _json(_encode_position(history.position)),
            "ways": _join_lines(self._passages.ways),
            "passages": _join_lines(self._passages.passages),
            "past": _join_lines(_encode_step(*step) for step in history.past[-_STEPS:]),
            "future": _join_lines(_encode_step(*step) for step in history.future[-_STEPS:]),
        }
        lines = ",\n".join(f' "{key}": {value}' for key, value in content.items())
        # half a surrogate pair, as a terminal may give, becomes the escape that JSON has for it
        return f"{{\n{lines}\n}}\n".encode("utf-8", "backslashreplace")


def load(path: Path) -> SessionRecord:
    """Read and check a whole session file, and return the session's contents.

    Args:
        path: the path of the file.

    Raises:
        SessionError: if the file cannot be read, is larger than 512 MiB, was saved by a newer
            version of the program, or has an invalid format. The message names the file. If the
            format is invalid, the message also says where.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(content) > _LARGEST:
        raise _unsound(path, "it is far larger than a session can be")
    try:
        return _read_record(_parse(path, content))
    except ValueError as error:
        raise _unsound(path, str(error)) from error


def read_summary(path: Path) -> SessionSummary:
    """Read only the summary of a saved session, for a list of sessions.

    The summary consists of the first words and the size of the page (the text being written), and
    the times when the session began and was last saved. Usually, only the first and last 4,096
    bytes of the file are read. A file not written by `SessionWriter`, such as one edited by hand,
    is read completely.

    Args:
        path: the path of the session's file.

    Raises:
        SessionError: if the file cannot be read, is truncated, was saved by a newer version of the
            program, or has an invalid summary. Other errors are detected only if the file is read
            completely.
    """
    try:
        with path.open("rb") as file:
            head, separator, _ = file.read(_HEAD).partition(_AFTER_SUMMARY)
            file.seek(max(0, file.seek(0, os.SEEK_END) - _HEAD))
            is_whole = file.read().rstrip().endswith(b"}")
    except OSError as error:
        raise _unreadable(path, error) from error
    if not separator:
        return load(path).summary()
    if not is_whole:
        raise _unsound(path, "it was cut short")
    try:
        return _to_summary(convert(_parse(path, head + b"}"), _Summary, ""))
    except ValueError as error:
        raise _unsound(path, str(error)) from error


# Writing


def _join_lines(items: Iterable[str]) -> str:
    lines = ",\n  ".join(items)
    return f"[\n  {lines}\n ]" if lines else "[]"


def _encode_position(position: Position) -> dict[str, Any]:
    return {
        "branch": position.branch,
        "ends": dict(position.ends),
        **encode_cast(position.cast),
    }


def _encode_step(kind: str, position: Position) -> str:
    return _json({"step": kind, **_encode_position(position)})


# Reading: types are checked by msgspec, the rules between values here; a ValueError names the place


def _parse(path: Path, content: bytes) -> object:
    raw = parse(content)
    schema = convert(raw, _Version, "").schema
    if schema > SCHEMA:
        raise SessionError(
            f"the file {path} is a session of schema {show(schema)}, and this program reads"
            f" {SCHEMA}",
            "Update Pastiche; the file was left as it is.",
        )
    return raw


def _read_record(raw: object) -> SessionRecord:
    file = convert(raw, _File, "")
    summary = _to_summary(file)
    manuscript = read_manuscript(file.passages, file.ways)
    history = History(
        _to_position(file.present, "present", manuscript),
        _to_steps(file.past, "past", manuscript),
        _to_steps(file.future, "future", manuscript),
    )
    author = read_name(file.author, "author")
    settings = convert_to_dataclass(file.settings, Settings, "settings", complete=False)
    return SessionRecord(
        manuscript, history, author, settings, summary.start_time, summary.save_time
    )


def _to_summary(summary: _Summary) -> SessionSummary:
    return SessionSummary(
        summary.page.begins,
        summary.page.words,
        summary.page.characters,
        _to_time(summary.begun, "begun"),
        _to_time(summary.changed, "changed"),
    )


def _to_time(text: str, place: str) -> datetime:
    # not msgspec's datetime: it refuses offsets with seconds, which zones had before 1900, and
    # takes times within a day of the first and the last, which not every zone can show
    try:
        time = datetime.fromisoformat(text)
        naive = time.replace(tzinfo=None)
        if time.tzinfo is not None and datetime.min + _DAY <= naive <= datetime.max - _DAY:
            return time
    except ValueError:
        pass
    raise ValueError(f"{place} cannot be {show(text)}: it is not a date and time with an offset")


def _to_steps(
    steps: Sequence[_Step], place: str, manuscript: Manuscript
) -> list[tuple[str, Position]]:
    return [
        (step.step, _to_position(step, f"{place}, item {number}", manuscript))
        for number, step in enumerate(steps, 1)
    ]


def _to_position(position: _Position, place: str, manuscript: Manuscript) -> Position:
    for branch, number in position.ends.items():
        read_name(branch, f"{place}: a branch")
        if not 0 <= number < len(manuscript):
            raise ValueError(f"{place}: the end of {branch} cannot be {show(number)}")
    if position.branch not in position.ends:
        raise ValueError(f"{place}: branch {show(position.branch)} has no end")
    return Position(position.branch, position.ends, read_cast(position.cast, place))


def _unreadable(path: Path, error: OSError) -> SessionError:
    return SessionError(f"the file {path} cannot be read: {error.strerror}", "Check the path.")


def _unsound(path: Path, reason: str) -> SessionError:
    return SessionError(
        f"the file {path} is not a session that this program can read: {reason}",
        "It was left as it is: correct it, or move it away.",
    )
