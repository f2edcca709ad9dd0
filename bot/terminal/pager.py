"""A pager: output that is longer than the screen is printed a screenful at a time.

The output stays in the terminal, and the user can scroll back to it.
"""

import sys
from collections.abc import Iterable

from bot.terminal.keyboard import Keyboard
from bot.terminal.screen import Layout, Screen, split_lines

_PAGE_KEYS = (" ", "pagedown", "c-v")
_LINE_KEYS = ("c-m", "c-j", "down")
_END_KEYS = ("q", "escape", "c-d")
_LONG_HINT = "Space shows the next page, Enter one line more, q ends."
_SHORT_HINT = "Space, Enter: more; q: end"


class Pager:
    """A pager, which prints long output one screenful at a time.

    Args:
        screen: the screen to print on.
        keyboard: the reader of the keys that the user presses to see more.
    """

    def __init__(self, screen: Screen, keyboard: Keyboard) -> None:
        self._screen = screen
        self._keyboard = keyboard

    def show(self, layouts: Iterable[Layout]) -> None:
        """Print output, waiting for a key after each screenful; the key q ends the output early.

        If the user begins to type text instead, the output also ends, and the text is kept for the
        prompt. If the user has typed something already, everything is printed without waiting.

        Args:
            layouts: functions without arguments, each of which returns one part of the output as a
                string. The string consists of whole lines that fit the terminal's current width.
        """
        waiting = iter(layouts)
        used: list[Layout] = []
        lines: list[str] = []
        end, more = 0, self._room
        while more:
            while len(lines) <= end + more and (layout := next(waiting, None)) is not None:
                used.append(layout)
                lines += split_lines(layout())
            self._screen.put("".join(f"{line}\n" for line in lines[end : end + more]))
            end += more
            more = self._ask() if end < len(lines) else 0
        missing = max(0, len(lines) - end)
        shown = "".join(f"{line}\n" for line in lines[:end])
        self._screen.remember(lambda: _lay_out_again(used, missing), shown)

    def _ask(self) -> int:
        """Wait for a key, and return the number of lines to print next."""
        if self._keyboard.has_typeahead:
            return sys.maxsize
        fits = len(_LONG_HINT) + 2 < self._screen.width
        self._screen.show_progress(_LONG_HINT if fits else _SHORT_HINT)
        key = self._keyboard.wait_for_key([*_PAGE_KEYS, *_LINE_KEYS, *_END_KEYS])
        self._screen.put("")  # erases the hint
        return self._room if key in _PAGE_KEYS else int(key in _LINE_KEYS)

    @property
    def _room(self) -> int:
        """The number of lines in a screenful, without the line for the hint."""
        return max(1, self._screen.console.height - 1)


def _lay_out_again(layouts: Iterable[Layout], missing: int) -> str:
    """Return the printed output, without a number of missing lines at the end."""
    lines = [line for layout in layouts for line in split_lines(layout())]
    return "".join(f"{line}\n" for line in lines[: max(1, len(lines) - missing)])
