"""The closing of a terminal's window: the sitting ends, and nothing of it is a fault.

SIGHUP tells of it (repl.py), but may come late, and does not come to every program. Then the end of
the keys tells: whoever reads them leaves with HUNG_UP. Until somebody has, what is printed is lost.
"""

import contextlib
import errno
import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

HUNG_UP = 129  # the exit code: 128 + SIGHUP, as shells have it


class _Output(io.FileIO):
    """A terminal's bytes, which a closed one takes and drops."""

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return memoryview(data).nbytes


@contextlib.contextmanager
def terminal_may_close() -> Iterator[None]:
    """While this lasts, stdout is a terminal that may be closed without a write that fails."""
    if sys.platform == "win32":  # a closed console ends its programs at once
        yield
        return
    out = sys.stdout
    out.flush()
    raw = _Output(out.fileno(), "wb", closefd=False)
    lasting = io.TextIOWrapper(
        io.BufferedWriter(raw), out.encoding, out.errors, line_buffering=True
    )
    with contextlib.redirect_stdout(lasting):
        try:
            yield
        finally:
            lasting.flush()
