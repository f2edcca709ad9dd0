r"""The program as a person runs it: in a pseudo-terminal with a screen, or as a command.

    with Terminal(folder, "--style", "ann") as terminal:
        terminal.type("The miller\r")
        terminal.see(r"[1-9]\d* characters")    # waits for it, since the last typing
        terminal.screen.lines                    # the 24 lines of 80 cells now

The screen understands only the escape sequences that the program sends. It answers when it
is asked where the cursor is, as nearly every terminal does.
"""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from prompt_toolkit.utils import get_cwidth

from tests.support.forked import ROOT, start

PATIENCE = 90  # seconds; only a failing test waits so long


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return environment variables that keep all files of the person in `folder`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PASTICHE_", "XDG_"))}
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"):
        kept.pop(name, None)
    kept |= {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "config")}
    return kept | {"PASTICHE_DATA_DIR": str(folder), "LC_ALL": "C.UTF-8"} | more


def run(
    folder: Path, *arguments: str, stdin: str = "", **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run `pastiche ARGUMENTS` to its end."""
    return run_program("bot", folder, *arguments, stdin=stdin, **more)


def run_program(
    program: str, folder: Path, *arguments: str, stdin: str = "", **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run the `__main__` of a package, such as `bot`, to its end."""
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(stdin.encode())
        files[0].seek(0)
        into, out, errors = (file.fileno() for file in files)
        process = start(program, arguments, environment(folder, **more), (into, out, errors))
        process.join(PATIENCE)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        for file in files[1:]:
            file.seek(0)
        shown, said = (file.read().decode() for file in files[1:])
        assert code is not None, f"{arguments} did not end:\n{shown}\n{said}"
    return subprocess.CompletedProcess(arguments, code, shown, said)


def run_python(
    folder: Path, *arguments: str, stdin: str = "", **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run `python ARGUMENTS` to its end, at the top of the checkout."""
    return subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(folder, **more),
        timeout=PATIENCE,
    )


class Screen:
    """A screen: lines of cells, a cursor, and the lines that scrolled off the top."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.gone: list[str] = []
        self.row = self.column = 0
        self.asked = 0  # unanswered questions for the cursor's position
        self._wraps = True
        self._rest = ""  # the beginning of an escape sequence

    _SEQUENCE = re.compile(
        r"\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])"
    )

    @property
    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.cells]

    @property
    def text(self) -> str:
        return "\n".join([*self.gone[-400:], *self.lines])

    def feed(self, text: str) -> None:
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._put(text[at])
                at += 1
            elif match := self._SEQUENCE.match(text, at):
                if match[2]:
                    self._obey(match[1], match[2])
                at = match.end()
            else:
                self._rest = text[at:]
                return

    def resize(self, rows: int, columns: int) -> None:
        self.gone += self.lines[: max(0, self.row + 1 - rows)]
        kept = self.cells[max(0, self.row + 1 - rows) :][:rows]
        self.row -= max(0, self.row + 1 - rows)
        self.rows, self.columns = rows, columns
        blank = [[" "] * columns for _ in range(rows - len(kept))]
        self.cells = [(row + [" "] * columns)[:columns] for row in kept] + blank
        self.column = min(self.column, columns)

    def _put(self, character: str) -> None:
        cells = get_cwidth(character)
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self._line_feed()
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character >= " " and cells:
            if self.column + cells > self.columns:
                if self._wraps:
                    self.column = 0
                    self._line_feed()
                else:
                    self.column = self.columns - cells
            self.cells[self.row][self.column : self.column + cells] = [character, ""][:cells]
            self.column += cells
        elif character >= " " and self.column:
            self.cells[self.row][self.column - 1] += character

    def _line_feed(self) -> None:
        if self.row < self.rows - 1:
            self.row += 1
        else:
            self.gone.append("".join(self.cells.pop(0)).rstrip())
            self.cells.append([" "] * self.columns)

    def _obey(self, parameters: str, final: str) -> None:
        first, *others = [int(n) if n.isdecimal() else 0 for n in parameters.split(";")]
        far = max(first, 1)
        row, column = self.row, min(self.column, self.columns - 1)
        if final in "hl" and parameters == "?7":
            self._wraps = final == "h"
        elif final == "n" and first == 6:
            self.asked += 1
        elif final in "ABCDGHf":
            moved = {"A": (row - far, column), "B": (row + far, column), "C": (row, column + far),
                     "D": (row, column - far), "G": (row, far - 1)}  # fmt: skip
            place = (far - 1, max(others[0] if others else 1, 1) - 1)
            row, column = moved.get(final, place)
            self.row = min(max(row, 0), self.rows - 1)
            self.column = min(max(column, 0), self.columns - 1)
        elif final in "JK":
            begin, end = (column if first == 0 else 0), (column + 1 if first == 1 else self.columns)
            self.cells[row][begin:end] = [" "] * (end - begin)
            if final == "J":
                others_rows = {0: range(row + 1, self.rows), 1: range(row)}
                for other in others_rows.get(first, range(self.rows)):
                    self.cells[other] = [" "] * self.columns


class Terminal:
    """`pastiche ARGUMENTS` in a terminal of its own.

    Args:
        folder: holds all files of the person.
        arguments: of the program.
        shell: a shell command to run instead; "$@" in it is the program.
        size: rows and columns.
        answers: whether the terminal says where the cursor is.
        more: environment variables.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        shell: str = "",
        size: tuple[int, int] = (24, 80),
        answers: bool = True,
        **more: str,
    ) -> None:
        self.folder = folder
        self.screen = Screen(*size)
        self.answers = answers
        self.raw = ""
        self._before = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._end, programs_end = pty.openpty()
        self._is_open = True
        self._set_size(*size)
        command = ("/bin/sh", "-c", shell, "sh", sys.executable, "-m", "bot")
        self.process = start(
            command if shell else "bot",
            arguments,
            environment(folder, **{"TERM": "xterm-256color"} | more),
            (programs_end, programs_end, programs_end),
            has_terminal=True,
        )
        os.close(programs_end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_window()
        self.process.join(5)
        self.process.kill()
        self.process.join()

    def type(self, keys: str) -> None:
        self._before = self.screen.text
        self._send(keys)

    def send_signal(self, number: int) -> None:
        """Send a signal to the first process of the terminal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def resize(self, rows: int, columns: int) -> None:
        """Resize the terminal; the screen keeps its upper left part."""
        self.screen.resize(rows, columns)
        self._set_size(rows, columns)

    def see(self, pattern: str) -> None:
        """Wait until a pattern is on the screen once more than before the last typing."""
        before = len(re.findall(pattern, self._before))
        self.until(lambda: len(re.findall(pattern, self.screen.text)) > before, pattern)

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait until a condition on the screen holds; `what` names it in the failure."""
        end = time.monotonic() + PATIENCE
        while not happened():
            if not self._receive(1):
                raise AssertionError(f"left before {what!r}:\n{self.screen.text}")
            assert time.monotonic() < end, f"{what!r} was not seen:\n{self.screen.text}"

    def leave(self) -> int:
        """Wait for the program to end, and return its exit code."""
        end = time.monotonic() + PATIENCE
        while self._receive(1):
            assert time.monotonic() < end, f"it goes on:\n{self.screen.text}"
        return self._wait()

    def close(self) -> int:
        """Close the window, wait for the program to end, and return its exit code."""
        self._close_window()
        return self._wait()

    @property
    def toolbar(self) -> str:
        """The last line that is not blank."""
        return next((line.strip() for line in self.screen.lines[::-1] if line.strip()), "")

    def count(self, unit: str) -> int:
        """The page's words or characters, by the toolbar; -1 while it does not show them.

        `unit` is "word" or "character".
        """
        told = re.search(rf"·  ([\d,]+) {unit}s?\b", self.toolbar)
        return int(told[1].replace(",", "")) if told else -1

    def _wait(self) -> int:
        self.process.join(PATIENCE)
        code = self.process.exitcode
        assert code is not None, f"it goes on:\n{self.screen.text}"
        return code

    def _close_window(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._end)

    def _set_size(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _send(self, keys: str) -> None:
        rest = keys.encode()
        while rest:
            rest = rest[os.write(self._end, rest) :]

    def _receive(self, patience: float) -> bool:
        """Show what the program prints within so many seconds; whether it still may print."""
        if not select.select([self._end], [], [], patience)[0]:
            return True
        try:
            printed = os.read(self._end, 65536)
        except OSError:  # how Linux tells that nobody has the terminal any longer
            return False
        text = self._decoder.decode(printed)
        self.raw = (self.raw + text)[-100_000:]
        self.screen.feed(text)
        while self.answers and self.screen.asked:
            self.screen.asked -= 1
            column = min(self.screen.column, self.screen.columns - 1)
            self._send(f"\x1b[{self.screen.row + 1};{column + 1}R")
        return bool(printed)
