"""The surface of a chat, where it prints and asks: a raw terminal, or plain lines.

Commands print and ask through a surface, and know nothing else about the terminal.
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
    """Yield what an author writes, and once the user wants that, let the author stop.

    The author then ends the word that it is writing, so that no half word is left on the page.

    Args:
        pieces: the pieces of a passage, or of several; True sent to it stops the author.
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
    """What the user wants of one of several lines (sentences that might continue the page).

    Attributes:
        row: the line's index, from 0.
        length: the number of characters to keep of it, up to the end of a word.
        wish: whether to put it on the page, to do that and then choose from more, or to change it
            in the line editor first.
    """

    row: int
    length: int
    wish: Wish = "take"


class Surface(Protocol):
    """The interface through which a chat prints and asks, in a terminal or in a pipe.

    Attributes:
        can_ask: whether a user is there to answer a question.
    """

    can_ask: bool

    def say(self, message: str) -> None:
        """Print a message from the program, such as the result of a command."""

    def complain(self, message: str) -> None:
        """Print a message about something that went wrong."""

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a message from another thread, as soon as it does not interrupt anything.

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
            before: the texts of the last passages before it on the page, in order.
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
        """Have an author write lines, sentences that might continue the page, and ask for one.

        Args:
            author: the author's name.
            draft: the line that the user has begun, and that the lines continue; "" if there is
                none.
            write: a function that returns the lines, the best first. Its argument is a function
                that it calls now and then, and that returns whether the user wants it to stop.

        Returns:
            The choice; None if the user wants none of them.
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
            passages: pairs of a passage's number on the page, counted from 1, and the passage; each
                follows the one before.
            before: the texts of the last passages before the first of them, in order.
            in_pages: whether to wait for a key after each screenful, if a key can be pressed.
        """

    def edit(self, text: str) -> str:
        """Let the user edit a text in an editor, and return the edited text.

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
