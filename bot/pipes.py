"""Output into a pipe, whose reader may go."""

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def reader_may_leave() -> Iterator[None]:
    """Whoever reads the output may stop, as head does; that is no fault."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
