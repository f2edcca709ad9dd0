"""The layout of everything printed in a terminal: passages, messages, errors, tables.

No meaning rests on colour alone. The user's text is marked with an angle. An author's passage is
printed under the author's name, behind a bar in the author's colour. The program's messages are dim
and marked with a dot, errors with an exclamation mark. Only the terminal's own sixteen colours are
used, since they suit the background that its owner has chosen. Keys and commands are handled
elsewhere.
"""

from rich.console import Console
from rich.text import Text

from bot.page.manuscript import Passage
from bot.terminal.wrapper import LineWrapper, wrap
from common.sanitizer import sanitize

WIDEST = 88  # cells of a line of prose; longer ones tire the eye
_WIDEST_TABLE = 110
_PERSON = "cyan"
_COLOURS = ("magenta", "green", "blue", "yellow", "red")
_ERASE_LINE = "\r\x1b[K"


class Screen:
    """A printer of everything that a chat shows in a terminal, such as texts, messages and tables.

    Args:
        console: the console of the library rich that prints to the terminal.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._colours: dict[str, str] = {}
        self._is_progress_shown = False  # whether the last line is to be erased

    @property
    def width(self) -> int:
        """The maximum width of a line of prose, in terminal cells.

        This is the terminal's current width, but at most 88.
        """
        return min(self.console.width, WIDEST)

    def say(self, message: str) -> None:
        """Print a message from the program, dimmed and marked with a dot."""
        self._print(message, "dim", "· ", "dim")

    def complain(self, message: str) -> None:
        """Print a message about something that went wrong, marked with an exclamation mark."""
        self._print(message, "red", "! ", "red")

    def show(self, thing: object) -> None:
        """Print an object that the library rich can render, such as a table."""
        self._erase_progress()
        self.console.print(thing, highlight=False, width=min(self.console.width, _WIDEST_TABLE))

    def show_progress(self, message: str) -> None:
        """Print a message about progress, which is erased as soon as anything else is printed."""
        self._erase_progress()
        line = (wrap("· " + message, self.width - 1) or [""])[0]
        self.console.print(Text(line, style="dim"), end="", soft_wrap=True)
        self.console.file.flush()
        self._is_progress_shown = True

    def print_line(self, text: str) -> None:
        """Print a text that the user wrote, marked with an angle (›) at its start."""
        self._print(text, "", "› ", f"bold {_PERSON}")

    def print_command(self, line: str) -> None:
        """Print a command as the user typed it, dimmed and marked with an angle (›)."""
        self._print(line, "dim", "› ", "dim")

    def print_heading(self, colour: str, text: str) -> None:
        """Print the heading of a text, such as its writer's name, after a blank line.

        Args:
            colour: the heading's colour, as a style of the library rich, such as "green".
            text: the heading.
        """
        self._erase_progress()
        self.console.print()
        self.console.print(Text(sanitize(text), style=f"{colour} italic"), soft_wrap=True)

    def open_passage(self, name: str, label: str = "") -> LineWrapper:
        """Print the heading of an author's text, and return a printer for the text itself.

        Pass the text to the printer's `write` piece by piece, then call its `end`. Each line is
        printed after a bar in the author's colour.

        Args:
            name: the author's name, which decides the colour.
            label: the heading; "" for the author's name.
        """
        colour = self.colour_of_author(name)
        self.print_heading(colour, label or name)
        bar = self.render(Text("│ ", style=colour))
        out = self.console.file

        def put(text: str) -> None:
            self._erase_progress()
            out.write(text)
            out.flush()

        return LineWrapper(put, lambda: self.width, bar, 2)

    def print_passage(self, place: int, passage: Passage) -> None:
        """Print a passage below its number and its writer's name.

        A passage is a text that the user or an author wrote in one go.

        Args:
            place: the passage's number on the page (all passages of the present text), from 1.
            passage: the passage to print.
        """
        suffix = ", edited" if passage.edited else ""
        if passage.style is not None:
            wrapper = self.open_passage(passage.style, f"{place} {passage.style}{suffix}")
            wrapper.write(passage.text)
            wrapper.end()
            return
        self.print_heading(_PERSON, f"{place} you{suffix}")
        self.print_line(passage.text)

    def print_gap(self) -> None:
        """Print a blank line, to separate an author's text from what follows."""
        self._erase_progress()
        self.console.print()

    def clear(self) -> None:
        """Clear the whole terminal."""
        self._is_progress_shown = False
        self.console.clear()

    def colour_of_author(self, author: str) -> str:
        """Return an author's colour, as a style of the library rich, such as "green".

        There are five colours. An author has the same one until the chat ends.

        Args:
            author: the author's name.
        """
        place = len(self._colours)
        return self._colours.setdefault(author, _COLOURS[place % len(_COLOURS)])

    def render(self, text: Text) -> str:
        """Convert a `rich.text.Text` to a string, with escape sequences for its colours."""
        with self.console.capture() as capture:
            self.console.print(text, end="", soft_wrap=True)
        return capture.get()

    def _print(self, text: str, style: str, mark: str, mark_style: str) -> None:
        self._erase_progress()
        for line in wrap(text, self.width - len(mark)):
            self.console.print(Text.assemble((mark, mark_style), (line, style)), soft_wrap=True)
            mark = " " * len(mark)

    def _erase_progress(self) -> None:
        if self._is_progress_shown:
            self._is_progress_shown = False
            self.console.file.write(_ERASE_LINE)
