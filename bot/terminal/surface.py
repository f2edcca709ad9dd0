"""The surface that a desk is shown on: a raw terminal, or plain lines.

Commands print and ask through a surface, and know nothing else about the terminal.
"""

from collections.abc import Generator, Iterable
from typing import Protocol

from bot.page.manuscript import Passage


class Surface(Protocol):
    """The place where a desk prints, and where the person answers.

    Attributes:
        can_ask: whether somebody is there to answer a question.
    """

    can_ask: bool

    def say(self, message: str) -> None:
        """Print a line in the program's own words."""

    def complain(self, message: str) -> None:
        """Print a line about something that went wrong."""

    def notify(self, message: str, is_error: bool = False) -> None:
        """Print a line from another thread, as soon as it disturbs nobody."""

    def show(self, thing: object) -> None:
        """Print something that rich can render, such as a table."""

    def ask(self, question: str) -> str:
        """Print a question and return the line typed in answer; "" where nobody answers."""

    def stream_passage(self, author: str, pieces: Generator[str, None, None]) -> None:
        """Print an author's passage while it is being written.

        Args:
            author: name of the author.
            pieces: of text, in order; closed at the end, also when the person stops the author.
        """

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], None, None]
    ) -> int | None:
        """Print several takes while they are being written, then ask which one is wanted.

        Args:
            author: name of the author.
            number: how many takes.
            pieces: (take from 0, piece of text); closed at the end, also when the person stops
                the author.

        Returns:
            The number of the chosen take, from 0; None where none is chosen.
        """

    def show_passages(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Print passages of the page, each with its number and its writer."""

    def edit(self, text: str) -> str:
        """Open a text in the person's editor, and return what they make of it.

        Raises:
            UsageError: when there is no editor, or it fails.
        """

    def report_reading(self, read: int, total: int) -> bool:
        """Show how far an author has read, and return whether it should stop.

        Args:
            read: characters that have been read.
            total: characters to read.
        """

    def refresh(self) -> None:
        """Redraw the toolbar, which has something new to show."""
