"""Keeping a library's own chatter off the person's screen."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

_LOCK = threading.RLock()  # two at once would each put back what the other had put there


@contextlib.contextmanager
def silence_stderr() -> Iterator[None]:
    """What is written to stderr meanwhile is dropped, from C++ as well, which no setting quiets.

    For the whole process; so around short calls only, one thread's after another's. Errors still
    come as exceptions. A process that was begun without a stderr has none to quiet.
    """
    if sys.stderr is None:
        yield
        return
    with _LOCK:
        yield from _quiet()


def _quiet() -> Iterator[None]:
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
