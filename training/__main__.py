"""The command `pastiche train`, also run as `python -m training SOURCE --name NAME`.

An error is one sentence on stderr, and an `error` event if stdout is not a terminal.
docs/exit-codes.md lists the exit codes. The options are in training/cli.py.
"""

import atexit
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import NoReturn

import typer

from common.errors import STOPPED, describe_exit, see_help
from common.locks import TRAINING_LOCK, hold
from common.sanitizer import sanitize
from common.stderr import restore_stderr
from training.cli import app
from training.job.events import json_lines
from training.job.packages import is_loading


def _raise_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command `pastiche train` and exit with its exit code (see docs/exit-codes.md).

    An error is reported as one sentence on stderr, and also as an event (a line of JSON) if stdout
    is not a terminal. SIGTERM has the same effect as Ctrl-C.
    """
    # set before TensorFlow is loaded: Keras's backend, and no log messages
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _raise_interrupt)
    try:
        _hold_lock()
        code = app(standalone_mode=False, prog_name="pastiche train")
        if code == STOPPED:  # typer makes this of a Ctrl-C
            raise KeyboardInterrupt
    except typer.TyperException as error:
        code = _say(see_help(error.format_message(), "pastiche train"), error.exit_code)
    except (Exception, KeyboardInterrupt) as error:
        sentence = describe_exit(error, stopped="Stopped. Any author of that name is as it was.")
        if sentence is None:
            raise
        code = _say(*sentence)
    _leave(code if isinstance(code, int) else 0)


def _leave(code: int) -> NoReturn:
    """Exit the process, at once even if a thread is still loading TensorFlow.

    Python would wait for such a thread, or stop it inside TensorFlow's own code, which can crash.
    """
    if is_loading():
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)  # which releases the lock, too
    sys.exit(code)


def _hold_lock() -> None:
    """Hold the lock that tells the reader of the events that this process is still running.

    An environment variable names the lock's file; without it, there is no lock.

    Raises:
        OSError: if the lock's file cannot be made.
    """
    path = os.environ.get(TRAINING_LOCK)
    if path:
        atexit.register(hold(Path(path)).release)  # last, after any traceback


def _say(sentence: str, code: int) -> int:
    if not sys.stdout.isatty():
        json_lines(sys.stdout)("error", message=sentence, exit_code=code)
    restore_stderr()
    print(sanitize(sentence), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
