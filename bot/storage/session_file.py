"""The file of the session that is being written: locked, saved after each change, renamed.

The file is created with the first passage. While it is open, a lock that dies with its process
keeps other chats from writing it. session_format has the file's format; sessions.py has the list
of all files.
"""

import contextlib
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.page.record import SessionRecord
from bot.page.session import Session
from bot.storage.session_format import SessionWriter, load
from common.errors import BadName, SessionError, UsageError, explain, from_os_error
from common.files import write_whole
from common.locks import Lock, LockError, hold
from models.style import check_name

SUFFIX = ".json"

Notify = Callable[[str, bool], None]  # a line to show, and whether something failed
Clock = Callable[[], datetime]  # returns the time, with its offset from UTC

_DATE = re.compile(r"\d{4}-\d\d-\d\d-\d{4}(-\d+)?")


class SessionFile:
    """The file in which one session is saved.

    Args:
        folder: the folder of all sessions; it need not exist.
        notify: called when `save` fails, and when it succeeds again.
        clock: returns the time.

    Attributes:
        name: the session's name, which the file has too; "" until there is something to save.
        fault: why the last change is not in the file, as a sentence; "" if it is.
    """

    def __init__(self, folder: Path, notify: Notify, clock: Clock) -> None:
        self._folder = folder
        self._notify = notify
        self._clock = clock
        self._start_time = clock()
        self._lock: Lock | None = None
        self._writer = SessionWriter()
        self._saved: object = None  # the content of the file except the time
        self.name = ""
        self.fault = ""

    @property
    def path(self) -> Path:
        """The path of the file, once it has a name."""
        return session_path(self._folder, self.name)

    @property
    def is_named(self) -> bool:
        """Whether the person gave the session a name, which is not a date and time."""
        return bool(self.name) and not _DATE.fullmatch(self.name)

    def open(self, name: str) -> SessionRecord:
        """Lock the file of a saved session, and return its record.

        Raises:
            SessionError: when another chat has it open, or it cannot be read; it stays as it is.
            OSError: when it cannot be locked.
        """
        lock = _lock(self._folder, name)
        try:
            record = load(session_path(self._folder, name))
            for leftover in self._folder.glob(f".{name}{SUFFIX}.*"):  # of a killed process
                leftover.unlink(missing_ok=True)
        except BaseException:
            lock.release()
            raise
        self._lock, self.name, self._start_time = lock, name, record.start_time
        self._saved = _content(record)
        return record

    def save(self, session: Session) -> None:
        """Save the session if it has changed, and show a failure once instead of raising it."""
        if not self.name and len(session.page.manuscript) == 1:
            return
        before = self.fault
        try:
            self.write(session)
            if before and not self.fault:
                self._notify(f"Everything is saved again, as {self.name}.", False)
        except OSError as error:
            fault = _explain(error)
            if fault != self.fault:
                self._notify(f"{fault} Pastiche tries again after the next passage.", True)
            self.fault = fault

    def write(self, session: Session) -> None:
        """Save the session if it has changed, even one without a passage.

        Raises:
            OSError: when the file cannot be written; it then keeps what it had.
        """
        if not self.name:
            self._lock, self.name = self._claim_name()
        record = self._record(session)
        if _content(record) != self._saved or not self.path.exists():
            self._replace(self.path, record)

    def rename(self, name: str, session: Session) -> None:
        """Save the session under another name. After an error everything is as it was.

        Raises:
            BadName: when no session can have that name.
            UsageError: when another session has it.
            SessionError: when another chat has just taken it.
            OSError: when the file cannot be written.
        """
        if check_session_name(name) == self.name:
            self.write(session)
            return
        lock, path = _lock(self._folder, name), session_path(self._folder, name)
        try:
            if path.exists():
                raise UsageError(
                    f"there is already a session called {name}", "Choose another name."
                )
            self._replace(path, self._record(session))
        except BaseException:
            lock.release()
            raise
        old_path, old_lock = self.path, self._lock
        self._lock, self.name = lock, name
        if old_lock is not None:
            old_path.unlink(missing_ok=True)
            old_lock.release()

    def close(self) -> None:
        """Release the file, so that other chats can open it."""
        if self._lock is not None:
            self._lock.release()
        self._lock, self.name, self._saved = None, "", None

    def _replace(self, path: Path, record: SessionRecord) -> None:
        try:
            write_whole(path, self._writer.dump(record), 0o600)
        except OSError as error:
            error.filename = str(path)  # not the temporary file's, which differs each time
            raise
        self._saved, self.fault = _content(record), ""

    def _record(self, session: Session) -> SessionRecord:
        page, settings = session.page, session.dials.person
        return SessionRecord(
            page.manuscript,
            page.history,
            session.author,
            settings,
            self._start_time,
            self._clock(),
        )

    def _claim_name(self) -> tuple[Lock, str]:
        """Return a free name, made from the time when the session began, and a lock on it."""
        date = self._start_time.strftime("%Y-%m-%d-%H%M")
        name, number = date, 1
        while True:
            if not session_path(self._folder, name).exists():
                with contextlib.suppress(SessionError):
                    lock = _lock(self._folder, name)
                    if not session_path(self._folder, name).exists():
                        return lock, name
                    lock.release()
            number += 1
            name = f"{date}-{number}"


def session_path(folder: Path, name: str) -> Path:
    """Return the path of a session's file."""
    return folder / f"{name}{SUFFIX}"


def check_session_name(name: str) -> str:
    """Return `name`.

    Raises:
        BadName: when no session can have that name.
    """
    try:
        return check_name(name)
    except BadName as error:
        raise BadName(f"“{name}” cannot be a session's name", error.todo) from None


def _content(record: SessionRecord) -> object:
    """Return a value that is equal for records that differ only in their times."""
    history = record.history
    steps = history.position, tuple(history.past), tuple(history.future)
    # passages are only ever added, so their number stands for them all
    return len(record.manuscript), steps, record.author, record.settings


def _explain(error: OSError) -> str:
    translation = from_os_error(error)
    if translation is not None:
        return explain(translation)
    return f"The session cannot be saved ({error.filename}): {error.strerror or error}."


def _lock(folder: Path, name: str) -> Lock:
    try:
        return hold(folder / f".{name}.lock")
    except LockError:
        raise SessionError(
            f"the session {name} is open in another window",
            "Close it there, or open another session.",
        ) from None
