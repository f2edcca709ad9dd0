"""What is printed where: the desk's own words, faults, tables, and authors' passages.

The program's words are dim and marked with a dot, faults with an exclamation mark, and each
author's passage stands under its name behind a bar of its colour, so that nothing is told by
colour alone.
It knows no keys and no commands.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import IO

from rich.console import Console
from rich.text import Text

from bot.page import Page
from models.errors import PasticheError, explain
from models.visible import visible

WIDEST = 88  # cells of a line of prose; longer ones tire the eye
_WIDEST_TABLE = 110
_COLOURS = ("magenta", "cyan", "green", "blue", "yellow", "red")


class Screen:
    """What is printed where: the desk's own words, questions, tables, and authors' passages.

    Args:
        console: rich's.
        plain: no colours, margins or labels' ornaments.
    """

    def __init__(self, console: Console, plain: bool) -> None:
        self.console = console
        self._plain = plain

    def say(self, words: str) -> None:
        """A line of the program's own, told apart by its dimness and its mark."""
        mark = "" if self._plain else "· "
        self.console.print(Text(mark + visible(words), style="" if self._plain else "dim"))

    def show(self, thing: object) -> None:
        """Something that rich can print."""
        self.console.print(thing, highlight=False, width=min(self.console.width, _WIDEST_TABLE))

    def fault(self, error: PasticheError) -> None:
        """What went wrong, and what to do."""
        self.complain(explain(error))

    def complain(self, words: str) -> None:
        """The same in words."""
        mark = "" if self._plain else "! "
        text = Text(mark + visible(words), style="" if self._plain else "red")
        self.console.print(text)

    def rest(self) -> None:
        """Room between an author's passage and what follows."""
        if not self._plain:
            self.console.print()

    def passage(self, author: str, place: int) -> Page:
        """A place to print an author's passage, under its name."""
        out = self.console.file
        width = min(self.console.width, WIDEST)
        if self._plain:
            return Page(lambda text: _put(out, text), width)
        self.console.print()
        colour = _COLOURS[place % len(_COLOURS)]
        self.console.print(Text(author, style=f"{colour} italic"))
        with self.console.capture() as capture:
            self.console.print(Text("│ ", style=colour), end="")
        return Page(lambda text: _put(out, text), width, capture.get(), 2)


class Notices:
    """Words from other threads, such as a training's end.

    While an author writes they wait, so as not to stand in the middle of a sentence.

    Args:
        say: shows a line.
        complain: shows one that tells what went wrong.
    """

    def __init__(self, say: Callable[[str], None], complain: Callable[[str], None]) -> None:
        self._say = say
        self._complain = complain
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, bool]] = []
        self._is_open = False

    def tell(self, words: str, failed: bool = False) -> None:
        """Show a line, now or when there is room for it."""
        with self._lock:
            if self._is_open:
                self._show(words, failed)
            else:
                self._waiting.append((words, failed))

    def _show(self, words: str, failed: bool) -> None:
        (self._complain if failed else self._say)(words)

    @contextlib.contextmanager
    def room(self) -> Iterator[None]:
        """While this lasts words are shown as they come, and first those that waited."""
        with self._lock:
            for words, failed in self._waiting:
                self._show(words, failed)
            self._waiting.clear()
            self._is_open = True
        try:
            yield
        finally:
            with self._lock:
                self._is_open = False


def _put(out: IO[str], text: str) -> None:
    out.write(text)
    if "\n" in text or " " in text:
        out.flush()
