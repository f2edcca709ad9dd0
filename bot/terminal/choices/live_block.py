"""A block of lines at the end of a terminal's output, redrawn in place while it changes."""

import time
from collections.abc import Callable

from rich.text import Text

from bot.terminal.screen import Screen

_DRAW_EVERY = 0.06  # seconds between two redraws
_HOME_AND_CLEAR = "\x1b[H\x1b[2J"
_ERASE_REST, _ERASE_BELOW = "\x1b[K", "\x1b[J"


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
            at_once: whether to redraw the block even if it was drawn less than 60 ms ago.
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
