"""Locks between processes: a path has one holder at a time, and is free once that process has died.

A lock's own file is empty, and stays when the lock is released. Were it deleted, whoever had opened
it already could still lock the deleted file, and two would hold the path. (On Windows, where nobody
can delete an open file, filelock deletes it.)

The only way to ask about a lock is to try it, and for that moment the asker has it. So both who
would hold a lock and who asks about it first pass the gate of its folder, a second lock that is let
go at once. Thus no question keeps a holder out, and no asker is mistaken for a holder.
"""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

TRAINING_LOCK = "PASTICHE_TRAINING_LOCK"  # the variable that names what a training is to hold

_GATE = ".gate"  # the file of a folder's gate
_PATIENCE = 10.0  # seconds for the gate, which is passed in less than a thousandth of one
_LOOK_EVERY = 0.002  # seconds


class LockError(Exception):
    """A path cannot be held, since it is held already."""


class Lock:
    """A path that this process holds, until it is released or the process ends."""

    def __init__(self, lock: "BaseFileLock") -> None:
        self._lock = lock

    def release(self) -> None:
        """Let others hold the path."""
        self._lock.release()


def hold(path: Path) -> Lock:
    """Hold a path; its file is made where there is none, and so is its folder.

    Raises:
        LockError: when it is held already, by this process or another, or the gate is not let go.
        OSError: when its file cannot be made or opened.
    """
    from filelock import FileLock, Timeout  # a twentieth of a second: when first needed

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, thread_local=False)
    try:
        with _gate(path.parent):
            lock.acquire(timeout=0)
    except Timeout as error:
        raise LockError(f"{path} is held already") from error
    return Lock(lock)


def is_held(path: Path) -> bool:
    """Whether some process holds a path. A path that cannot be opened is held by nobody."""
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
    """Pass the gate of a folder, which is let go at the end of the `with`.

    Raises:
        Timeout: when somebody has stood in the gate for ten seconds.
        OSError: when the gate's file cannot be made or opened.
    """
    from filelock import FileLock

    return FileLock(folder / _GATE).acquire(timeout=_PATIENCE, poll_interval=_LOOK_EVERY)
