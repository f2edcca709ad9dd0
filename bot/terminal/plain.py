"""The surface for plain streams: a pipe, a dumb terminal, or a terminal with a screen reader.

No escape sequences are printed, nothing is redrawn, and there is no decoration. A line above each
passage names its writer. The sources of lines are in bot/terminal/lines.py.
"""

import contextlib
import os
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from typing import TextIO

from rich.console import Console

from bot.page.manuscript import Passage
from bot.terminal.editor import edit_text
from bot.terminal.lines import Lines
from bot.terminal.notices import Notices
from bot.terminal.screen import WIDEST
from bot.terminal.surface import LineChoice, relay
from bot.terminal.wrapper import LineWrapper, find_join, wrap
from common.sanitizer import sanitize
from common.wording import count_noun

_PROMPT = "you: "
_CUT = (
    "That line is as long as your terminal allows; if you typed more, the rest is lost. /undo takes"
    " it back; for a longer text, save it as a file and use /import."
)


class PlainSurface:
    """A chat's input and output as plain lines of text, for pipes and screen readers.

    No escape sequences are printed, and nothing is redrawn.

    Args:
        lines: the source of the lines to read.
        out: the stream to print to.
        width: a function that returns the current maximum width of a line, in terminal cells.
    """

    def __init__(self, lines: Lines, out: TextIO, width: Callable[[], int]) -> None:
        self._lines = lines
        self.can_ask = lines.is_interactive
        self._out = out
        self._width = width
        self._is_reading_shown = False
        self._typed_on = ""  # a line that was typed in place of an answer, and is read next
        self._prompt = ""  # the prompt at the end of the output, if one is open
        self._notices = Notices(self._note, self._note)

    def read_line(self) -> str:
        """Return the next line of input; print messages from other threads while waiting for it.

        Raises:
            EOFError: if there are no more lines.
            SystemExit: if the terminal was closed.
            SourceError: if a line from a pipe is not UTF-8.
        """
        self._is_reading_shown = False
        while True:
            try:
                with self._notices.deliver():
                    line = self._typed_on or self._ask_for_line(_PROMPT)
                self._typed_on = ""
                if self._lines.was_cut:
                    self.complain(_CUT)
                return line
            except KeyboardInterrupt:
                if not self._lines.is_interactive:  # nobody types into a pipe: end the program
                    raise
                self._put("\n")

    def say(self, message: str) -> None:
        """Print a message from the program, such as the result of a command."""
        for line in wrap(message, self._width()):
            self._put(line + "\n")

    def complain(self, message: str) -> None:
        """Print a message about a problem."""
        self.say(message)

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a message from another thread as soon as the chat is waiting for a line of input.

        Args:
            message: the message, on one line.
            is_error: whether it is an error message.
        """
        self._notices.post(message, is_error)

    def show(self, thing: object, in_pages: bool = False) -> None:
        """Print an object that the library rich can render, such as a table.

        Args:
            thing: the object.
            in_pages: ignored, since plain output never waits for a key.
        """
        console = Console(
            file=self._out,
            width=self._width(),
            no_color=True,
            force_terminal=False,
            highlight=False,
        )
        console.print(thing)

    def ask(self, question: str) -> str:
        """Print a question, and return the answer as typed, or "" if there is none.

        A line from a pipe is never used as an answer, since it is meant to be text or a command.
        """
        self.say(question)
        if not self._lines.is_interactive:
            return ""
        try:
            return self._ask_for_line("? ")
        except (EOFError, KeyboardInterrupt):
            return ""

    def stream_passage(
        self, author: str, pieces: Generator[str, bool | None, None], before: Sequence[str] = ()
    ) -> None:
        """Print the name of an author (a language model), then the author's text as it is written.

        Args:
            author: the author's name.
            pieces: a generator of the pieces of the text, in order. It is sent True when the user
                wants the author to stop, and is closed at the end.
            before: the preceding texts, in order, which determine where the first line starts.
        """
        wrapper = None
        with contextlib.closing(pieces):
            try:
                for piece in relay(pieces, self._lines.should_stop):
                    wrapper = wrapper or self._open_passage(f"{author}:", before)
                    wrapper.write(piece)
            finally:
                if wrapper is not None:
                    wrapper.end()

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], bool | None, None]
    ) -> int | None:
        """Print several versions of a text, and ask the user to choose one.

        The versions are written by an author (a trained language model), and are printed one after
        another once all are complete.

        Args:
            author: the author's name.
            number: the number of versions.
            pieces: a generator of pairs: a version's index, from 0, and the next piece of its text.
                It is sent True when the user wants the author to stop, and is closed at the end.

        Returns:
            The index of the chosen version, from 0, or None if the user chooses none.
        """
        texts = [""] * number
        with contextlib.closing(pieces):
            for row, piece in relay(pieces, self._lines.should_stop):
                texts[row] += piece
        if not any(texts):
            return None
        for place, text in enumerate(texts, 1):
            wrapper = self._open_passage(f"{author}, take {place}:")
            wrapper.write(text)
            wrapper.end()
        place = self._ask_for_number(f"1 to {number} chooses a take, 0 keeps the page; or type on.")
        return place - 1 if 1 <= place <= number and texts[place - 1] else None

    def choose_line(
        self, author: str, draft: str, write: Callable[[Callable[[], bool]], Sequence[str]]
    ) -> LineChoice | None:
        """Ask the user to choose one of several lines (sentences that might continue the text).

        Args:
            author: the name of the author (a trained language model) that writes the lines.
            draft: the user's unfinished sentence, which the lines continue; "" if there is none.
            write: a function that writes the lines and returns them, best first. Its argument is a
                function that returns whether the user wants the author to stop; `write` should call
                it repeatedly.

        Returns:
            The index of the chosen line, how much of it to keep and what to do with it; None if the
            user chooses no line.
        """
        texts = write(self._lines.should_stop)
        if not texts:
            return None
        self._put(sanitize(f"{author}, {count_noun(len(texts), 'line')}:") + "\n")
        for place, text in enumerate(texts, 1):
            for part in wrap(f"{place}. {text.strip()}", self._width()):
                self._put(part + "\n")
        place = self._ask_for_number(f"1 to {len(texts)} takes a line, 0 takes none; or type on.")
        return LineChoice(place - 1, len(texts[place - 1])) if 1 <= place <= len(texts) else None

    def show_passages(
        self,
        passages: Iterable[tuple[int, Passage]],
        before: Sequence[str] = (),
        in_pages: bool = False,
    ) -> None:
        """Print passages from the page (the text being written), each below its number and writer.

        A passage is a part of the page that the user or an author (a trained language model) wrote
        in one go.

        Args:
            passages: pairs of a passage's number on the page, from 1, and the passage itself; the
                passages must be consecutive.
            before: the texts of the preceding passages on the page, in order, which determine
                where the first line starts.
            in_pages: ignored, since plain output never waits for a key.
        """
        for place, passage in passages:
            suffix = ", edited" if passage.edited else ""
            label = f"{place}, {passage.style or 'you'}{suffix}:"
            wrapper = self._open_passage(label, before)
            wrapper.write(passage.text)
            wrapper.end()
            before = [passage.text] if passage.text.strip() else before

    def edit(self, text: str) -> str:
        """Open a text in the user's editor, and return the edited text.

        Raises:
            UsageError: if there is no terminal or no editor, or if the editor fails.
            StorageError: if the temporary file for the editor cannot be written.
        """
        with self._lines.lend_terminal():
            return edit_text(text)

    def report_reading(self, read: int, total: int) -> bool:
        """Tell the user that the author (a trained language model) is reading the text so far.

        Only the first call after each line of input prints anything.

        Args:
            read: the number of characters read so far; it is not shown.
            total: the number of characters to read.

        Returns:
            Whether the user wants the author to stop reading.
        """
        if not self._is_reading_shown:
            self._is_reading_shown = True
            self.say(f"Reading {count_noun(total, 'character')}.")
        return self._lines.should_stop()

    def refresh(self) -> None:
        """Do nothing, since plain output has no toolbar."""

    def _ask_for_number(self, question: str) -> int:
        """Ask for a number, and return it, or 0 if the answer is no number.

        Words are no answer but the next line, which the user has typed instead of one.
        """
        answer = self.ask(question)
        if re.fullmatch(r"\s*[0-9]+\s*", answer):
            return int(answer.strip()[:9])
        self._typed_on = answer if answer.strip() else ""
        return 0

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
        """Print a line from another thread, even while a line is being typed."""
        if self._prompt:
            self._put("\n")
        self.say(message)
        if self._prompt:
            self._put(self._prompt)

    def _open_passage(self, label: str, before: Sequence[str] = ()) -> LineWrapper:
        """Print a label, and return a wrapper, which sets a new paragraph off by a blank line."""
        self._put(sanitize(label) + "\n")
        join = find_join(before, self._width())
        return LineWrapper(self._put, self._width, join=join and replace(join, column=0))

    def _put(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def stream_width(out: TextIO) -> Callable[[], int]:
    """Return a function that computes the maximum width of a line on a stream, in terminal cells.

    The maximum is the terminal's current width, but never more than 88. It is 88 if the stream is
    not a terminal.

    Args:
        out: the stream to print to.
    """

    def width() -> int:
        try:
            return min(os.get_terminal_size(out.fileno()).columns or WIDEST, WIDEST)
        except (OSError, ValueError):
            return WIDEST

    return width
