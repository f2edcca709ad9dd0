"""The surface of a chat, where it prints and asks: a raw terminal, or plain lines.

Commands print and ask through a surface, and know nothing else about the terminal.
"""

from collections.abc import Generator, Iterable
from typing import Protocol

from bot.page.manuscript import Passage


class Surface(Protocol):
    """The place where a chat prints, and where the user answers.

    Attributes:
        can_ask: whether a user is there to answer a question.
    """

    can_ask: bool

    def say(self, message: str) -> None:
        """Print a line as a message from the program itself."""

    def complain(self, message: str) -> None:
        """Print a line about something that went wrong."""

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a message from another thread, once it would not interrupt anybody.

        Args:
            message: the line to print.
            is_error: whether the message is about something that went wrong.
        """

    def show(self, thing: object) -> None:
        """Print an object that the library rich can render, such as a table."""

    def ask(self, question: str) -> str:
        """Print a question and return the answer as typed; "" if nobody answers."""

    def stream_passage(self, author: str, pieces: Generator[str, None, None]) -> None:
        """Print an author's passage while it is being written.

        Args:
            author: the author's name.
            pieces: the pieces of the passage's text, in order. The generator is closed at the end,
                even if the user stops the author.
        """

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], None, None]
    ) -> int | None:
        """Print several takes, the versions of one passage, and ask the user to choose one.

        Args:
            author: the author's name.
            number: the number of takes.
            pieces: pairs of a take's index, from 0, and a piece of its text. The generator is
                closed at the end, even if the user stops the author.

        Returns:
            The index of the chosen take, from 0; None if none is chosen.
        """

    def show_passages(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Print passages of the page, each with its number and its writer.

        Args:
            passages: pairs of a passage's number on the page, from 1, and the passage.
        """

    def edit(self, text: str) -> str:
        """Open a text in the user's editor and return the edited text.

        Raises:
            UsageError: if there is no editor, or the editor fails.
            StorageError: if the file for the editor cannot be written.
        """

    def report_reading(self, read: int, total: int) -> bool:
        """Show how far an author has read, and return whether it should stop.

        Args:
            read: the number of characters read so far.
            total: the number of characters to read.
        """

    def refresh(self) -> None:
        """Redraw the toolbar, since its content has changed."""
