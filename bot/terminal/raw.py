"""A terminal as a desk's surface: raw from the beginning to the end of a sitting.

So Ctrl-C is a key like any other, and no signal reaches the programs that started this one. Only
the person's editor gets the terminal as it usually is.
"""

import contextlib
import time
from collections.abc import Callable, Generator, Iterable, Iterator

from prompt_toolkit import PromptSession
from prompt_toolkit.input import Input
from rich.text import Text

from bot.page.manuscript import Passage
from bot.terminal.candidates import Drawing, Takes
from bot.terminal.editor import edited
from bot.terminal.keyboard import Keyboard
from bot.terminal.notices import Notices
from bot.terminal.screen import Screen
from common.sanitizer import sanitize
from common.wording import count_of

_PATIENCE = 0.5  # seconds an author may read before that is told
_NONE = ("0", "q", "c-m", "c-j", "c-d", "escape")  # keys by which no take is taken


class RawTerminal:
    """Fulfils bot.surface's Surface; the prompt is prompt.py's.

    Args:
        screen: where things are printed.
        source: where keys come from, in raw mode.
    """

    asks = True

    def __init__(self, screen: Screen, source: Input) -> None:
        self.screen = screen
        self.source = source
        self.notices = Notices(screen.say, screen.complain)
        self._redraw: Callable[[], None] = lambda: None
        self._keyboard = Keyboard(source)
        self._reading: float | None = None  # since when

    def say(self, words: str) -> None:
        """A line of the program's own."""
        self.screen.say(words)

    def complain(self, words: str) -> None:
        """The same, of something that went wrong."""
        self.screen.complain(words)

    def tell(self, words: str, failed: bool = False) -> None:
        """Either, from another thread: at the next prompt, or at once where there is one."""
        self.notices.tell(words, failed)

    def show(self, thing: object) -> None:
        """Something that rich can print, such as a table."""
        self.screen.show(thing)

    def ask(self, question: str) -> str:
        """Show a question; returns what is typed, nothing where it is left with Ctrl-C."""
        self._reading = None
        with self._keyboard.set_aside():  # what was typed before it is no answer
            self.screen.say(question)  # which wraps it at words, as a prompt would not
            session: PromptSession[str] = PromptSession(input=self.source)
            accept_silence(session)
            try:
                return session.prompt("? ", handle_sigint=False)
            except (EOFError, KeyboardInterrupt):
                return ""

    def write(self, author: str, pieces: Generator[str, None, None]) -> None:
        """An author's passage as it is written; Ctrl-C stops it."""
        page = None
        with contextlib.closing(pieces):
            try:
                for piece in pieces:
                    # not before there is a piece: the author may have to read for a while
                    page = page or self.screen.author(author)
                    page.write(piece)
                    if self._keyboard.stopped():
                        break
            finally:
                self._reading = None
                if page is not None:
                    page.end()
                    self.screen.rest()

    def choose(
        self, author: str, number: int, pieces: Generator[tuple[int, str], None, None]
    ) -> int | None:
        """Takes as they are written, then a key that chooses one; Ctrl-C stops the writing."""
        screen = self.screen
        colour = screen.colour(author)
        heading = Text(f"{sanitize(author)}, {number} takes", style=f"{colour} italic")
        takes = Takes(heading, number, colour)
        drawing: Drawing | None = None
        with contextlib.closing(pieces):
            try:
                for row, piece in pieces:
                    if drawing is None:
                        screen.rest()
                        drawing = Drawing(screen, takes.lines)
                    takes.add(row, piece)
                    drawing.draw()
                    if self._keyboard.stopped():
                        break
            finally:
                self._reading = None
                if drawing is not None:
                    drawing.erase()
        begun = takes.begun
        if not begun:
            return None
        takes.end()
        for line in takes.lines(screen.console.width - 1):
            screen.console.print(line, soft_wrap=True)
        screen.rest()
        known = [str(row + 1) for row in begun]
        shown = f"{known[0]}-{known[-1]}" if len(known) > 1 else known[0]
        screen.say(f"{shown} takes one, 0 leaves all; or type on.")
        pressed = self._keyboard.answer([*known, *_NONE])
        return int(pressed) - 1 if pressed in known else None

    def page(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Passages as they stand on the page, each under its writer's name, with their places."""
        for place, passage in passages:
            self.screen.passage(place, passage)
        self.screen.rest()

    def edit(self, text: str) -> str:
        """The text as it comes back from the person's editor.

        Raises:
            PasticheError: as bot.editor tells.
        """
        with self.source.cooked_mode():
            return edited(text)

    def reading(self, read: int, total: int) -> bool:
        """Tell how far an author has read, once that takes a while; Ctrl-C stops it."""
        now = time.monotonic()
        self._reading = now if self._reading is None else self._reading
        if now - self._reading > _PATIENCE:
            share = 100 * read // total
            page = count_of(total, "character")
            self.screen.passing(f"Reading, {share} % of {page}; Ctrl-C stops.")
        return self._keyboard.stopped()

    def attach(self, redraw: Callable[[], None]) -> None:
        """Have the toolbar redrawn by a call of `redraw` whenever it has something new to show."""
        self._redraw = redraw

    def changed(self) -> None:
        """Have the toolbar drawn anew."""
        self._redraw()

    @contextlib.contextmanager
    def prompting(self) -> Iterator[None]:
        """While there is a prompt: what other threads tell is shown at once."""
        self._reading = None
        with self.notices.room():
            yield


def accept_silence(session: PromptSession[str]) -> None:
    """Have a prompt print no warning in a terminal that never tells where its cursor is."""
    session.app.renderer.cpr_not_supported_callback = None
