"""Keeping what libraries print to stderr off the person's screen."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

_LOCK = threading.RLock()  # two threads at once would each restore what the other had set


@contextlib.contextmanager
def silence_stderr() -> Iterator[None]:
    """Drop what is written to stderr inside the `with`, even by C++, which no setting silences.

    This holds for the whole process, so use it around short calls only; threads take turns. Errors
    still come as exceptions. In a process that was started without a stderr it does nothing.
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
