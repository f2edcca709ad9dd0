"""The file of the session that is being written: held, saved after each change, given a name.

It comes into being with the first passage. While it is held, by a lock that dies with its process,
no other chat writes it. What stands in the file is session_format's; which files there are,
sessions knows.
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

Notify = Callable[[str, bool], None]  # a line, and whether something failed
Clock = Callable[[], datetime]

_DATED = re.compile(r"\d{4}-\d\d-\d\d-\d{4}(-\d+)?")


class SessionFile:
    """Where one session is saved.

    Args:
        folder: of all sessions; it need not exist.
        tell: shows what `save` could not do.
        now: the time, with its offset from UTC.
    """

    def __init__(self, folder: Path, tell: Notify, now: Clock) -> None:
        self._folder = folder
        self._tell = tell
        self._now = now
        self._begun = now()
        self._lock: Lock | None = None
        self._writer = SessionWriter()
        self._saved: object = None  # what the file says, but for the time
        self.name = ""  # until there is something to save
        self.fault = ""  # why the last change is not in the file

    @property
    def path(self) -> Path:
        """Where it is, once it has a name."""
        return session_path(self._folder, self.name)

    @property
    def is_named(self) -> bool:
        """Whether it has a name other than its date and time."""
        return bool(self.name) and not _DATED.fullmatch(self.name)

    def open(self, name: str) -> SessionRecord:
        """Take up a session that was saved; what is wrong with it leaves it as it is.

        Raises:
            SessionError: when another chat holds it, or it cannot be read.
            OSError: when it cannot be locked.
        """
        lock = _locked(self._folder, name)
        try:
            sitting = load(session_path(self._folder, name))
            for left in self._folder.glob(f".{name}{SUFFIX}.*"):  # of a writing that was killed
                left.unlink(missing_ok=True)
        except BaseException:
            lock.release()
            raise
        self._lock, self.name, self._begun = lock, name, sitting.start_time
        self._saved = _content(sitting)
        return sitting

    def save(self, session: Session) -> None:
        """Save what has changed, if anything has; a fault is told, once, and ends nothing."""
        if not self.name and len(session.page.manuscript) == 1:
            return
        before = self.fault
        try:
            self.write(session)
            if before and not self.fault:
                self._tell(f"All is saved again, as {self.name}.", False)
        except OSError as error:
            fault = _explained(error)
            if fault != self.fault:
                self._tell(f"{fault} Saving is tried again with the next passage.", True)
            self.fault = fault

    def write(self, session: Session) -> None:
        """Save what has changed; of a session without a passage, too.

        Raises:
            OSError: when it cannot be written; what the file said before, it still says.
        """
        if not self.name:
            self._lock, self.name = self._claimed()
        sitting = self._sitting(session)
        if _content(sitting) != self._saved or not self.path.exists():
            self._put(self.path, sitting)

    def rename(self, name: str, session: Session) -> None:
        """Save under another name; all stays as it was when that fails.

        Raises:
            BadName: when no session can have that name.
            UsageError: when another session has it.
            SessionError: when another chat is about to.
            OSError: when it cannot be written.
        """
        if check_session_name(name) == self.name:
            self.write(session)
            return
        lock, path = _locked(self._folder, name), session_path(self._folder, name)
        try:
            if path.exists():
                raise UsageError(
                    f"there is a session called {name} already", "Choose another name."
                )
            self._put(path, self._sitting(session))
        except BaseException:
            lock.release()
            raise
        former, released = self.path, self._lock
        self._lock, self.name = lock, name
        if released is not None:
            former.unlink(missing_ok=True)
            released.release()

    def close(self) -> None:
        """Let go of it, for other chats to open."""
        if self._lock is not None:
            self._lock.release()
        self._lock, self.name, self._saved = None, "", None

    def _put(self, path: Path, sitting: SessionRecord) -> None:
        try:
            write_whole(path, self._writer.dump(sitting), 0o600)
        except OSError as error:
            error.filename = str(path)  # not the temporary one beside it, of another name each time
            raise
        self._saved, self.fault = _content(sitting), ""

    def _sitting(self, session: Session) -> SessionRecord:
        own, now = session.dials.person, self._now()
        return SessionRecord(
            session.page.manuscript, session.page.history, session.author, own, self._begun, now
        )

    def _claimed(self) -> tuple[Lock, str]:
        """A lock on a name that nobody has, which tells when the session was begun."""
        dated = self._begun.strftime("%Y-%m-%d-%H%M")
        name, number = dated, 1
        while True:
            if not session_path(self._folder, name).exists():
                with contextlib.suppress(SessionError):
                    lock = _locked(self._folder, name)
                    if not session_path(self._folder, name).exists():
                        return lock, name
                    lock.release()
            number += 1
            name = f"{dated}-{number}"


def session_path(folder: Path, name: str) -> Path:
    """The file of a session."""
    return folder / f"{name}{SUFFIX}"


def check_session_name(name: str) -> str:
    """The name itself.

    Raises:
        BadName: when no session can have it.
    """
    try:
        return check_name(name)
    except BadName as error:
        raise BadName(f"“{name}” cannot be a session's name", error.todo) from None


def _content(sitting: SessionRecord) -> object:
    """What a sitting says but for the time, as a value; of all that was written, its number."""
    history = sitting.history
    steps = history.position, tuple(history.past), tuple(history.future)
    return len(sitting.manuscript), steps, sitting.author, sitting.settings


def _explained(error: OSError) -> str:
    known = from_os_error(error)
    if known is not None:
        return explain(known)
    return f"The session cannot be saved ({error.filename}): {error.strerror or error}."


def _locked(folder: Path, name: str) -> Lock:
    try:
        return hold(folder / f".{name}.lock")
    except LockError:
        raise SessionError(
            f"the session {name} is open in another window", "Close it there, or open another one."
        ) from None
