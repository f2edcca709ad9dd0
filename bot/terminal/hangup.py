"""An orderly end of the chat when a signal arrives or the terminal window is closed.

The signal SIGHUP announces a closed window, but it can arrive late, and some programs never receive
it. The keyboard input then ends, and the code that reads the keys exits with HUNG_UP. Until then,
output is discarded.
"""

import contextlib
import errno
import io
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.application import Application, get_app_or_none

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

HUNG_UP = 129  # exit code: 128 + SIGHUP, as in shells


class _TerminalOutput(io.FileIO):
    """A terminal's output as bytes, which are discarded once the terminal is closed."""

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return memoryview(data).nbytes


@contextlib.contextmanager
def tolerate_hangup() -> Iterator[None]:
    """Discard output to stdout, instead of raising an error, once the terminal has been closed.

    This context manager replaces `sys.stdout` until its context ends. On Windows it does nothing.
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


@contextlib.contextmanager
def exit_on_signals() -> Iterator[None]:
    """Until this context ends, raise SystemExit on SIGTERM and SIGHUP, and ignore SIGINT.

    The chat can thus save the session and restore the terminal before the program ends. SIGINT,
    which Ctrl-C usually sends, is ignored because Ctrl-C in a chat is only meant to stop the author
    (a trained language model).
    """

    def leave(number: int, _frame: object) -> None:
        # when a window closes, its shell sends SIGHUP, and the kernel again once the shell is gone:
        # the second one must not interrupt the saving of the page
        for handled in handlers:
            signal.signal(handled, ignore)
        request = SystemExit(128 + number)
        app = get_app_or_none()
        if app is None or app.loop is None:
            raise request
        # Raised here it would hit whichever task of the prompt is running; when a background task
        # fails, prompt_toolkit prints that and waits until somebody presses Enter.
        app.loop.call_soon_threadsafe(_end_prompt, app, request)

    def ignore(_number: int, _frame: object) -> None:
        return

    actions = {"SIGINT": ignore, "SIGTERM": leave, "SIGHUP": leave}
    handlers = {
        getattr(signal, name): handler for name, handler in actions.items() if hasattr(signal, name)
    }
    former = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _end_prompt(app: Application[object], request: SystemExit) -> None:
    """End a prompt with an exception; runs in the prompt's loop, between its tasks."""
    if app.future is None or app.is_done:
        raise request
    app.exit(exception=request)
