"""All saved sessions: a folder with one file each.

A broken file is listed with what is wrong with it, and the others stay usable. session_format has
the format of a file; session_file has the file that is open.
"""

import contextlib
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
from common.wording import did_you_mean


@dataclass(frozen=True)
class SessionEntry:
    """One session in the list of all.

    Attributes:
        name: the name by which it is opened.
        save_time: when it was last saved.
        summary: its first words and its size; None when the file is broken.
        fault: what is wrong with the file, as a sentence; "" if nothing is.
    """

    name: str
    save_time: datetime
    summary: SessionSummary | None
    fault: str = ""


class Sessions:
    """The folder of saved sessions, which are found by name.

    Args:
        folder: the folder; it need not exist.
        notify: called when the open session cannot be saved, and when it can be again.
        clock: returns the time, with its offset from UTC.
    """

    def __init__(
        self,
        folder: Path,
        notify: Notify = lambda line, failed: None,
        clock: Clock = lambda: datetime.now().astimezone(),
    ) -> None:
        self._folder = folder
        self._notify = notify
        self._clock = clock

    @property
    def names(self) -> Sequence[str]:
        """The names of all sessions, in alphabetical order."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self._paths())

    @property
    def entries(self) -> Sequence[SessionEntry]:
        """All sessions, the one that was saved last first."""
        entries = filter(None, map(_read_entry, self._paths()))
        return sorted(entries, key=lambda entry: (entry.save_time, entry.name), reverse=True)

    def latest(self) -> str:
        """Return the name of the session that was saved last and can be read.

        Raises:
            UsageError: when there is none.
        """
        for entry in self.entries:
            if entry.summary is not None:
                with contextlib.suppress(SessionError):  # damaged where the list does not look
                    load(session_path(self._folder, entry.name))
                    return entry.name
        raise _no_session()

    def new_file(self) -> SessionFile:
        """Return the file of a new session, which is created once there is something to save."""
        return SessionFile(self._folder, self._notify, self._clock)

    def open(self, name: str) -> tuple[SessionFile, SessionRecord]:
        """Return the file of a saved session, locked, and the session's record.

        Raises:
            BadName: when no session can have that name.
            UsageError: when there is no session of that name; the message names the nearest.
            SessionError: when another chat has it open, or it cannot be read.
            OSError: when it cannot be locked.
        """
        if not session_path(self._folder, check_session_name(name)).is_file():
            raise self._missing(name)
        file = self.new_file()
        return file, file.open(name)

    def find(self, text: str) -> Path:
        """Return the session file that a name or a path stands for.

        Raises:
            UsageError: when there is no such file; the message names the nearest session.
        """
        try:
            path = session_path(self._folder, check_session_name(text))
        except BadName:
            path = Path(os.path.expanduser(text))  # leaves a ~name that is nobody's as it is
        if not path.is_file():
            raise self._missing(text)
        return path

    def _missing(self, name: str) -> UsageError:
        if not self.names:
            return _no_session()
        todo = did_you_mean(name, self.names, "/sessions in the chat lists them all.")
        return UsageError(f"there is no session called {name}", todo)

    def _paths(self) -> Sequence[Path]:
        return [path for path in self._folder.glob(f"*{SUFFIX}") if not path.name.startswith(".")]


def _read_entry(path: Path) -> SessionEntry | None:
    """Return a file's entry in the list; None when the file has gone meanwhile."""
    name = path.name.removesuffix(SUFFIX)
    try:
        check_session_name(name)
        summary = read_summary(path)
    except PasticheError as error:
        try:
            save_time = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        except OSError:
            return None
        return SessionEntry(name, save_time, None, explain(error))
    return SessionEntry(name, summary.save_time, summary)


def _no_session() -> UsageError:
    return UsageError(
        "no session has been saved yet", "A session saves itself once there is a passage."
    )
