"""All saved writing sessions: a folder with one file for each.

A broken file is listed with a sentence on what is wrong with it, and the others can still be used.
session_format.py has the format of a file; session_file.py has the file that is open.
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
    """An entry in the list of saved sessions; it describes a session or a broken file.

    Attributes:
        name: the session's name, which is its file's name without the suffix.
        save_time: when the session was last saved, with a UTC offset. If the file is broken, this
            is when the file was last changed.
        summary: the first words and the size of the session's text, and when the session began and
            was last saved; None if the file is broken.
        fault: a sentence that explains what is wrong with the file; "" if the file can be read.
    """

    name: str
    save_time: datetime
    summary: SessionSummary | None
    fault: str = ""


class Sessions:
    """The folder in which all writing sessions are saved, each in its own file.

    Args:
        folder: the path of the folder, which does not have to exist yet.
        notify: a function that is called when the open session cannot be saved, and when it can be
            saved again. Its arguments are a message for the user, and whether the message reports a
            failure.
        clock: a function that returns the current time, with a UTC offset.
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
        """The names of all saved sessions, in alphabetical order."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self._paths())

    @property
    def entries(self) -> Sequence[SessionEntry]:
        """An entry for each session file, including unreadable ones, most recently saved first."""
        entries = filter(None, map(_read_entry, self._paths()))
        return sorted(entries, key=lambda entry: (entry.save_time, entry.name), reverse=True)

    def latest(self) -> str:
        """Return the name of the most recently saved session.

        Sessions whose files cannot be read are skipped.

        Raises:
            UsageError: if there is no session that can be read.
        """
        for entry in self.entries:
            if entry.summary is not None:
                with contextlib.suppress(SessionError):  # damaged where the list does not look
                    load(session_path(self._folder, entry.name))
                    return entry.name
        raise _no_session()

    def new_file(self) -> SessionFile:
        """Return an object for saving a new session; the file is created at the first save."""
        return SessionFile(self._folder, self._notify, self._clock)

    def open(self, name: str) -> tuple[SessionFile, SessionRecord]:
        """Lock the file of a saved session and read it.

        Args:
            name: the session's name.

        Returns:
            The locked file, and the contents of the session.

        Raises:
            BadName: if the name is not allowed for a session.
            UsageError: if there is no session with that name; the message may suggest a similar
                name.
            SessionError: if the session is open in another chat, or its file cannot be read.
            OSError: if the file cannot be locked.
        """
        if not session_path(self._folder, check_session_name(name)).is_file():
            raise self._missing(name)
        file = self.new_file()
        return file, file.open(name)

    def find(self, text: str) -> Path:
        """Find a session file by the session's name or by the file's path.

        Args:
            text: the name of a saved session, or the path of a session file in any folder. A
                leading ~ stands for the home folder.

        Returns:
            The path of the file.

        Raises:
            UsageError: if there is no such file; the message may suggest a similar name.
        """
        try:
            path = session_path(self._folder, check_session_name(text))
        except BadName:
            path = Path(os.path.expanduser(text))  # leaves ~name unchanged if there is no such user
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
    """Return a file's entry in the list; None if the file has since been deleted."""
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
