"""The layout of everything printed in a terminal: passages, messages, errors, tables.

Nothing is expressed by colour alone. The user's text is marked with an angle (›). An author's
passage is printed below the author's name, after a bar in the author's colour. The program's
messages are dimmed and marked with a dot, errors with an exclamation mark. Only the terminal's own
sixteen colours are used, since they suit the background that the user has chosen. Keys and commands
are handled elsewhere.
"""

from collections import deque
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text

from bot.page.manuscript import Passage
from bot.terminal.wrapper import LineWrapper, find_join, wrap
from common.sanitizer import sanitize

WIDEST = 88  # cells of a line of prose; longer ones tire the eye
_WIDEST_TABLE = 110
_PERSON = "cyan"
_COLOURS = ("magenta", "green", "blue", "yellow", "red")
_MARGIN = 2  # cells of a bar, or of the mark of the user's text
_ERASE_LINE = "\r\x1b[K"
_REMEMBERED = 200  # things printed; more than a screenful
_LONGEST_LAYOUT = 40_000  # characters; more than a screenful, and laid out in a tenth of a second

# Lays out something for the terminal's present width, as whole lines with their line ends.
Layout = Callable[[], str]


def split_lines(text: str) -> list[str]:
    """Split a text into a list of lines, without the newlines; an empty text gives an empty list.

    Unless the text is empty, it must end with a newline.
    """
    return text.removesuffix("\n").split("\n") if text else []


def _join_end(pieces: Sequence[str]) -> str:
    """Return the pieces as one text, or only the end of a very long text."""
    return "".join(pieces[-_LONGEST_LAYOUT:])[-_LONGEST_LAYOUT:]


def _lay_out_gap() -> str:
    return "\n"


class OpenPassage:
    """A printer for a text that an author (a trained language model) is still writing.

    Args:
        wrapper: the printer that wraps the text into lines.
        pieces: a list to which each piece of the text is appended.
    """

    def __init__(self, wrapper: LineWrapper, pieces: list[str]) -> None:
        self._wrapper = wrapper
        self._pieces = pieces

    def write(self, piece: str) -> None:
        """Print the next piece of the text; each word is printed once it is complete."""
        self._pieces.append(piece)
        self._wrapper.write(piece)

    def end(self) -> None:
        """Print the last word, and end the line."""
        self._wrapper.end()


