"""The surface through which a chat prints and asks: a raw terminal, or plain lines.

Commands print and ask through a surface, and do not otherwise depend on the terminal.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from bot.page.manuscript import Passage

Piece = TypeVar("Piece")
Wish = Literal["take", "more", "edit"]


def relay(
    pieces: Generator[Piece, bool | None, None], should_stop: Callable[[], bool]
) -> Iterator[Piece]:
    """Yield what an author writes, and stop the author when the user wants to.

    The author then completes the word that it is writing, so that no partial word is left on the
    page.

    Args:
        pieces: the pieces of one or several passages; sending True to the generator stops the
            author.
        should_stop: a function that returns whether the user wants the author to stop; it is called
            after each piece.
    """
    is_asked: bool | None = None  # the first value sent to a generator must be None
    while True:
        try:
            piece = pieces.send(is_asked)
        except StopIteration:
            return
        yield piece
        is_asked = should_stop() or is_asked


@dataclass(frozen=True)
class LineChoice:
    """The user's choice of one of several lines (sentences that might continue the page).

    Attributes:
        row: the line's index, from 0.
        length: the number of characters of the line to keep, up to the end of a word.
        wish: what to do with the line: add it to the page, add it and then choose from more lines,
            or change it in the line editor first.
    """

    row: int
    length: int
    wish: Wish = "take"


class Surface(Protocol):
    """The interface through which a chat prints output and asks questions, in a terminal or a pipe.

    Attributes:
        can_ask: whether there is a user who can answer questions.
    """

    can_ask: bool

    def say(self, message: str) -> None:
        """Print a message from the program, such as the result of a command."""

    def complain(self, message: str) -> None:
        """Print a message about something that went wrong."""

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a message from another thread as soon as it does not interrupt anything.

        Args:
            message: the message, one line.
            is_error: whether the message is about something that went wrong.
        """

    def show(self, thing: object, in_pages: bool = False) -> None:
        """Print an object that the library rich can render, such as a table.

        Args:
            thing: the object.
            in_pages: whether to wait for a key after each screenful, if a key can be pressed.
        """

    def ask(self, question: str) -> str:
        """Print a question and return the answer as typed; "" if there is no answer."""

    def stream_passage(
        self, author: str, pieces: Generator[str, bool | None, None], before: Sequence[str] = ()
    ) -> None:
        """Print an author's text while it is being written.

        The author is a language model that continues the user's text.

        Args:
            author: the author's name.
            pieces: the pieces of the text, in order. The generator is closed at the end, even if
                the user stops the author.
            before: the texts of the preceding passages on the page, in order.
        """

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], bool | None, None]
    ) -> int | None:
        """Print several versions (takes) of an author's text, and ask the user to choose one.

        The author is a language model that continues the user's text.

        Args:
            author: the author's name.
            number: the number of versions.
            pieces: pairs of a version's index, from 0, and the next piece of its text. The
                generator is closed at the end, even if the user stops the author.

        Returns:
            The index of the chosen version, from 0; None if none is chosen.
        """

    def choose_line(
        self, author: str, draft: str, write: Callable[[Callable[[], bool]], Sequence[str]]
    ) -> LineChoice | None:
        """Have an author write lines (sentences that might come next), and ask for a choice.

        Args:
            author: the author's name.
            draft: a line that the user has begun and that the author's lines continue; "" if there
                is none.
            write: a function that writes and returns the lines, the best first. It is given a
                function to call repeatedly, which returns whether the user wants the author to
                stop.

        Returns:
            The choice; None if the user does not choose a line.
        """

    def show_passages(
        self,
        passages: Iterable[tuple[int, Passage]],
        before: Sequence[str] = (),
        in_pages: bool = False,
    ) -> None:
        """Print parts of the page (the text being written), each with its number and its writer.

        Each part is a passage, which the user or an author wrote in one go.

        Args:
            passages: pairs of a passage's number on the page, counted from 1, and the passage; the
                passages are consecutive.
            before: the texts of the passages before the first of them, in order.
            in_pages: whether to wait for a key after each screenful, if a key can be pressed.
        """

    def edit(self, text: str) -> str:
        """Open a text in the user's editor, and return the edited text.

        Raises:
            UsageError: if there is no terminal or no editor, or the editor fails.
            StorageError: if the temporary file for the editor cannot be written.
        """

    def report_reading(self, read: int, total: int) -> bool:
        """Show the user how much of the page (the text being written) the author has read.

        The author is a language model that continues the user's text.

        Args:
            read: the number of characters read so far.
            total: the number of characters to read.

        Returns:
            Whether the user wants the author to stop reading.
        """

    def refresh(self) -> None:
        """Redraw the toolbar, if there is one, since its content has changed."""
