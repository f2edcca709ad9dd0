"""The surface for a terminal that is in raw mode from the beginning to the end of a chat.

In raw mode Ctrl-C is an ordinary key, so no signal reaches the programs that started this one. Only
the user's editor runs with the terminal in its normal mode.
"""

import contextlib
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.input import Input

from bot.page.joints import MOST_BEFORE
from bot.page.manuscript import Passage
from bot.terminal.choices.candidates import choose_take
from bot.terminal.choices.line_list import choose_line
from bot.terminal.editor import edit_text
from bot.terminal.keyboard import Keyboard
from bot.terminal.notices import Notices
from bot.terminal.pager import Pager
from bot.terminal.screen import Layout, Screen
from bot.terminal.surface import LineChoice, relay
from common.sanitizer import sanitize
from common.wording import count_noun

_PATIENCE = 0.5  # seconds that an author may read before its progress is shown


class RawTerminal:
    """A chat's input and output in a terminal in raw mode.

    In raw mode each key reaches the program immediately, and Ctrl-C is an ordinary key.

    Args:
        screen: the printer for everything shown in the terminal.
        source: the prompt_toolkit input object for the terminal, which must be in raw mode.

    Attributes:
        notices: the queue of messages from other threads.
    """

    can_ask = True

    def __init__(self, screen: Screen, source: Input) -> None:
        self.screen = screen
        self.source = source
        self.notices = Notices(screen.say, screen.complain)
        self._redraw: Callable[[], None] = lambda: None
        self.keyboard = Keyboard(source)
        self._pager = Pager(screen, self.keyboard)
        self._reading_since: float | None = None

    def say(self, message: str) -> None:
        """Print a message from the program, such as the result of a command."""
        self.screen.say(message)

    def complain(self, message: str) -> None:
        """Print a message about a problem."""
        self.screen.complain(message)

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a message from another thread as soon as a prompt is open.

        Args:
            message: the message, on one line.
            is_error: whether it is an error message.
        """
        self.notices.post(message, is_error)

    def show(self, thing: object, in_pages: bool = False) -> None:
        """Print an object that the library rich can render, such as a table.

        Args:
            thing: the object.
            in_pages: whether to wait for a key after each screenful.
        """
        if in_pages:
            self._pager.show([self.screen.thing_layout(thing)])
        else:
            self.screen.show(thing)

    def ask(self, question: str) -> str:
        """Print a question, and return the answer as typed, or "" after Ctrl-C or Ctrl-D."""
        self._reading_since = None
        with self.keyboard.hold_typeahead():  # keys typed before the question are no answer
            self.screen.say(question)  # not as the prompt, which would not wrap it at words
            session: PromptSession[str] = PromptSession(input=self.source)
            disable_cursor_warning(session)
            try:
                answer = session.prompt("? ", handle_sigint=False)
            except (EOFError, KeyboardInterrupt):
                answer = ""
            self.screen.remember(lambda: f"? {sanitize(answer)}\n")
            return answer

    def stream_passage(
        self, author: str, pieces: Generator[str, bool | None, None], before: Sequence[str] = ()
    ) -> None:
        """Print the text of an author (a language model) as it is written; Ctrl-C stops the author.

        Args:
            author: the author's name.
            pieces: a generator of the pieces of the text, in order. It is sent True when the user
                wants the author to stop, and is closed at the end.
            before: the preceding texts, in order, which determine where the first line starts.
        """
        passage = None
        with contextlib.closing(pieces):
            try:
                for piece in relay(pieces, self.keyboard.should_stop):
                    # not before there is a piece: the author may have to read for a while
                    passage = passage or self.screen.open_passage(author, before)
                    passage.write(piece)
            finally:
                self._reading_since = None
                if passage is not None:
                    passage.end()
                    self.screen.print_gap()

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], bool | None, None]
    ) -> int | None:
        """Print several versions of a text, and wait for the user to press a key to choose one.

        The versions are printed while an author (a trained language model) is writing them. Ctrl-C
        stops the author; what has been written by then can still be chosen.

        Args:
            author: the author's name.
            number: the number of versions.
            pieces: a generator of pairs: a version's index, from 0, and the next piece of its text.
                It is sent True when the user wants the author to stop, and is closed at the end.

        Returns:
            The index of the chosen version, from 0, or None if the user chooses none.
        """
        try:
            return choose_take(self.screen, self.keyboard, author, number, pieces)
        finally:
            self._reading_since = None

    def choose_line(
        self, author: str, draft: str, write: Callable[[Callable[[], bool]], Sequence[str]]
    ) -> LineChoice | None:
        """Ask the user to choose one of several lines (sentences that might continue the text).

        Digits and arrow keys move the cursor in the list; Enter, e or m chooses the line up to the
        cursor. Escape, Ctrl-C or any other letter closes the list. While the lines are still being
        written, Ctrl-C stops the author.

        Args:
            author: the name of the author (a trained language model) that writes the lines.
            draft: a sentence begun by the user, which the lines continue; "" if there is none.
            write: a function that writes the lines and returns them, best first. Its argument is a
                function that returns whether the user wants the author to stop; `write` should call
                it repeatedly.

        Returns:
            The index of the chosen line, how much of it to keep and what to do with it; None if the
            user chooses no line.
        """
        try:
            return choose_line(self.screen, self.keyboard, author, draft, write)
        finally:
            self._reading_since = None

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
            in_pages: whether to wait for a key after each screenful.
        """
        layouts: list[Layout] = []
        texts = list(before)
        for place, passage in passages:
            layouts.append(self.screen.passage_layout(place, passage, texts[-MOST_BEFORE:]))
            texts.append(passage.text)
        layouts.append(lambda: "\n")
        if in_pages:
            self._pager.show(layouts)
        else:
            for layout in layouts:
                self.screen.print(layout)

    def edit(self, text: str) -> str:
        """Open a text in the user's editor, and return the edited text.

        Raises:
            UsageError: if there is no editor, or if the editor fails.
            StorageError: if the temporary file for the editor cannot be written.
        """
        with self.source.cooked_mode():
            return edit_text(text)

    def report_reading(self, read: int, total: int) -> bool:
        """Show how much of the text so far the author (a trained language model) has read.

        Nothing is shown during the first half second.

        Args:
            read: the number of characters read so far.
            total: the number of characters to read.

        Returns:
            Whether the user wants the author to stop reading.
        """
        now = time.monotonic()
        self._reading_since = now if self._reading_since is None else self._reading_since
        if now - self._reading_since > _PATIENCE:
            share = 100 * read // total
            page = count_noun(total, "character")
            self.screen.show_progress(f"Reading, {share} % of {page}; Ctrl-C stops.")
        return self.keyboard.should_stop()

    def attach(self, redraw: Callable[[], None]) -> None:
        """Set the function that `refresh` calls to redraw the toolbar.

        Args:
            redraw: the function; it must be safe to call from any thread.
        """
        self._redraw = redraw

    def refresh(self) -> None:
        """Redraw the toolbar below the prompt; call this whenever its content has changed."""
        self._redraw()

    @contextlib.contextmanager
    def accept_notices(self) -> Iterator[None]:
        """Until this context ends, print messages from other threads, both queued and new."""
        self._reading_since = None
        with self.notices.deliver():
            yield


def disable_cursor_warning(session: PromptSession[str]) -> None:
    """Silence prompt_toolkit's warning about terminals that do not report the cursor position.

    Args:
        session: the prompt_toolkit session that would print the warning.
    """
    session.app.renderer.cpr_not_supported_callback = None
