"""Sources of lines that do not use prompt_toolkit: a pipe, or a terminal in line mode.

In line mode the terminal itself handles the keys for editing a line. Nothing is printed here.
"""

import codecs
import contextlib
import os
import select
from collections.abc import Iterator
from typing import Any, Protocol, TextIO

from bot.terminal.hangup import HUNG_UP
from bot.terminal.pipes import require_utf8
from common.errors import UsageError

_CTRL_C = "\x03"
_LONGEST_LINE = 4095  # bytes; Linux's line mode drops what is typed beyond them


class Lines(Protocol):
    """A source of lines that are typed by the user or sent by another program.

    Attributes:
        is_interactive: whether a user types the lines and sees a prompt.
        was_cut: whether the latest line might be incomplete, because it has the maximum length
            that the terminal allows.
    """

    is_interactive: bool
    was_cut: bool

    @property
    def has_line(self) -> bool:
        """Whether a complete line is available, so that `read_line` would return immediately."""

    def read_line(self) -> str:
        """Return the next line, without the newline at its end.

        Raises:
            EOFError: if there are no more lines.
            KeyboardInterrupt: if the user discarded the line by pressing Ctrl-C.
            SystemExit: if the terminal was closed.
            SourceError: if a line from a pipe is not UTF-8.
        """

    def should_stop(self) -> bool:
        """Return whether the author (a language model) should stop, for example after Ctrl-C.

        Raises:
            SystemExit: if the terminal was closed.
        """

    def lend_terminal(self) -> contextlib.AbstractContextManager[None]:
        """Return a context manager that lets another program, such as an editor, use the terminal.

        Raises:
            UsageError: on entering the context, if there is no terminal.
        """


class PipeLines:
    """A source of lines from a stream such as a pipe, rather than from a user at a terminal.

    Args:
        lines: the text stream to read, such as stdin.
    """

    is_interactive = False
    was_cut = False

    def __init__(self, lines: TextIO) -> None:
        self._lines = iter(lines)

    @property
    def has_line(self) -> bool:
        return True

    def read_line(self) -> str:
        try:
            return require_utf8(next(self._lines)).rstrip("\n")
        except StopIteration:
            raise EOFError from None

    def should_stop(self) -> bool:
        return False

    @contextlib.contextmanager
    def lend_terminal(self) -> Iterator[None]:
        raise UsageError("an editor needs a terminal", "Start the chat in one.")
        yield


class TerminalLines:
    """A source of lines typed in a terminal in line mode, where the terminal handles editing keys.

    Lines must be read within the context of the method `line_mode`. Ctrl-C then discards the line
    being typed. While the author (a trained language model) is writing, Ctrl-C stops the author
    instead. Lines typed in the meantime are read afterwards.

    Args:
        terminal: the terminal's file descriptor.
    """

    is_interactive = True
    was_cut = False

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._waiting: list[str] = []

    @property
    def has_line(self) -> bool:
        return bool(self._waiting)

    def read_line(self) -> str:
        line = self._waiting.pop(0) if self._waiting else self._read_line()
        if line.endswith(_CTRL_C):
            raise KeyboardInterrupt
        line = line.removesuffix("\n")
        self.was_cut = len(line.encode()) >= _LONGEST_LINE
        return line

    def should_stop(self) -> bool:
        while select.select([self._terminal], [], [], 0)[0]:
            try:
                line = self._read_line()
            except EOFError:
                return True
            if line.endswith(_CTRL_C):
                return True
            self._waiting.append(line)
        return False

    def _read_line(self) -> str:
        # a terminal in line mode returns one line at a time, perhaps in several pieces
        line = ""
        while not line.endswith(("\n", _CTRL_C)):
            piece = self._read_piece()
            if not piece:
                if line:
                    return line
                raise EOFError
            line += self._decode(piece)
        return line

    def _read_piece(self) -> bytes:
        """Return the next bytes; b"" at the end of input that is not a terminal."""
        with contextlib.suppress(OSError):  # the terminal was closed just now
            piece = os.read(self._terminal, 4096)
            if piece or os.isatty(self._terminal):
                return piece
        raise SystemExit(HUNG_UP)

    @contextlib.contextmanager
    def line_mode(self) -> Iterator[None]:
        """Until this context ends, make Ctrl-C end the current line instead of sending a signal.

        All lines must be read within the context. When it ends, the terminal's previous mode is
        restored.
        """
        import termios

        mode = termios.tcgetattr(self._terminal)
        mode[3] &= ~termios.ISIG  # Ctrl-C sends no signal to the programs that started this one,
        mode[6][termios.VEOL] = _CTRL_C.encode()  # but ends the line, so that it is read at once
        with self._set_mode(mode):
            yield

    @contextlib.contextmanager
    def lend_terminal(self) -> Iterator[None]:
        import termios

        mode = termios.tcgetattr(self._terminal)
        mode[3] |= termios.ISIG
        mode[6][termios.VEOL] = b"\0"
        with self._set_mode(mode):
            yield

    @contextlib.contextmanager
    def _set_mode(self, mode: list[Any]) -> Iterator[None]:
        """Set the terminal's mode, and restore the previous mode at the end."""
        import termios

        former = termios.tcgetattr(self._terminal)
        termios.tcsetattr(self._terminal, termios.TCSANOW, mode)
        try:
            yield
        finally:
            with contextlib.suppress(termios.error):  # it may be closed by then
                termios.tcsetattr(self._terminal, termios.TCSANOW, former)
