"""What a desk is seen on: a terminal, or plain streams. Commands know this and no more of it."""

from collections.abc import Generator, Iterable
from typing import Protocol

from bot.page.manuscript import Passage


class Surface(Protocol):
    """Where words go, and where answers come from.

    Attributes:
        asks: somebody is there who can be asked.
    """

    asks: bool

    def say(self, words: str) -> None:
        """A line of the program's own."""

    def complain(self, words: str) -> None:
        """The same, of something that went wrong."""

    def tell(self, words: str, failed: bool = False) -> None:
        """Either, from another thread."""

    def show(self, thing: object) -> None:
        """Something that rich can print, such as a table."""

    def ask(self, question: str) -> str:
        """Show a question; returns what is typed, nothing where nobody answers."""

    def write(self, author: str, pieces: Generator[str, None, None]) -> None:
        """An author's passage as it is written; the iterator is closed, also if it is stopped."""

    def choose(
        self, author: str, number: int, pieces: Generator[tuple[int, str], None, None]
    ) -> int | None:
        """Several takes as they are written, (take, piece), then which is wanted, from 0.

        None where none is. The iterator is closed, also if it is stopped.
        """

    def page(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Passages as they stand on the page, each under its writer's name, with their places."""

    def edit(self, text: str) -> str:
        """The text as it comes back from the person's editor.

        Raises:
            UsageError: when there is no editor, or it fails.
        """

    def reading(self, read: int, total: int) -> bool:
        """Told of while an author reads: characters read, of how many; returns whether to stop."""

    def changed(self) -> None:
        """The toolbar has something new to show."""
