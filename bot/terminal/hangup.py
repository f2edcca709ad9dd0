"""The end of a chat whose terminal window is closed: an orderly exit, with code 129.

The signal SIGHUP announces a closed window (bot/repl.py), but it may come late, and some programs
never receive it. Then the end of the keyboard input announces it: the code that reads the keys
exits with HUNG_UP. Until then, output is dropped.
"""

import contextlib
import errno
import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

HUNG_UP = 129  # exit code: 128 + SIGHUP, as in shells


class _TerminalOutput(io.FileIO):
    """A terminal's output as bytes, which are dropped once the terminal is closed."""

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return memoryview(data).nbytes


@contextlib.contextmanager
def tolerate_hangup() -> Iterator[None]:
    """Ignore output to stdout, rather than raise an error, once the terminal has been closed.

    This is a context manager: it replaces `sys.stdout` until the context ends. On Windows it does
    nothing.
    """
    if sys.platform == "win32":  # closing a console ends its programs at once
        yield
        return
    out = sys.stdout
    out.flush()
    raw = _TerminalOutput(out.fileno(), "wb", closefd=False)
    stream = io.TextIOWrapper(io.BufferedWriter(raw), out.encoding, out.errors, line_buffering=True)
    with contextlib.redirect_stdout(stream):
        try:
            yield
        finally:
            stream.flush()
