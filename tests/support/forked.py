"""The program as a process of its own, forked from one that has already loaded it.

A start of the program is mostly imports, and tests start it hundreds of times. So each process of
the tests keeps one that has imported the program and done nothing else. Every start is a fork of
it, which then runs the program's `__main__` with arguments, environment, streams and exit code of
its own. What a start from nothing imports, and when, is tested by starts from nothing
(test_launch, test_light_start); so is what a shell begins.
"""

import fcntl
import multiprocessing
import os
import runpy
import signal
import sys
import termios
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOADED = [
    "bot.cli.app", "bot.repl", "bot.prompt.prompt", "bot.actions.sessions", "bot.desk",
    "bot.replay", "bot.storage.exports", "bot.terminal.styles", "common.config",
    "models.network", "training.job.run",
    # what these load once they are used
    "ai_edge_litert.interpreter", "anyascii", "platformdirs.unix", "typer._adapters", "yaml",
    "pytest",  # the `__main__` of `python -m pytest` is made known to a fork
]  # fmt: skip
_CONTEXT = multiprocessing.get_context("forkserver")
# a library of a Mac may not be used after a fork, so there nothing is loaded before it
_CONTEXT.set_forkserver_preload(LOADED if sys.platform == "linux" else [])


def start(
    program: str | Sequence[str],
    arguments: Sequence[str],
    environ: dict[str, str],
    streams: tuple[int, int, int],
    has_terminal: bool = False,
) -> ForkServerProcess:
    """Start a program in a process of its own.

    Args:
        program: the package whose `__main__` runs; or else a command, which starts from nothing.
        arguments: of the program.
        environ: all of its environment variables.
        streams: the file descriptors that it gets as stdin, stdout and stderr.
        has_terminal: whether the streams are a terminal, which it is then the first process of.
    """
    ends = [Connection(os.dup(stream)) for stream in streams]
    process = _CONTEXT.Process(
        target=_become, args=(program, list(arguments), environ, ends, has_terminal)
    )
    process.start()
    return process


def _become(
    program: str | Sequence[str],
    arguments: list[str],
    environ: dict[str, str],
    ends: list[Connection],
    has_terminal: bool,
) -> None:
    for number, end in enumerate(ends):
        os.dup2(end.fileno(), number)
        end.close()
    if has_terminal:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    if not isinstance(program, str):
        os.execve(program[0], [*program, *arguments], environ)
    sys.stdin = sys.__stdin__ = os.fdopen(0, encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = os.fdopen(2, "w", 1, encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)
