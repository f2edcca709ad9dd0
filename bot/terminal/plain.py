"""The surface for plain streams: a pipe, a dumb terminal, or a terminal with a screen reader.

No escape sequence is printed, nothing is redrawn, and there is no decoration. A line of words names
the writer of each passage. The sources of lines are in bot/terminal/lines.py.
"""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable
from typing import TextIO

from rich.console import Console

from bot.page.manuscript import Passage
from bot.terminal.editor import edit_text
from bot.terminal.lines import Lines
from bot.terminal.notices import Notices
from bot.terminal.screen import WIDEST
from bot.terminal.wrapper import LineWrapper, wrap
from common.sanitizer import sanitize
from common.wording import count_noun

_PROMPT = "you: "
_CUT = (
    "That line is as long as your terminal allows; if you typed more, the rest is lost. /undo takes"
    " it back; for a longer text, save it as a file and use /import."
)


class PlainSurface:
    """The surface (where a chat prints and asks) over plain streams.

    Args:
        lines: the source of typed lines.
        out: the stream to print to.
        width: a function that returns the width of a line, in terminal cells.
    """

    def __init__(self, lines: Lines, out: TextIO, width: Callable[[], int]) -> None:
        self._lines = lines
        self.can_ask = lines.is_interactive
        self._out = out
        self._width = width
        self._is_reading_shown = False
        self._prompt = ""  # the prompt at the end of the output, if one is open
        self._notices = Notices(self._note, self._note)

    def read_line(self) -> str:
        """Return the next typed line, after printing any waiting messages.

        Raises:
            EOFError: if there are no more lines.
        """
        self._is_reading_shown = False
        while True:
            try:
                with self._notices.deliver():
                    line = self._ask_for_line(_PROMPT)
                if self._lines.was_cut:
                    self.complain(_CUT)
                return line
            except KeyboardInterrupt:
                if not self._lines.is_interactive:  # nobody types into a pipe: end the program
                    raise
                self._put("\n")

    def say(self, message: str) -> None:
        """Print a line as a message from the program itself."""
        for line in wrap(message, self._width()):
            self._put(line + "\n")

    def complain(self, message: str) -> None:
        """Print a line about something that went wrong."""
        self.say(message)

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a message from another thread, before the next line is read.

        Args:
            message: the line to print.
            is_error: whether the message is about something that went wrong.
        """
        self._notices.post(message, is_error)

    def show(self, thing: object) -> None:
        """Print an object that the library rich can render, such as a table."""
        console = Console(
            file=self._out,
            width=self._width(),
            no_color=True,
            force_terminal=False,
            highlight=False,
        )
        console.print(thing)

    def ask(self, question: str) -> str:
        """Print a question and return the answer as typed; "" if nobody is there to answer.

        Lines from a pipe are never taken as answers: they belong to the page, the text being
        written.
        """
        self.say(question)
        if not self._lines.is_interactive:
            return ""
        try:
            return self._ask_for_line("? ")
        except (EOFError, KeyboardInterrupt):
            return ""

    def stream_passage(self, author: str, pieces: Generator[str, None, None]) -> None:
        """Print an author's passage while it is being written, after a line with the author's name.

        Args:
            author: the author's name.
            pieces: the pieces of the passage's text, in order.
        """
        wrapper = None
        with contextlib.closing(pieces):
            try:
                for piece in pieces:
                    wrapper = wrapper or self._open_passage(f"{author}:")
                    wrapper.write(piece)
                    if self._lines.should_stop():
                        break
            finally:
                if wrapper is not None:
                    wrapper.end()

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], None, None]
    ) -> int | None:
        """Print several takes, the versions of one passage, and ask the user to choose one.

        The takes are printed one after another, once all are written.

        Args:
            author: the author's name.
            number: the number of takes.
            pieces: pairs of a take's index, from 0, and a piece of its text.

        Returns:
            The index of the chosen take, from 0; None if none is chosen.
        """
        texts = [""] * number
        with contextlib.closing(pieces):
            for row, piece in pieces:
                texts[row] += piece
                if self._lines.should_stop():
                    break
        if not any(texts):
            return None
        for place, text in enumerate(texts, 1):
            wrapper = self._open_passage(f"{author}, take {place}:")
            wrapper.write(text)
            wrapper.end()
        answer = self.ask(f"1 to {number} chooses a take, anything else keeps the page.").strip()
        choices = {str(place): place - 1 for place, text in enumerate(texts, 1) if text}
        return choices.get(answer)

    def show_passages(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Print passages of the page, each after a line with its number and its writer.

        Args:
            passages: pairs of a passage's number on the page, from 1, and the passage.
        """
        for place, passage in passages:
            suffix = ", edited" if passage.edited else ""
            wrapper = self._open_passage(f"{place}, {passage.style or 'you'}{suffix}:")
            wrapper.write(passage.text)
            wrapper.end()

    def edit(self, text: str) -> str:
        """Open a text in the user's editor and return the edited text.

        Raises:
            UsageError: if there is no terminal or no editor, or the editor fails.
            StorageError: if the file for the editor cannot be written.
        """
        with self._lines.lend_terminal():
            return edit_text(text)

    def report_reading(self, read: int, total: int) -> bool:
        """Print once that an author is reading, and return whether it should stop.

        Args:
            read: the number of characters read so far.
            total: the number of characters to read.
        """
        if not self._is_reading_shown:
            self._is_reading_shown = True
            self.say(f"Reading {count_noun(total, 'character')}.")
        return self._lines.should_stop()

    def refresh(self) -> None:
        """Do nothing, since plain streams have no toolbar to redraw."""

    def _ask_for_line(self, prompt: str) -> str:
        if not self._lines.is_interactive:
            return self._lines.read_line()
        was_waiting = self._lines.has_line
        self._put(prompt)
        self._prompt = prompt
        try:
            line = self._lines.read_line()
        except EOFError:
            self._put("\n")
            raise
        finally:
            self._prompt = ""
        if was_waiting:  # it was typed, and shown, in the middle of something else
            self._put(line + "\n")
        return line

    def _note(self, message: str) -> None:
        """Print a line from another thread, also while a line is being typed."""
        if self._prompt:
            self._put("\n")
        self.say(message)
        if self._prompt:
            self._put(self._prompt)

    def _open_passage(self, label: str) -> LineWrapper:
        self._put(sanitize(label) + "\n")
        return LineWrapper(self._put, self._width)

    def _put(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def stream_width(out: TextIO) -> Callable[[], int]:
    """Return a function that returns the width of a line of prose, in terminal cells.

    This is the width of the terminal, but at most 88.
    """

    def width() -> int:
        try:
            return min(os.get_terminal_size(out.fileno()).columns or WIDEST, WIDEST)
        except (OSError, ValueError):
            return WIDEST

    return width
