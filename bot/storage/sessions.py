"""The sessions that were saved: a folder of them, one file each.

A broken one is listed with what is wrong, and leaves the others usable. What stands in a file,
session_format knows; who holds it, session_file.
"""

import contextlib
import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.page.record import SessionRecord, SessionSummary
from bot.storage.session_file import (
    SUFFIX,
    Clock,
    Notify,
    SessionFile,
    check_session_name,
    session_path,
)
from bot.storage.session_format import load, read_summary
from common.errors import BadName, PasticheError, SessionError, UsageError, explain


@dataclass(frozen=True)
class SessionEntry:
    """One session in the list.

    Attributes:
        name: what it is opened by.
        save_time: when it was saved last.
        summary: what is told of it; None when it is broken.
        fault: what is wrong with it, as a sentence.
    """

    name: str
    save_time: datetime
    summary: SessionSummary | None
    fault: str = ""


class Sessions:
    """Sessions by name.

    Args:
        folder: where they are; it need not exist.
        tell: shows, of the one that is open, what could not be saved.
        now: the time, with its offset from UTC.
    """

    def __init__(
        self,
        folder: Path,
        tell: Notify = lambda words, failed: None,
        now: Clock = lambda: datetime.now().astimezone(),
    ) -> None:
        self._folder = folder
        self._tell = tell
        self._now = now

    @property
    def names(self) -> Sequence[str]:
        return sorted(path.name.removesuffix(SUFFIX) for path in self._paths())

    @property
    def entries(self) -> Sequence[SessionEntry]:
        """All of them, those that were changed last first."""
        listed = filter(None, map(_listed, self._paths()))
        return sorted(listed, key=lambda one: (one.save_time, one.name), reverse=True)

    def latest(self) -> str:
        """The name of the one that was changed last, of those that can be read.

        Raises:
            UsageError: when there is none.
        """
        for one in self.entries:
            if one.summary is not None:
                with contextlib.suppress(SessionError):  # damaged where a list does not look
                    load(session_path(self._folder, one.name))
                    return one.name
        raise _none()

    def new_file(self) -> SessionFile:
        """A new one's file, which is there once it has something to save."""
        return SessionFile(self._folder, self._tell, self._now)

    def open(self, name: str) -> tuple[SessionFile, SessionRecord]:
        """The file of a saved one, held, and what it says.

        Raises:
            BadName: when no session can have that name.
            UsageError: when there is none of that name; it names the nearest.
            SessionError: when another chat holds it, or it cannot be read.
            OSError: when it cannot be locked.
        """
        if not session_path(self._folder, check_session_name(name)).is_file():
            raise self._missing(name)
        file = self.new_file()
        return file, file.open(name)

    def find(self, text: str) -> Path:
        """The file that a name or a path means.

        Raises:
            UsageError: when it is not there; it names the nearest.
        """
        try:
            path = session_path(self._folder, check_session_name(text))
        except BadName:
            path = Path(os.path.expanduser(text))  # a ~name that is nobody's stays
        if not path.is_file():
            raise self._missing(text)
        return path

    def _missing(self, name: str) -> UsageError:
        if not self.names:
            return _none()
        near = difflib.get_close_matches(name, self.names, 1, cutoff=0.5)
        todo = f"Did you mean {near[0]}?" if near else "/sessions in the chat lists them all."
        return UsageError(f"there is no session called {name}", todo)

    def _paths(self) -> Sequence[Path]:
        return [path for path in self._folder.glob(f"*{SUFFIX}") if not path.name.startswith(".")]


def _listed(path: Path) -> SessionEntry | None:
    """One of the list; None when it went away meanwhile."""
    name = path.name.removesuffix(SUFFIX)
    try:
        check_session_name(name)
        told = read_summary(path)
    except PasticheError as error:
        try:
            changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        except OSError:
            return None
        return SessionEntry(name, changed, None, explain(error))
    return SessionEntry(name, told.save_time, told)


def _none() -> UsageError:
    return UsageError(
        "no session was saved yet", "One is, of itself, with the first passage that is written."
    )
