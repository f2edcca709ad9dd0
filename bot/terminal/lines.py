"""Lines without an editor of their own: those of a pipe, or of a terminal in its line mode.

In line mode the terminal's own keys correct a line. Nothing is printed here.
"""

import codecs
import contextlib
import os
import select
from collections.abc import Iterator
from typing import Any, Protocol, TextIO

from bot.terminal.hangup import HUNG_UP
from bot.terminal.pipes import checked
from common.errors import UsageError

_CTRL_C = "\x03"
_MOST = 4095  # bytes of a line that Linux's line mode keeps; what is typed beyond them never comes


class Lines(Protocol):
    """Where lines come from.

    Attributes:
        prompts: somebody is there who wants to know when a line is asked for.
        cut: the terminal may have kept only the beginning of the last line.
    """

    prompts: bool
    cut: bool

    @property
    def ahead(self) -> bool:
        """Whether the next one was typed before it was asked for."""

    def next(self) -> str:
        """The next one, without its end.

        Raises:
            EOFError: after the last.
            KeyboardInterrupt: when the person would rather begin it anew.
            SystemExit: when the terminal is closed.
        """

    def stopped(self) -> bool:
        """Whether the person would have the author stop.

        Raises:
            SystemExit: when the terminal is closed.
        """

    def cooked_mode(self) -> contextlib.AbstractContextManager[None]:
        """While this lasts another program has the terminal.

        Raises:
            UsageError: when there is none.
        """


class Piped:
    """Lines of a stream: nobody sees a prompt, and nobody stops an author.

    Raises:
        SourceError: from `next`, when a line is not UTF-8.
    """

    prompts = False
    cut = False

    def __init__(self, lines: TextIO) -> None:
        self._lines = iter(lines)

    @property
    def ahead(self) -> bool:
        return True

    def next(self) -> str:
        try:
            return checked(next(self._lines)).rstrip("\n")
        except StopIteration:
            raise EOFError from None

    def stopped(self) -> bool:
        return False

    @contextlib.contextmanager
    def cooked_mode(self) -> Iterator[None]:
        raise UsageError("an editor needs a terminal", "Start the chat in one.")
        yield


class Typed:
    """Lines as a terminal's line mode gives them, where Ctrl-C ends one and not the program.

    A line that ends so is not wanted; while an author writes it is the sign to stop. Lines that
    were typed meanwhile are the next ones.

    Args:
        terminal: its file descriptor.
    """

    prompts = True
    cut = False

    def __init__(self, terminal: int) -> None:
        self._number = terminal
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._waiting: list[str] = []

    @property
    def ahead(self) -> bool:
        return bool(self._waiting)

    def next(self) -> str:
        line = self._waiting.pop(0) if self._waiting else self._line()
        if line.endswith(_CTRL_C):
            raise KeyboardInterrupt
        line = line.removesuffix("\n")
        self.cut = len(line.encode()) >= _MOST
        return line

    def stopped(self) -> bool:
        while select.select([self._number], [], [], 0)[0]:
            try:
                line = self._line()
            except EOFError:
                return True
            if line.endswith(_CTRL_C):
                return True
            self._waiting.append(line)
        return False

    def _line(self) -> str:
        # in line mode a terminal gives one line at a time, which may come in several pieces
        line = ""
        while not line.endswith(("\n", _CTRL_C)):
            piece = self._piece()
            if not piece:
                if line:
                    return line
                raise EOFError
            line += self._decode(piece)
        return line

    def _piece(self) -> bytes:
        """The next bytes; none at the end of what is typed, or where it cannot be read on."""
        with contextlib.suppress(OSError):  # of a terminal that is closed just now
            piece = os.read(self._number, 4096)
            if piece or os.isatty(self._number):
                return piece
        raise SystemExit(HUNG_UP)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """The terminal's mode for a sitting."""
        import termios

        held = termios.tcgetattr(self._number)
        held[3] &= ~termios.ISIG  # Ctrl-C reaches none of the programs that started this one,
        held[6][termios.VEOL] = _CTRL_C.encode()  # but ends the line, so that it is heard at once
        with self._mode(held):
            yield

    @contextlib.contextmanager
    def cooked_mode(self) -> Iterator[None]:
        import termios

        usual = termios.tcgetattr(self._number)
        usual[3] |= termios.ISIG
        usual[6][termios.VEOL] = b"\0"
        with self._mode(usual):
            yield

    @contextlib.contextmanager
    def _mode(self, mode: list[Any]) -> Iterator[None]:
        """Put the terminal into a mode, and afterwards back into the one it was in."""
        import termios

        before = termios.tcgetattr(self._number)
        termios.tcsetattr(self._number, termios.TCSANOW, mode)
        try:
            yield
        finally:
            with contextlib.suppress(termios.error):  # it may be closed by then
                termios.tcsetattr(self._number, termios.TCSANOW, before)
