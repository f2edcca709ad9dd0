"""A terminal window that is closed: the session ends in good order, with exit code 129.

SIGHUP announces it (bot/repl.py), but it may come late, and some programs never get it. Then the
end of the keyboard input announces it: whoever reads the keys exits with HUNG_UP. Until then, what
is printed is dropped.
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
    """The bytes of a terminal's output; once the terminal is closed they are dropped."""

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return memoryview(data).nbytes


@contextlib.contextmanager
def tolerate_hangup() -> Iterator[None]:
    """Let stdout be a terminal that may be closed without a write failing."""
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
