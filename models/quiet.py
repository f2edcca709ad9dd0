"""Keeping a library's own chatter off the person's screen."""

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """What is written to stderr meanwhile is dropped, from C++ as well, which no setting quiets.

    For the whole process; so around short calls only. Errors still come as exceptions.
    """
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
