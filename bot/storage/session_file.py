"""The file of the session that is open in the chat: locking, saving and renaming it.

The file is created once the session has a passage, and saved after each change. While it is open, a
lock prevents other chats from writing to it; the lock is released when the process ends.
session_format.py has the file's format; sessions.py has the list of all files.
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
    """The file in which a writing session is saved.

    Args:
        folder: the path of the folder of all sessions, which does not have to exist yet.
        notify: a function that is called when `save` fails, and when it succeeds again. Its
            arguments are a message for the user, and whether the message reports a failure.
        clock: a function that returns the current time, with a UTC offset.

    Attributes:
        name: the session's name, which is the file's name without the suffix; "" until the session
            is first saved.
        fault: a sentence that explains why the latest change could not be saved; "" if it was
            saved.
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
        """The path of the session's file; meaningless until the session is first saved."""
        return session_path(self._folder, self.name)

    @property
    def is_named(self) -> bool:
        """Whether the user has named the session.

        If not, the name is the date and time at which the session began, or "" if it has not been
        saved yet.
        """
        return bool(self.name) and not _DATE.fullmatch(self.name)

    def open(self, name: str) -> SessionRecord:
        """Lock the file of a saved session, read it, and return its contents.

        Args:
            name: the session's name.

        Raises:
            SessionError: if the session is open in another chat, or its file cannot be read. The
                file is left unchanged, and this chat does not keep it locked.
            OSError: if the file cannot be locked.
        """
        lock = _lock(self._folder, name)
        try:
            record = load(session_path(self._folder, name))
            for leftover in self._folder.glob(f".{name}{SUFFIX}.*"):  # left by a killed process
                leftover.unlink(missing_ok=True)
        except BaseException:
            lock.release()
            raise
        self._lock, self.name, self._start_time = lock, name, record.start_time
        self._saved = _content(record)
        return record

    def save(self, session: Session) -> None:
        """Save the session if it has changed since it was last saved.

        A new session in which nothing has been written is not saved. If saving fails, no error is
        raised. Instead, a message tells the user the reason, unless the reason is the same as
        last time. Another message tells the user when saving succeeds again.

        Args:
            session: the session that is open in the chat.
        """
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
        """Save the session if it has changed since it was last saved; raise an error if this fails.

        Unlike `save`, this method also saves a new session in which nothing has been written.

        Args:
            session: the session that is open in the chat.

        Raises:
            OSError: if the file cannot be written; its previous content is then kept.
        """
        if not self.name:
            self._lock, self.name = self._claim_name()
        record = self._record(session)
        if _content(record) != self._saved or not self.path.exists():
            self._replace(self.path, record)

    def rename(self, name: str, session: Session) -> None:
        """Save the session under a new name, and delete its old file.

        If an error is raised, the session keeps its old name and its old file.

        Args:
            name: the new name.
            session: the session that is open in the chat.

        Raises:
            BadName: if the name is not allowed for a session.
            UsageError: if there is already a saved session with that name.
            SessionError: if a session with that name is open in another chat.
            OSError: if the file cannot be written or locked.
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
        """Unlock the file without saving the session, so that other chats can open it."""
        if self._lock is not None:
            self._lock.release()
        self._lock, self.name, self._saved = None, "", None

    def _replace(self, path: Path, record: SessionRecord) -> None:
        try:
            write_whole(path, self._writer.dump(record), 0o600)
        except OSError as error:
            error.filename = str(path)  # the temporary file's name would differ each time
            raise
        self._saved, self.fault = _content(record), ""

    def _record(self, session: Session) -> SessionRecord:
        page, settings = session.page, session.dials.own
        return SessionRecord(
            page.manuscript,
            page.history,
            session.authors.current,
            settings,
            self._start_time,
            self._clock(),
        )

    def _claim_name(self) -> tuple[Lock, str]:
        """Return an unused name, made from the start time of the session, and a lock on it."""
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
    """Return the path of the file in which a session is saved.

    Args:
        folder: the folder in which all sessions are saved.
        name: the session's name.
    """
    return folder / f"{name}{SUFFIX}"


def check_session_name(name: str) -> str:
    """Return a name unchanged if it is allowed for a session; otherwise raise an error.

    Raises:
        BadName: if the name does not consist of 1 to 40 lower-case letters, digits, hyphens and
            underscores, or does not begin with a letter or digit.
    """
    try:
        return check_name(name)
    except BadName as error:
        raise BadName(f"“{name}” cannot be a session's name", error.todo) from None


def _content(record: SessionRecord) -> object:
    """Return a value that is the same for records that differ only in their times."""
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
