"""Takes on the screen: several texts that are written together, side by side or one below another.

While they grow, the end of each is drawn anew in place, as much as the terminal has room for; once
they stand, all of them are printed in full. Which one is wanted, and what a take is, is not known
here.
"""

import time
from collections.abc import Callable

from rich.text import Text

from bot.terminal.screen import WIDEST, Screen
from bot.terminal.wrapper import LineWrapper, cells

_NARROWEST = 36  # cells of a text that stands beside another one
_BETWEEN = 2  # cells
_MARGIN = 4  # cells of a number and the bar
_DRAW_EVERY = 0.06  # seconds
_HOME_AND_CLEAR = "\x1b[H\x1b[2J"
_ERASE_REST, _ERASE_BELOW = "\x1b[K", "\x1b[J"


class _Take:
    """A text that grows, and its lines at the width at which they were last asked for."""

    def __init__(self) -> None:
        self.text = ""
        self._is_whole = False
        self._begin(1)

    def add(self, piece: str) -> None:
        self.text += piece
        self._page.write(piece)

    def end(self) -> None:
        """Nothing follows; till now the last word may have been left out."""
        self._is_whole = True
        self._page.end()

    def lines(self, width: int) -> list[str]:
        if width != self._width:
            self._begin(width)
            self._page.write(self.text)
            if self._is_whole:
                self._page.end()
        return "".join(self._printed).removesuffix("\n").split("\n")

    def _begin(self, width: int) -> None:
        self._width = width
        self._printed: list[str] = []
        self._page = LineWrapper(self._printed.append, lambda: width)


class Takes:
    """Texts that grow.

    Args:
        heading: stands above them.
        number: how many.
        colour: of their bars.
    """

    def __init__(self, heading: Text, number: int, colour: str) -> None:
        self._heading = heading
        self._takes = [_Take() for _ in range(number)]
        self._colour = colour

    def add(self, row: int, piece: str) -> None:
        """Go on with one of them, from 0."""
        self._takes[row].add(piece)

    def end(self) -> None:
        """Nothing follows."""
        for take in self._takes:
            take.end()

    @property
    def begun(self) -> list[int]:
        """Those that have any text, from 0."""
        return [row for row, take in enumerate(self._takes) if take.text]

    def lines(self, width: int, height: int | None = None) -> list[Text]:
        """What is seen of them, line by line.

        Args:
            width: cells of a line at most.
            height: lines at most, each text's last ones; None for all.
        """
        room = None if height is None else max(1, height - 1)
        return [self._heading, *self._laid_out(width, room)]

    def _laid_out(self, width: int, height: int | None) -> list[Text]:
        number = len(self._takes)
        beside = (width - _BETWEEN * (number - 1)) // number
        if beside >= _NARROWEST:
            blocks = [self._block(row, min(beside, WIDEST), height) for row in range(number)]
            return _side_by_side(blocks, min(beside, WIDEST))
        whole = [self._block(row, min(width, WIDEST), None) for row in range(number)]
        if height is None or sum(map(len, whole)) + number - 1 <= height:
            return _stacked(whole, blank=True)
        blank = height >= 3 * number  # else there is no line to spare for what tells them apart
        share = max(1, (height - (number - 1) * blank) // number)
        blocks = [self._block(row, min(width, WIDEST), share) for row in range(number)]
        return _stacked(blocks, blank)[-height:]

    def _block(self, row: int, width: int, height: int | None) -> list[Text]:
        """A text behind its bar; its number stands before the first line that is seen."""
        lines = self._takes[row].lines(width - _MARGIN)
        if height is not None:
            lines = lines[-max(1, height) :]
        numbers = [str(row + 1), *" " * (len(lines) - 1)]
        return [
            Text.assemble((number, f"bold {self._colour}"), (" │ ", self._colour), line)
            for number, line in zip(numbers, lines, strict=True)
        ]


def _stacked(blocks: list[list[Text]], blank: bool) -> list[Text]:
    lines: list[Text] = []
    for block in blocks:
        if lines and blank:
            lines.append(Text(""))
        lines += block
    return lines


def _side_by_side(blocks: list[list[Text]], width: int) -> list[Text]:
    lines: list[Text] = []
    for place in range(max(map(len, blocks))):
        line = Text("")
        for column, block in enumerate(blocks):
            if place < len(block):
                start = column * (width + _BETWEEN)
                line.append(" " * (start - cells(line.plain)))
                line.append_text(block[place])
        lines.append(line)
    return lines


class Drawing:
    """Lines at the end of the screen that are drawn again and again in the same place.

    Args:
        screen: where.
        lines: for a width and a height, in cells and lines of the terminal.
    """

    def __init__(self, screen: Screen, lines: Callable[[int, int], list[Text]]) -> None:
        self._screen = screen
        self._lines = lines
        self._size: tuple[int, int] | None = None
        self._height = 0  # of what is drawn
        self._drawn = 0.0

    def draw(self) -> None:
        """Draw it, unless that was done a moment ago."""
        now = time.monotonic()
        if now - self._drawn < _DRAW_EVERY:
            return
        self._drawn = now
        size = (self._screen.console.width, self._screen.console.height)
        begin = self._begin(size)
        lines = self._lines(size[0] - 1, size[1] - 2)
        self._size, self._height = size, len(lines)
        drawn = "".join(f"{self._screen.styled(line)}{_ERASE_REST}\n" for line in lines)
        self._put(begin + drawn + _ERASE_BELOW)

    def erase(self) -> None:
        """Nothing is left of it."""
        size = self._screen.console.width, self._screen.console.height
        self._put(self._begin(size) + _ERASE_BELOW)
        self._height = 0

    def _begin(self, size: tuple[int, int]) -> str:
        """To where it begins."""
        if self._size not in (None, size):
            return _HOME_AND_CLEAR  # where its lines are now nobody knows
        return f"\x1b[{self._height}A\r" if self._height else "\r"

    def _put(self, text: str) -> None:
        self._screen.console.file.write(text)
        self._screen.console.file.flush()