class Screen:
    """A printer for everything that a chat shows in a terminal, such as texts, messages and tables.

    The latest output is remembered, so that it can be laid out again when the terminal's width
    changes.

    Args:
        console: the `rich.console.Console` object that prints to the terminal.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._colours: dict[str, str] = {}
        self._is_progress_shown = False  # whether the last line is to be erased
        self._printed: deque[Layout] = deque(maxlen=_REMEMBERED)
        self._printed_width = console.width
        self._holds_others = True  # whether what other programs printed may still be seen

    @property
    def width(self) -> int:
        """The maximum width of a line of prose, in terminal cells; never more than 88."""
        return min(self.console.width, WIDEST)

    def print(self, layout: Layout) -> None:
        """Print output, and remember how to lay it out again when the screen is redrawn.

        Args:
            layout: a function without arguments that returns the output as a string of whole lines
                that fit the terminal's current width.
        """
        text = layout()
        self.remember(layout, text)
        self.put(text)

    def remember(self, layout: Layout, text: str = "") -> None:
        """Remember output that is printed by other means, so that it can be redrawn.

        Args:
            layout: a function without arguments that returns the output as a string of whole lines
                that fit the terminal's current width.
            text: the output as it is laid out now; "" if it is not known yet. If it is longer than
                40,000 characters, only its end is remembered, and is redrawn unchanged.
        """
        if not self._printed:
            self._printed_width = self.console.width
        if len(text) > _LONGEST_LAYOUT:
            end = text[-_LONGEST_LAYOUT:].partition("\n")[2]
            self._printed.append(lambda: end)
        else:
            self._printed.append(layout)

    def put(self, text: str) -> None:
        """Print a text as it is, without remembering it for redrawing."""
        self._erase_progress()
        self.console.file.write(text)
        self.console.file.flush()

    def say(self, message: str) -> None:
        """Print a message from the program, dimmed and marked with a dot."""
        self._print_message(message, "dim", "· ")

    def complain(self, message: str) -> None:
        """Print a message about a problem, marked with an exclamation mark."""
        self._print_message(message, "red", "! ")

    def show(self, thing: object) -> None:
        """Print an object that the library rich can render, such as a table."""
        self.print(self.thing_layout(thing))

    def thing_layout(self, thing: object) -> Layout:
        """Return a function that renders an object, such as a table, with the library rich.

        The function returns a string of whole lines that fit the terminal's current width.
        """

        def lay_out() -> str:
            with self.console.capture() as capture:
                width = min(self.console.width, _WIDEST_TABLE)
                self.console.print(thing, highlight=False, width=width)
            return capture.get()

        return lay_out

    def show_progress(self, message: str) -> None:
        """Print a progress message, which is erased as soon as anything else is printed."""
        line = (wrap("· " + message, self.width - 1) or [""])[0]
        self.put(self.render(Text(line, style="dim")))
        self._is_progress_shown = True

    def print_line(self, text: str, before: Sequence[str] = ()) -> None:
        """Print a text written by the user, with the mark › in front of it.

        Args:
            text: the text, including any white space at its start.
            before: the preceding texts, in order, which determine where the first line starts.
        """
        self.print(lambda: self._lay_out_line(text, before))

    def print_command(self, line: str) -> None:
        """Print a command as the user typed it, dimmed and with the mark › in front of it."""
        self._print_message(line, "dim", "› ")

    def open_passage(self, name: str, before: Sequence[str] = ()) -> OpenPassage:
        """Print the name of an author (a language model), and return a printer for its text.

        Pass the text to the printer's method `write` piece by piece, then call its method `end`.
        Each line is printed after a vertical bar in the author's colour.

        Args:
            name: the author's name, which determines the colour.
            before: the preceding texts, in order, which determine where the first line starts.
        """
        pieces: list[str] = []
        blank = "" if self._printed and self._printed[-1] is _lay_out_gap else "\n"
        self.remember(lambda: self._lay_out_author(name, name, _join_end(pieces), before, blank))
        self.put(self._lay_out_heading(self.colour_of_author(name), name, blank))
        return OpenPassage(self._open_wrapper(name, before, self.put), pieces)

    def passage_layout(self, place: int, passage: Passage, before: Sequence[str]) -> Layout:
        """Return a function that lays out a passage below its number and its writer's name.

        The function returns a string of whole lines that fit the terminal's current width.

        Args:
            place: the passage's number on the page (the text being written), from 1.
            passage: the passage, which is a text that the user or a language model wrote in one go.
            before: the preceding texts, in order, which determine where the first line starts.
        """
        suffix = ", edited" if passage.edited else ""
        name, text = passage.style, passage.text
        if name is not None:
            label = f"{place} {name}{suffix}"
            return lambda: self._lay_out_author(name, label, text, before)
        heading = self._lay_out_heading(_PERSON, f"{place} you{suffix}")
        return lambda: heading + self._lay_out_line(text, before)

    def print_gap(self) -> None:
        """Print a blank line to separate a text by a language model from what follows."""
        self.print(_lay_out_gap)

    def clear(self) -> None:
        """Clear the whole terminal, and forget the output remembered for redrawing."""
        self._is_progress_shown = False
        self._holds_others = False
        self._printed.clear()
        self.console.clear()

    @property
    def is_outdated(self) -> bool:
        """Whether the width of the terminal has changed since the latest output was laid out."""
        return bool(self._printed) and self._printed_width != self.console.width

    def redraw(self) -> str:
        """Return a string that, when printed, redraws the latest output for the current width.

        The output starts at the top of the terminal, and the cursor is left below it. Any output
        of other programs that is still visible is first scrolled out of sight.
        """
        size = self.console.size
        self._printed_width = size.width
        room = max(1, size.height - 2)  # for the prompt and the toolbar
        lines: list[str] = []
        for layout in reversed(list(self._printed)):  # a notice may be printed meanwhile
            lines = split_lines(layout()) + lines
            if len(lines) >= room:
                break
        scroll = ""
        if self._holds_others and len(lines) < room:
            scroll = f"\x1b[{size.height};1H" + "\n" * size.height
        self._holds_others = False
        drawn = "".join(f"\x1b[2K{line}\r\n" for line in lines[-room:])
        return f"{scroll}\x1b[H{drawn}\x1b[J"

    def colour_of_author(self, author: str) -> str:
        """Return the colour of an author, as a style name for the library rich, such as "green".

        An author is a language model; `author` is its name. The author keeps its colour until the
        chat ends. There are only five colours, so several authors may share one.
        """
        place = len(self._colours)
        return self._colours.setdefault(author, _COLOURS[place % len(_COLOURS)])

    def render(self, text: Text) -> str:
        """Convert a `rich.text.Text` to a string, with escape sequences for its colours."""
        with self.console.capture() as capture:
            self.console.print(text, end="", soft_wrap=True)
        return capture.get()

    def _print_message(self, text: str, style: str, mark: str) -> None:
        def lay_out() -> str:
            lines = wrap(text, self.width - _MARGIN)
            return "".join(
                f"{self.render(Text((' ' * _MARGIN if place else mark) + line, style=style))}\n"
                for place, line in enumerate(lines)
            )

        self.print(lay_out)

    def _lay_out_heading(self, colour: str, text: str, blank: str = "\n") -> str:
        return f"{blank}{self.render(Text(sanitize(text), style=f'{colour} italic'))}\n"

    def _lay_out_line(self, text: str, before: Sequence[str]) -> str:
        put: list[str] = []
        join = find_join(before, self.width - _MARGIN)
        mark = self.render(Text("› ", style=f"bold {_PERSON}"))
        wrapper = LineWrapper(put.append, lambda: self.width, "  ", _MARGIN, mark, join)
        wrapper.write(text)
        wrapper.end()
        return "".join(put)

    def _lay_out_author(
        self, name: str, label: str, text: str, before: Sequence[str], blank: str = "\n"
    ) -> str:
        put = [self._lay_out_heading(self.colour_of_author(name), label, blank)]
        wrapper = self._open_wrapper(name, before, put.append)
        wrapper.write(text)
        wrapper.end()
        return "".join(put)

    def _open_wrapper(
        self, name: str, before: Sequence[str], put: Callable[[str], None]
    ) -> LineWrapper:
        """Return a wrapper that prints an author's text after its bar."""
        bar = self.render(Text("│ ", style=self.colour_of_author(name)))
        join = find_join(before, self.width - _MARGIN)
        return LineWrapper(put, lambda: self.width, bar, _MARGIN, join=join)

    def _erase_progress(self) -> None:
        if self._is_progress_shown:
            self._is_progress_shown = False
            self.console.file.write(_ERASE_LINE)
