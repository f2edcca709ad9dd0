"""Keep the messages that libraries print to stderr off the user's screen."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

_LOCK = threading.RLock()  # two threads at once would each restore what the other had set


@contextlib.contextmanager
def silence_stderr() -> Iterator[None]:
    """Return a context manager that discards all output to stderr, even from C++ libraries.

    File descriptor 2 is redirected for the whole process, so use this only around short calls. If
    another thread is already in such a block, the context manager waits until that thread has left
    the block. Exceptions are raised as usual. If the process was started without stderr, the
    context manager does nothing.
    """
    if sys.stderr is None:
        yield
        return
    with _LOCK:
        yield from _redirect()


def _redirect() -> Iterator[None]:
    sys.stderr.flush()
    saved = os.dup(2)
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(saved, 2)
        os.close(saved)
