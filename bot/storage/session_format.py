"""A sitting as it is kept on disk, specified in docs/session-format.md: JSON for a person's eyes.

What is told in a list, where the page stands, and the steps that led there. Whatever a file may
hold, reading it gives a sitting or one sentence. This module knows the format, but for the passages
(session_passages); names, folders and locks are session_file's and sessions'.
"""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.page.history import History, Position
from bot.page.manuscript import Manuscript
from bot.page.record import SessionRecord, SessionSummary
from bot.storage.json_reader import date, items, made, members, name, parsed, shown, text, whole
from bot.storage.passages import PassageWriter, manuscript_of
from common.errors import SessionError
from common.settings import Settings

SCHEMA = 1

_STEPS = 1_000  # kept of those that can be undone, and of those that can be done again
_LARGEST = 512 * 2**20  # bytes; years of writing
_HEAD = 4_096  # bytes, in which the summary stands
_SUMMARY = ("schema", "begun", "changed", "page")
_REST = ("author", "settings", "present", "ways", "passages", "past", "future")
_AFTER_SUMMARY = b',\n "author":'
_KIND = re.compile(r"[a-z]{1,20}")

_json = json.JSONEncoder(ensure_ascii=False).encode


class Writer:
    """Makes what a file says, again and again; each passage's line only once, as none changes."""

    def __init__(self) -> None:
        self._written = PassageWriter(Manuscript())

    def dump(self, sitting: SessionRecord) -> bytes:
        """What the file says: a line for each passage and each step."""
        if sitting.manuscript is not self._written.manuscript:
            self._written = PassageWriter(sitting.manuscript)
        self._written.go_on()
        told, history = sitting.summary(), sitting.history
        page = {"begins": told.first_words, "words": told.words, "characters": told.characters}
        content = {
            "schema": _json(SCHEMA),
            "begun": _json(sitting.start_time.isoformat()),
            "changed": _json(sitting.save_time.isoformat()),
            "page": _json(page),
            "author": _json(sitting.author),
            "settings": _json({k: v for k, v in vars(sitting.settings).items() if v is not None}),
            "present": _json(_of_position(history.position)),
            "ways": _lines(self._written.ways),
            "passages": _lines(self._written.passages),
            "past": _lines(_of_step(*step) for step in history.past[-_STEPS:]),
            "future": _lines(_of_step(*step) for step in history.future[-_STEPS:]),
        }
        lines = ",\n".join(f' "{key}": {value}' for key, value in content.items())
        # half a surrogate pair, as a terminal may give, becomes the escape that JSON has for it
        return f"{{\n{lines}\n}}\n".encode("utf-8", "backslashreplace")


def load(path: Path) -> SessionRecord:
    """Read a file, and leave it as it is.

    Raises:
        SessionError: naming the file and what is wrong, when it cannot be read, is of a newer
            schema, or is no session.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(content) > _LARGEST:
        raise _unsound(path, "it is far larger than a session can be")
    try:
        return _sitting(_said(path, content))
    except ValueError as error:
        raise _unsound(path, str(error)) from error


def summary(path: Path) -> SessionSummary:
    """What is told of a file in a list; the whole of it is read only if its layout is another's.

    Raises:
        SessionError: as `load`, but for what is wrong further on in the file.
    """
    try:
        with path.open("rb") as file:
            head, found, _ = file.read(_HEAD).partition(_AFTER_SUMMARY)
            file.seek(max(0, file.seek(0, os.SEEK_END) - _HEAD))
            ended = file.read().rstrip().endswith(b"}")
    except OSError as error:
        raise _unreadable(path, error) from error
    if not found:
        return load(path).summary()
    if not ended:
        raise _unsound(path, "it was cut short")
    try:
        return _summary(members(_said(path, head + b"}"), "it", _SUMMARY))
    except ValueError as error:
        raise _unsound(path, str(error)) from error


# Writing


def _lines(items: Iterable[str]) -> str:
    written = ",\n  ".join(items)
    return f"[\n  {written}\n ]" if written else "[]"


def _of_position(position: Position) -> dict[str, Any]:
    return {"branch": position.branch, "ends": dict(position.ends)}


def _of_step(kind: str, position: Position) -> str:
    return _json({"step": kind, **_of_position(position)})


# Reading; a ValueError says what is wrong


def _said(path: Path, content: bytes) -> dict[str, Any]:
    raw = parsed(content)
    if not isinstance(raw, dict) or type(raw.get("schema")) is not int or raw["schema"] < 1:
        raise ValueError("it tells no schema")
    if raw["schema"] > SCHEMA:
        raise SessionError(
            f"{path} is a session of schema {shown(raw['schema'])}, this program reads {SCHEMA}",
            "Update Pastiche; the file was left as it is.",
        )
    return raw


def _sitting(raw: dict[str, Any]) -> SessionRecord:
    members(raw, "it", (*_SUMMARY, *_REST))
    told = _summary(raw)
    manuscript = manuscript_of(raw["passages"], raw["ways"])
    present = members(raw["present"], "present", ("branch", "ends"))
    past, future = (
        [
            _step(one, f"{key}, step {number}", manuscript)
            for number, one in enumerate(items(raw[key], key), 1)
        ]
        for key in ("past", "future")
    )
    return SessionRecord(
        manuscript,
        History(_position(present, "present", manuscript), past, future),
        name(raw["author"], "author"),
        made(Settings, raw["settings"], "settings", complete=False),
        told.start_time,
        told.save_time,
    )


def _summary(raw: dict[str, Any]) -> SessionSummary:
    page = members(raw["page"], "page", ("begins", "words", "characters"))
    return SessionSummary(
        text(page["begins"], "page: begins"),
        whole(page["words"], "page: words"),
        whole(page["characters"], "page: characters"),
        date(raw["begun"], "begun"),
        date(raw["changed"], "changed"),
    )


def _step(raw: object, where: str, manuscript: Manuscript) -> tuple[str, Position]:
    given = members(raw, where, ("step", "branch", "ends"))
    if not _KIND.fullmatch(text(given["step"], f"{where}: step")):
        raise ValueError(f"{where}: step cannot be {shown(given['step'])}")
    return given["step"], _position(given, where, manuscript)


def _position(given: dict[str, Any], where: str, manuscript: Manuscript) -> Position:
    ends = given["ends"]
    if not isinstance(ends, dict):
        raise ValueError(f"{where}: ends must be branches with passages, not {shown(ends)}")
    for branch, number in ends.items():
        whole(number, f"{where}: the end of {name(branch, where)}", len(manuscript) - 1)
    if text(given["branch"], f"{where}: branch") not in ends:
        raise ValueError(f"{where}: branch {shown(given['branch'])} has no end")
    return Position(given["branch"], ends)


def _unreadable(path: Path, error: OSError) -> SessionError:
    return SessionError(f"{path} cannot be read: {error.strerror}", "Check the path.")


def _unsound(path: Path, why: str) -> SessionError:
    return SessionError(
        f"{path} is not a session that this program can read: {why}",
        "It was left as it is: mend it, or move it away.",
    )
