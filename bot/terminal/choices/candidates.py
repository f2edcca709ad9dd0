"""Candidates on the screen: takes (versions of one passage), of which the user chooses one.

They are shown side by side or one below another. While they are being written, as much of the end
of each as fits into the terminal is redrawn in place; afterwards all are printed in full.
"""

import contextlib
from collections.abc import Generator

from rich.text import Text

from bot.terminal.choices.live_block import LiveBlock
from bot.terminal.keyboard import Keyboard
from bot.terminal.screen import WIDEST, Screen
from bot.terminal.surface import relay
from bot.terminal.wrapper import LineWrapper, cell_width
from common.sanitizer import sanitize

_NARROWEST = 36  # the minimum width of a candidate in cells; if they are narrower, they are stacked
_BETWEEN = 2  # cells between two columns
_MARGIN = 4  # cells of the number and the bar
_KEEP_PAGE = ("0", "q", "c-m", "c-j", "c-d", "escape")  # keys that choose no take


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
        """Mark all versions as complete, so that the last word of each can be printed.

        Until then, the method `lines` leaves out the last word, since more letters might follow.
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


def choose_take(
    screen: Screen,
    keyboard: Keyboard,
    author: str,
    number: int,
    pieces: Generator[tuple[int, str], bool | None, None],
) -> int | None:
    """Print several versions of a text, and wait for the user to press a key to choose one.

    The versions are printed while an author (a trained language model) is writing them. Ctrl-C
    stops the author; what has been written by then can still be chosen.

    Args:
        screen: the printer for everything shown in the terminal.
        keyboard: the reader of the keys that the user presses.
        author: the author's name.
        number: the number of versions.
        pieces: a generator of pairs: a version's index, from 0, and the next piece of its text.
            It is sent True when the user wants the author to stop, and is closed at the end.

    Returns:
        The index of the chosen version, from 0, or None if the user chooses none.
    """
    colour = screen.colour_of_author(author)
    heading = Text(f"{sanitize(author)}, {number} takes", style=f"{colour} italic")
    candidates = Candidates(heading, number, colour)
    block: LiveBlock | None = None
    with contextlib.closing(pieces):
        try:
            for row, piece in relay(pieces, keyboard.should_stop):
                if block is None:
                    screen.print_gap()
                    block = LiveBlock(screen, candidates.lines)
                candidates.add(row, piece)
                block.draw()
        finally:
            if block is not None:
                block.erase()
    rows = candidates.rows
    if not rows:
        return None
    candidates.end()
    screen.print(
        lambda: "".join(
            f"{screen.render(line)}\n" for line in candidates.lines(screen.console.width - 1)
        )
    )
    screen.print_gap()
    choices = [str(row + 1) for row in rows]
    keys = f"{choices[0]}-{choices[-1]}" if len(choices) > 1 else choices[0]
    screen.say(f"{keys} chooses a take, 0 keeps the page; or type on.")
    pressed = keyboard.wait_for_key([*choices, *_KEEP_PAGE])
    if pressed not in choices:
        return None
    keyboard.ignore_enter()
    return int(pressed) - 1
