"""Plain streams as a desk's surface: a pipe, or a terminal that is read out or understands nothing.

No sequence that steers a terminal is printed, nothing is drawn anew and nothing is ornament. Who
writes is told in words. Where lines come from is not known here.
"""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable
from typing import TextIO

from rich.console import Console

from bot.page.manuscript import Passage
from bot.terminal.editor import edited
from bot.terminal.lines import Lines
from bot.terminal.notices import Notices
from bot.terminal.screen import WIDEST
from bot.terminal.wrapper import LineWrapper, wrapped
from common.sanitizer import sanitize
from common.wording import count_of

_PROMPT = "you: "
_CUT = (
    "That line is as long as a terminal's line mode lets one be: if it had more, that is not on"
    " the page. /undo takes it back; put it in a file and /import takes it whole."
)


class Plain:
    """Fulfils bot.surface's Surface.

    Args:
        lines: what is typed.
        out: where all is printed.
        width: cells of a line just now.
    """

    def __init__(self, lines: Lines, out: TextIO, width: Callable[[], int]) -> None:
        self._lines = lines
        self.asks = lines.prompts
        self._out = out
        self._width = width
        self._told = False  # that an author reads
        self._prompt = ""  # that stands there now
        self._notices = Notices(self._note, self._note)

    def next_line(self) -> str:
        """What is typed next.

        Raises:
            EOFError: when there is no more.
        """
        self._told = False
        while True:
            try:
                with self._notices.room():
                    line = self._asked(_PROMPT)
                if self._lines.cut:
                    self.complain(_CUT)
                return line
            except KeyboardInterrupt:
                if not self._lines.prompts:  # a pipe's line is not being typed: it is the end
                    raise
                self._put("\n")

    def say(self, words: str) -> None:
        """A line of the program's own."""
        for line in wrapped(words, self._width()):
            self._put(line + "\n")

    def complain(self, words: str) -> None:
        """The same, of something that went wrong."""
        self.say(words)

    def tell(self, words: str, failed: bool = False) -> None:
        """Either, from another thread: before the next line is asked for, or while it is."""
        self._notices.tell(words, failed)

    def show(self, thing: object) -> None:
        """Something that rich can print, such as a table."""
        console = Console(
            file=self._out,
            width=self._width(),
            no_color=True,
            force_terminal=False,
            highlight=False,
        )
        console.print(thing)

    def ask(self, question: str) -> str:
        """Show a question; returns what is typed, nothing where nobody is there to answer.

        The next line of a pipe is no answer: it belongs to the page.
        """
        self.say(question)
        if not self._lines.prompts:
            return ""
        try:
            return self._asked("? ")
        except (EOFError, KeyboardInterrupt):
            return ""

    def write(self, author: str, pieces: Generator[str, None, None]) -> None:
        """An author's passage as it is written, after a line that tells its name."""
        page = None
        with contextlib.closing(pieces):
            try:
                for piece in pieces:
                    page = page or self._page(f"{author}:")
                    page.write(piece)
                    if self._lines.stopped():
                        break
            finally:
                if page is not None:
                    page.end()

    def choose(
        self, author: str, number: int, pieces: Generator[tuple[int, str], None, None]
    ) -> int | None:
        """Takes one after another, once they are written; then a line is asked for."""
        texts = [""] * number
        with contextlib.closing(pieces):
            for row, piece in pieces:
                texts[row] += piece
                if self._lines.stopped():
                    break
        if not any(texts):
            return None
        for place, text in enumerate(texts, 1):
            page = self._page(f"{author}, take {place}:")
            page.write(text)
            page.end()
        answer = self.ask(f"1 to {number} takes one, anything else leaves all.").strip()
        known = {str(place): place - 1 for place, text in enumerate(texts, 1) if text}
        return known.get(answer)

    def page(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Passages as they stand on the page, each after its place and writer."""
        for place, passage in passages:
            edited_ = ", edited" if passage.edited else ""
            page = self._page(f"{place}, {passage.style or 'you'}{edited_}:")
            page.write(passage.text)
            page.end()

    def edit(self, text: str) -> str:
        """The text as it comes back from the person's editor.

        Raises:
            PasticheError: as bot.editor tells, or when there is no terminal.
        """
        with self._lines.cooked_mode():
            return edited(text)

    def reading(self, read: int, total: int) -> bool:
        """Tell once that an author reads a long text; returns whether it is to stop."""
        if not self._told:
            self._told = True
            self.say(f"Reading {count_of(total, 'character')}.")
        return self._lines.stopped()

    def changed(self) -> None:
        """There is no toolbar."""

    def _asked(self, prompt: str) -> str:
        if not self._lines.prompts:
            return self._lines.next()
        ahead = self._lines.ahead
        self._put(prompt)
        self._prompt = prompt
        try:
            line = self._lines.next()
        except EOFError:
            self._put("\n")
            raise
        finally:
            self._prompt = ""
        if ahead:  # it was shown where it was typed, in the middle of something else
            self._put(line + "\n")
        return line

    def _note(self, words: str) -> None:
        """Words from another thread, also where a line is being typed."""
        if self._prompt:
            self._put("\n")
        self.say(words)
        if self._prompt:
            self._put(self._prompt)

    def _page(self, label: str) -> LineWrapper:
        self._put(sanitize(label) + "\n")
        return LineWrapper(self._put, self._width)

    def _put(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def stream_width(out: TextIO) -> Callable[[], int]:
    """The cells of a line: the terminal's, but no more than prose should have; of a file those."""

    def width() -> int:
        try:
            return min(os.get_terminal_size(out.fileno()).columns or WIDEST, WIDEST)
        except (OSError, ValueError):
            return WIDEST

    return width
