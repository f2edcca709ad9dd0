"""Pipes: input that might not be text, and output whose reader might stop early."""

import contextlib
import os
import sys
from collections.abc import Iterator

from common.errors import SourceError

DECODE_ERRORS = "surrogateescape"  # how stdin keeps bytes that are not UTF-8 (PEP 383), see below


@contextlib.contextmanager
def tolerate_closed_pipe() -> Iterator[None]:
    """End this context quietly if the program that reads stdout, such as `head`, stops reading.

    Any output that has not been read is discarded.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def require_utf8(text: str) -> str:
    """Check that a text from stdin was valid UTF-8, and return it unchanged.

    Args:
        text: the text, decoded with the error handler `DECODE_ERRORS` ("surrogateescape"), which
            turns each invalid byte into a lone surrogate.

    Raises:
        SourceError: if any byte of the text was not valid UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SourceError(
            "the input from the pipe is not UTF-8",
            "Convert it; or save it as a file: /import detects how a file is encoded.",
        ) from None
    return text
