"""Keep the messages that libraries print to stderr off the user's screen."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_open_blocks = 0  # of all threads
_saved: int | None = None  # a copy of stderr's descriptor while it is redirected


@contextlib.contextmanager
def silence_stderr() -> Iterator[None]:
    """Return a context manager that discards all output to stderr, even from C++ libraries.

    File descriptor 2 is redirected for the whole process, so use this only around library calls. If
    several threads use the context manager at the same time, stderr is restored when the last of
    them leaves its `with` block. Exceptions are raised as usual. If the process was started without
    stderr, the context manager does nothing.
    """
    global _open_blocks, _saved
    if sys.stderr is None:
        yield
        return
    with _lock:
        _open_blocks += 1
        if _open_blocks == 1:
            sys.stderr.flush()
            _saved = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
    try:
        yield
    finally:
        with _lock:
            _open_blocks -= 1
            if not _open_blocks:
                _restore()


def restore_stderr() -> None:
    """Restore stderr immediately, even if a thread is still using `silence_stderr`.

    The program can then print a final message and end without waiting for that thread.
    """
    with _lock:
        _restore()


def _restore() -> None:
    global _saved
    if _saved is not None:
        sys.stderr.flush()
        os.dup2(_saved, 2)
        os.close(_saved)
        _saved = None
