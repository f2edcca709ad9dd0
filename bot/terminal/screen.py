"""What is printed where in a terminal: writers' passages, the desk's own words, faults, tables.

Nothing is told by colour alone. What a person wrote is marked with an angle, each author's passage
stands under its name behind a bar of its colour, the program's words are dim and marked with a dot,
faults with an exclamation mark. Colours are those of the terminal's own sixteen, which its owner
chose to be read on its background.
It knows no keys and no commands.
"""

from rich.console import Console
from rich.text import Text

from bot.page.manuscript import Passage
from bot.terminal.wrapper import LineWrapper, wrapped
from common.sanitizer import sanitize

WIDEST = 88  # cells of a line of prose; longer ones tire the eye
_WIDEST_TABLE = 110
_PERSON = "cyan"
_COLOURS = ("magenta", "green", "blue", "yellow", "red")
_ERASE_LINE = "\r\x1b[K"


class Screen:
    """What is printed where.

    Args:
        console: rich's.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._colours: dict[str, str] = {}
        self._passing = False  # the last line is one that goes away

    @property
    def width(self) -> int:
        """Cells of a line of prose just now."""
        return min(self.console.width, WIDEST)

    def say(self, words: str) -> None:
        """A line of the program's own, told apart by its dimness and its mark."""
        self._print(words, "dim", "· ", "dim")

    def complain(self, words: str) -> None:
        """The same, of something that went wrong."""
        self._print(words, "red", "! ", "red")

    def show(self, thing: object) -> None:
        """Something that rich can print."""
        self._settle()
        self.console.print(thing, highlight=False, width=min(self.console.width, _WIDEST_TABLE))

    def passing(self, words: str) -> None:
        """A line that goes away when anything else is printed, or another such line."""
        self._settle()
        shown = (wrapped("· " + words, self.width - 1) or [""])[0]
        self.console.print(Text(shown, style="dim"), end="", soft_wrap=True)
        self.console.file.flush()
        self._passing = True

    def person(self, text: str) -> None:
        """What the person has typed or written."""
        self._print(text, "", "› ", f"bold {_PERSON}")

    def command(self, line: str) -> None:
        """A command as it was typed."""
        self._print(line, "dim", "› ", "dim")

    def heading(self, colour: str, words: str) -> None:
        """Above a passage, with room before it."""
        self._settle()
        self.console.print()
        self.console.print(Text(sanitize(words), style=f"{colour} italic"), soft_wrap=True)

    def author(self, name: str, label: str = "") -> LineWrapper:
        """A place to print an author's passage, under its name."""
        colour = self.colour(name)
        self.heading(colour, label or name)
        bar = self.styled(Text("│ ", style=colour))
        out = self.console.file

        def put(text: str) -> None:
            self._settle()
            out.write(text)
            out.flush()

        return LineWrapper(put, lambda: self.width, bar, 2)

    def passage(self, place: int, passage: Passage) -> None:
        """A passage of the page, with its place."""
        edited = ", edited" if passage.edited else ""
        if passage.style is not None:
            page = self.author(passage.style, f"{place} {passage.style}{edited}")
            page.write(passage.text)
            page.end()
            return
        self.heading(_PERSON, f"{place} you{edited}")
        self.person(passage.text)

    def rest(self) -> None:
        """Room between an author's passage and what follows."""
        self._settle()
        self.console.print()

    def clear(self) -> None:
        """Nothing but the next line."""
        self._passing = False
        self.console.clear()

    def colour(self, author: str) -> str:
        """An author's, through a sitting; another one's too only where there are no more."""
        place = len(self._colours)
        return self._colours.setdefault(author, _COLOURS[place % len(_COLOURS)])

    def styled(self, text: Text) -> str:
        """A text with the terminal's sequences for its style."""
        with self.console.capture() as capture:
            self.console.print(text, end="", soft_wrap=True)
        return capture.get()

    def _print(self, text: str, style: str, mark: str, mark_style: str) -> None:
        self._settle()
        for line in wrapped(text, self.width - len(mark)):
            self.console.print(Text.assemble((mark, mark_style), (line, style)), soft_wrap=True)
            mark = " " * len(mark)

    def _settle(self) -> None:
        if self._passing:
            self._passing = False
            self.console.file.write(_ERASE_LINE)
