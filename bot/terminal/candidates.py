"""Candidates on the screen: takes (versions of one passage) or lines to choose from.

Takes are shown side by side or one below another. While they are being written, as much of the end
of each as fits into the terminal is redrawn in place; afterwards all are printed in full. Lines are
short and are shown together, in a list with a cursor. The keys with which the user chooses are
handled in bot/terminal/raw.py.
"""

import re
import time
from collections.abc import Callable, Sequence

from rich.text import Text

from bot.terminal.screen import WIDEST, Screen
from bot.terminal.wrapper import LineWrapper, cell_width, wrap
from models.writing.stops import find_word_ends

_NARROWEST = 36  # the minimum width of a candidate in cells; if they are narrower, they are stacked
_BETWEEN = 2  # cells between two columns
_MARGIN = 4  # cells of the number and the bar
_LINE_ROWS = 2  # rows of a line that the cursor is not in
_CURSOR = "|"
_DRAW_EVERY = 0.06  # seconds between two redraws
_HOME_AND_CLEAR = "\x1b[H\x1b[2J"
_ERASE_REST, _ERASE_BELOW = "\x1b[K", "\x1b[J"


class _Candidate:
    """A growing take, wrapped at the width that was last requested."""

    def __init__(self) -> None:
        self.text = ""
        self._is_whole = False
        self._begin(1)

    def add(self, piece: str) -> None:
        self.text += piece
        self._wrapper.write(piece)

    def end(self) -> None:
        """Add the last word, which is held back while it may be incomplete."""
        self._is_whole = True
        self._wrapper.end()

    def lines(self, width: int) -> list[str]:
        if width != self._width:
            self._begin(width)
            self._wrapper.write(self.text)
            if self._is_whole:
                self._wrapper.end()
        return "".join(self._wrapped).removesuffix("\n").split("\n")

    def _begin(self, width: int) -> None:
        self._width = width
        self._wrapped: list[str] = []
        self._wrapper = LineWrapper(self._wrapped.append, lambda: width)


