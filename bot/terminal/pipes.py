"""Pipes: input that may not be text, and output whose reader may leave early."""

import contextlib
import os
import sys
from collections.abc import Iterator

from common.errors import SourceError

DECODE_ERRORS = "surrogateescape"  # how stdin keeps bytes that are not UTF-8 (PEP 383), see below


@contextlib.contextmanager
def tolerate_closed_pipe() -> Iterator[None]:
    """End the program quietly if the reader of stdout, such as head, stops reading."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def require_utf8(text: str) -> str:
    """Return a text from stdin unchanged, after checking that it was UTF-8.

    Raises:
        SourceError: if any of the bytes of the text were not UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SourceError(
            "what comes through the pipe is not UTF-8",
            "Convert it; or save it as a file: /import finds out how a file is encoded.",
        ) from None
    return text
