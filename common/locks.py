"""Locks between processes: one process at a time holds a path, until it releases it or dies.

The lock file is empty, and stays when the lock is released. If it were deleted, a process that had
already opened it could still lock the deleted file, and two would hold the path. (On Windows, where
nobody can delete an open file, filelock deletes it.)

The only way to find out whether a lock is held is to try it, and a process that tries holds it for
a moment. So both a process that wants to hold a lock and one that only asks about it first pass the
gate of the lock's folder, a second lock that is released at once. Then asking never prevents
holding, and a process that asks is never mistaken for the holder.
"""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

# The environment variable with the path of the lock that a training must hold.
TRAINING_LOCK = "PASTICHE_TRAINING_LOCK"

_GATE = ".gate"  # the name of a folder's gate file
_PATIENCE = 10.0  # seconds to wait at the gate, which is passed within a millisecond
_RETRY = 0.002  # seconds between two tries at the gate


class LockError(Exception):
    """Raised when a path cannot be locked because this or another process has already locked it."""


class Lock:
    """A lock that this process holds on a path, as returned by `hold`.

    The lock is held until `release` is called or the process ends.
    """

    def __init__(self, lock: "BaseFileLock") -> None:
        self._lock = lock

    def release(self) -> None:
        """Release the lock, so that another process can acquire it."""
        self._lock.release()


def hold(path: Path) -> Lock:
    """Lock a path for this process, and return the lock.

    The lock is held until it is released or the process ends. To acquire it, the process must
    briefly hold a second lock, which all lock files in the folder share.

    Args:
        path: the path of the lock file; the file and its folder are created if they do not exist.

    Raises:
        LockError: if this or another process has already locked the path, or if the second lock
            cannot be acquired within ten seconds.
        OSError: if the lock file cannot be created or opened.
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
    """Return whether any process holds the lock on a path.

    Return False if the lock file does not exist or cannot be opened. To check the lock, the process
    must briefly hold a second lock, which all lock files in the folder share. If the second lock
    cannot be acquired within ten seconds, return True.
    """
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
    """Hold the gate of a folder, and release it at the end of the `with`.

    Raises:
        Timeout: when another process has held the gate for ten seconds.
        OSError: when the gate's file cannot be made or opened.
    """
    from filelock import FileLock

    return FileLock(folder / _GATE).acquire(timeout=_PATIENCE, poll_interval=_RETRY)
