"""Locks between processes: a path has one holder at a time, and is free once that process has died.

A lock's own file is empty, and stays when the lock is released. If it were deleted, a process that
had already opened it could still lock the deleted file, and two would hold the path. (On Windows,
where nobody can delete an open file, filelock deletes it.)

The only way to ask about a lock is to try it, and for that moment the asker has it. So both the
process that would hold a lock and the one that asks about it first pass the gate of its folder, a
second lock that is released at once. Then no question keeps a holder out, and no asker is mistaken
for a holder.
"""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

TRAINING_LOCK = (
    "PASTICHE_TRAINING_LOCK"  # the environment variable that names the lock a training is to hold
)

_GATE = ".gate"  # the file of a folder's gate
_PATIENCE = 10.0  # seconds to wait at the gate, which is passed within a millisecond
_RETRY = 0.002  # seconds between two tries at the gate


class LockError(Exception):
    """Raised when a path cannot be held because it is held already."""


class Lock:
    """A path held by this process, until the lock is released or the process ends."""

    def __init__(self, lock: "BaseFileLock") -> None:
        self._lock = lock

    def release(self) -> None:
        """Stop holding the path, so that others can."""
        self._lock.release()


def hold(path: Path) -> Lock:
    """Hold a path; its file and its folder are made if they are missing.

    Raises:
        LockError: when it is held already, by this process or another, or the gate stays closed.
        OSError: when its file cannot be made or opened.
    """
    from filelock import FileLock, Timeout  # takes a twentieth of a second, so only when needed

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, thread_local=False)
    try:
        with _gate(path.parent):
            lock.acquire(timeout=0)
    except Timeout as error:
        raise LockError(f"{path} is held already") from error
    return Lock(lock)


def is_held(path: Path) -> bool:
    """Tell whether some process holds a path; nobody holds a path that cannot be opened."""
    if not path.exists():
        return False
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        with _gate(path.parent), lock.acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _gate(folder: Path) -> contextlib.AbstractContextManager[object]:
    """Pass the gate of a folder, and release it at the end of the `with`.

    Raises:
        Timeout: when another process has held the gate for ten seconds.
        OSError: when the gate's file cannot be made or opened.
    """
    from filelock import FileLock

    return FileLock(folder / _GATE).acquire(timeout=_PATIENCE, poll_interval=_RETRY)