class Candidates:
    """Several versions of a text, laid out for the screen while a language model is writing them.

    Args:
        heading: the text to print above the versions.
        number: the number of versions.
        colour: the colour of the bars beside the versions, as a style name for the library rich,
            such as "green".
    """

    def __init__(self, heading: Text, number: int, colour: str) -> None:
        self._heading = heading
        self._candidates = [_Candidate() for _ in range(number)]
        self._colour = colour

    def add(self, row: int, piece: str) -> None:
        """Append a piece of text to one of the versions.

        Args:
            row: the version's index, from 0.
            piece: the text to append, of any length.
        """
        self._candidates[row].add(piece)

    def end(self) -> None:
        """Mark all versions as complete, so that `lines` includes the last word of each.

        Until then, the last word is held back, since more letters might follow.
        """
        for candidate in self._candidates:
            candidate.end()

    @property
    def rows(self) -> list[int]:
        """The indices, from 0, of the versions that are not empty."""
        return [row for row, candidate in enumerate(self._candidates) if candidate.text]

    def lines(self, width: int, height: int | None = None) -> list[Text]:
        """Return the lines to print: the heading, followed by all versions.

        The versions are placed side by side if there is room, and otherwise one below another.

        Args:
            width: the maximum width of a line, in terminal cells.
            height: the maximum number of lines, or None for no limit; if it is too small, only the
                end of each version is returned.
        """
        room = None if height is None else max(1, height - 1)
        return [self._heading, *self._layout(width, room)]

    def _layout(self, width: int, height: int | None) -> list[Text]:
        number = len(self._candidates)
        column = (width - _BETWEEN * (number - 1)) // number
        if column >= _NARROWEST:
            blocks = [self._block(row, min(column, WIDEST), height) for row in range(number)]
            return _side_by_side(blocks, min(column, WIDEST))
        whole = [self._block(row, min(width, WIDEST), None) for row in range(number)]
        if height is None or sum(map(len, whole)) + number - 1 <= height:
            return _stacked(whole, blank=True)
        blank = height >= 3 * number  # whether there is room for blank lines between them
        share = max(1, (height - (number - 1) * blank) // number)
        blocks = [self._block(row, min(width, WIDEST), share) for row in range(number)]
        return _stacked(blocks, blank)[-height:]

    def _block(self, row: int, width: int, height: int | None) -> list[Text]:
        """Return the lines of a candidate after its bar, with its number before the first."""
        lines = self._candidates[row].lines(width - _MARGIN)
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
                line.append(" " * (start - cell_width(line.plain)))
                line.append_text(block[place])
        lines.append(line)
    return lines


class LineList:
    """A list of up to nine suggested lines (sentences to continue a text), with a cursor.

    The cursor is always at the end of a word. If the user accepts the line that it is in, only the
    part before the cursor is used. Initially the cursor is at the end of the first line.

    Args:
        heading: the text to print above the lines.
        texts: the lines.
        colour: the colour of the bars beside the lines, as a style name for the library rich.
        footing: the text to print below the lines, which explains the keys.
    """

    def __init__(self, heading: Text, texts: Sequence[str], colour: str, footing: str) -> None:
        self._heading = heading
        self._texts = texts
        self._colour = colour
        self._footing = footing
        self._ends: dict[int, list[int]] = {}
        self.row = 0
        self._word = -1  # index of a word's end; -1 for the end of the line

    def select(self, row: int) -> None:
        """Move the cursor to the end of a line.

        Args:
            row: the line's index, from 0; an index beyond either end of the list wraps around.
        """
        self.row, self._word = row % len(self._texts), -1

    def move(self, words: int) -> None:
        """Move the cursor forward by `words` words in its line, or back if `words` is negative."""
        last = len(self._word_ends) - 1
        self._word = min(max(self._word % (last + 1) + words, 0), last)

    @property
    def length(self) -> int:
        """The number of characters before the cursor in its line."""
        return self._word_ends[self._word]

    def lines(self, width: int, height: int) -> list[Text]:
        """Return the rows of text to print: the heading, the lines and the footing.

        The line with the cursor is printed in full if possible, and each other line on at most two
        rows. If that takes too many rows, each other line is cut to one row; if there are still
        too many rows, some lines are left out.

        Args:
            width: the maximum width of a row, in terminal cells.
            height: the maximum number of rows.
        """
        footing = [Text(row, style="dim") for row in wrap(self._footing, min(width, WIDEST))]
        room = max(1, height - 1 - len(footing))
        for most in (_LINE_ROWS, 1):
            blocks = [self._block(row, min(width, WIDEST), most) for row in range(len(self._texts))]
            if sum(map(len, blocks)) <= room:
                break
        first = last = self.row  # as many lines around the cursor as there is room for
        while sum(map(len, blocks[first : last + 1])) < room and last - first + 1 < len(blocks):
            first, last = max(0, first - 1), min(len(blocks) - 1, last + 1)
        shown = [row for block in blocks[first : last + 1] for row in block]
        before = sum(map(len, blocks[first : self.row]))
        excess = max(0, len(shown) - room)
        heading = self._heading.copy()
        heading.truncate(width, overflow="ellipsis")
        return [heading, *shown[min(excess, before) :][:room], *footing]

    @property
    def _word_ends(self) -> list[int]:
        if self.row not in self._ends:
            text = self._texts[self.row]
            self._ends[self.row] = [*find_word_ends(text), len(text)]
        return self._ends[self.row]

    def _block(self, row: int, width: int, most: int) -> list[Text]:
        text, is_here = self._texts[row], row == self.row
        if not is_here:
            rows = [Text(line) for line in wrap(show_breaks(text), width - _MARGIN - 1)]
            if len(rows) > most:
                rows = rows[:most]
                rows[-1].truncate(width - _MARGIN - 3)
                rows[-1].append(" …")
        else:
            rows = self._highlight(text, width - _MARGIN - 1)
        marks = ["›" if is_here else " ", *" " * (len(rows) - 1)]
        numbers = [str(row + 1), *" " * (len(rows) - 1)]
        return [
            Text.assemble(mark, (number, f"bold {self._colour}"), (" │ ", self._colour), line)
            for mark, number, line in zip(marks, numbers, rows, strict=True)
        ]

    def _highlight(self, text: str, width: int) -> list[Text]:
        """Return the rows of the line with the cursor: bold before the cursor, dimmed after it."""
        length = self.length
        if length == len(text):
            return [Text(line, style="bold") for line in wrap(show_breaks(text), width)]
        earlier = text[:length].count(_CURSOR)
        rows, is_past = list[Text](), False
        for line in wrap(show_breaks(text[:length] + _CURSOR + text[length:]), width):
            places = [place for place, sign in enumerate(line) if sign == _CURSOR]
            if is_past or len(places) <= earlier:
                rows.append(Text(line, style="dim" if is_past else "bold"))
                earlier -= 0 if is_past else len(places)
            else:
                place, is_past = places[earlier], True
                rows.append(Text.assemble((line[:place], "bold"), (line[place:], "dim")))
        return rows


def show_breaks(text: str) -> str:
    """Return a text as one line, with ¶ for a paragraph break and a slash for a line break."""
    text = re.sub(r" ?\n *\n\s*", " ¶ ", text)
    return re.sub(r" ?\n ?", " / ", text).strip()


class LiveBlock:
    """A block of lines at the end of the terminal's output that can be redrawn in place.

    Args:
        screen: the screen on which the block is drawn.
        lines: a function that returns the lines to draw, given their maximum width in terminal
            cells and their maximum number.
    """

    def __init__(self, screen: Screen, lines: Callable[[int, int], list[Text]]) -> None:
        self._screen = screen
        self._lines = lines
        self._size: tuple[int, int] | None = None
        self._height = 0  # lines on the screen now
        self._last_draw = 0.0

    def draw(self, at_once: bool = False) -> None:
        """Redraw the block unless it was drawn less than 60 ms ago.

        Args:
            at_once: whether to redraw the block even if it was drawn so recently.
        """
        now = time.monotonic()
        if now - self._last_draw < _DRAW_EVERY and not at_once:
            return
        self._last_draw = now
        size = (self._screen.console.width, self._screen.console.height)
        begin = self._begin(size)
        lines = self._lines(size[0] - 1, size[1] - 2)
        self._size, self._height = size, len(lines)
        text = "".join(f"{self._screen.render(line)}{_ERASE_REST}\n" for line in lines)
        self._put(begin + text + _ERASE_BELOW)

    def erase(self) -> None:
        """Erase the block from the screen."""
        size = self._screen.console.width, self._screen.console.height
        self._put(self._begin(size) + _ERASE_BELOW)
        self._height = 0

    def _begin(self, size: tuple[int, int]) -> str:
        """Return the control sequence that moves the cursor to the first line."""
        if self._size not in (None, size):
            return _HOME_AND_CLEAR  # after a resize the positions of the lines are unknown
        return f"\x1b[{self._height}A\r" if self._height else "\r"

    def _put(self, text: str) -> None:
        self._screen.console.file.write(text)
        self._screen.console.file.flush()
