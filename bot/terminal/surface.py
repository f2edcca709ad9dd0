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
    """Yield each piece that an author (a language model) writes, and let the user stop the author.

    A stopped author still completes the current word; the pieces of that word are yielded too.

    Args:
        pieces: a generator of the pieces of text. Sending True to it stops the author.
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
    """The user's choice of one of several lines (sentences that might continue the text).

    Attributes:
        row: the line's index, from 0.
        length: how many characters of the line to keep, from its start to the end of a word.
        wish: what to do with the line: "take" adds it to the text, "more" adds it and then offers
            more lines, and "edit" lets the user change it before it is added.
    """

    row: int
    length: int
    wish: Wish = "take"


class Surface(Protocol):
    """The interface through which a chat communicates with a user in a terminal or through pipes.

    Attributes:
        can_ask: whether there is a user who can answer questions.
    """

    can_ask: bool

    def say(self, message: str) -> None:
        """Print a message from the program, such as the result of a command."""

    def complain(self, message: str) -> None:
        """Print a message about a problem."""

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a message from another thread as soon as it would not interrupt other output.

        Args:
            message: the message, on one line.
            is_error: whether it is an error message.
        """

    def show(self, thing: object, in_pages: bool = False) -> None:
        """Print an object that the library rich can render, such as a table.

        Args:
            thing: the object.
            in_pages: whether to wait for a key after each screenful, where this is supported.
        """

    def ask(self, question: str) -> str:
        """Print a question, and return the answer as typed, or "" if there is none."""

    def stream_passage(
        self, author: str, pieces: Generator[str, bool | None, None], before: Sequence[str] = ()
    ) -> None:
        """Print the text of an author (a trained language model) while it is being written.

        Args:
            author: the author's name.
            pieces: a generator of the pieces of the text, in order. It is sent True when the user
                wants the author to stop, and is closed at the end.
            before: the preceding texts, in order, which determine where the first line starts.
        """

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], bool | None, None]
    ) -> int | None:
        """Print several versions of a text, and ask the user to choose one.

        Args:
            author: the name of the author (a trained language model) that writes the versions.
            number: the number of versions.
            pieces: a generator of pairs: a version's index, from 0, and the next piece of its text.
                It is sent True when the user wants the author to stop, and is closed at the end.

        Returns:
            The index of the chosen version, from 0, or None if the user chooses none.
        """

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

    def show_passages(
        self,
        passages: Iterable[tuple[int, Passage]],
        before: Sequence[str] = (),
        in_pages: bool = False,
    ) -> None:
        """Print passages from the page (the text being written), each with its number and writer.

        A passage is a part of the page that the user or an author (a trained language model) wrote
        in one go.

        Args:
            passages: pairs of a passage's number on the page, from 1, and the passage itself; the
                passages must be consecutive.
            before: the texts of the preceding passages on the page, in order, which determine
                where the first line starts.
            in_pages: whether to wait for a key after each screenful, where this is supported.
        """

    def edit(self, text: str) -> str:
        """Open a text in the user's editor, and return the edited text.

        Raises:
            UsageError: if there is no terminal or no editor, or if the editor fails.
            StorageError: if the temporary file for the editor cannot be written.
        """

    def report_reading(self, read: int, total: int) -> bool:
        """Show how much of the text so far the author (a trained language model) has read.

        Args:
            read: the number of characters read so far.
            total: the number of characters to read.

        Returns:
            Whether the user wants the author to stop reading.
        """

    def refresh(self) -> None:
        """Redraw the toolbar, if there is one; call this whenever its content has changed."""
