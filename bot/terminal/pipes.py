"""What comes through a pipe, which may be no text, and what goes into one, whose reader may go."""

import contextlib
import os
import sys
from collections.abc import Iterator

from common.errors import SourceError

UNDECODED = "surrogateescape"  # how stdin keeps bytes that are no text (PEP 383), until asked


@contextlib.contextmanager
def reader_may_leave() -> Iterator[None]:
    """Whoever reads the output may stop, as head does; that is no fault."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def checked(text: str) -> str:
    """The text itself.

    Raises:
        SourceError: when not all of it was UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SourceError(
            "what comes through the pipe is not UTF-8",
            "Convert it; or save it as a file: /import finds out how one is encoded.",
        ) from None
    return text
