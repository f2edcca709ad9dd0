"""Pipes: input that might not be text, and output whose reader might stop early."""

import contextlib
import os
import sys
from collections.abc import Iterator

from common.errors import SourceError

DECODE_ERRORS = "surrogateescape"  # how stdin keeps bytes that are not UTF-8 (PEP 383), see below


@contextlib.contextmanager
def tolerate_closed_pipe() -> Iterator[None]:
    """Leave this context without an error if the program that reads stdout stops reading.

    An example of such a program is `head`. Output that has not been read is discarded.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def require_utf8(text: str) -> str:
    """Return a text from stdin unchanged, after checking that its bytes were valid UTF-8.

    Args:
        text: a text decoded with the error handler `DECODE_ERRORS`, which turns each byte that is
            not UTF-8 into a lone surrogate.

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
