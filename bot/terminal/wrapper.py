"""Line wrapping on the screen: a stream of text is wrapped at words and printed behind a margin.

Width is counted in terminal cells. Control characters are printed as visible symbols, so that no
text can move the cursor or change a colour.
"""

import unicodedata
from collections.abc import Callable

from prompt_toolkit.utils import get_cwidth

from common.sanitizer import sanitize

_NARROWEST = 10  # cells of a line, however narrow the terminal says it is
_JOINER = "\u200d"  # zero-width joiner: makes one sign of the emoji on both sides
_PICTURE = "\ufe0f"  # variation selector 16: draws the sign before it as an emoji, two cells wide


def cell_width(text: str) -> int:
    """Return the maximum number of terminal cells (columns) that a text takes up.

    A wide character takes 2 cells, and a combining mark takes none. Terminals differ on emoji made
    of several characters, such as a family or a flag; the largest width is returned, so that no
    line is too long in any terminal.
    """
    return get_cwidth(text) + text.count(_PICTURE)


class LineWrapper:
    """A printer that wraps a text into lines while the text is still arriving.

    Lines are broken between words.

    Args:
        put: a function that prints a string.
        width: a function that returns the maximum width of a line in terminal cells, including the
            margin. It is called for each word, since the terminal may be resized meanwhile.
        margin: the string printed before each line; it may contain escape sequences.
        margin_width: the width of the margin, in terminal cells.
        first: the string printed before the first line in place of the margin, of the same width;
            None for the margin itself.
    """

    def __init__(
        self,
        put: Callable[[str], None],
        width: Callable[[], int],
        margin: str = "",
        margin_width: int = 0,
        first: str | None = None,
    ) -> None:
        self._put = put
        self._whole_width = width
        self._margin = margin
        self._margin_width = margin_width
        self._first = margin if first is None else first
        self._word = ""
        self._gap = ""
        self._column = 0
        self._breaks = 0
        self._has_begun = False

    def write(self, piece: str) -> None:
        """Print more of the text; a word is held back until it is complete.

        Args:
            piece: the next part of the text, of any length.
        """
        for character in piece:
            self._add(character)

    def end(self) -> None:
        """Print the word that was held back, and end the last line."""
        self._flush()
        if self._has_begun:
            self._put("\n")

    @property
    def _width(self) -> int:
        return max(self._whole_width() - self._margin_width, _NARROWEST)

    def _add(self, character: str) -> None:
        if character == "\n":
            self._flush()
            self._gap = ""
            self._breaks += self._has_begun
        elif character.isspace():
            self._flush()
            self._gap += " "
        else:
            # a word longer than a line goes on in the next one
            if may_break(self._word, character) or (
                cell_width(sanitize(self._word + character)) > self._width
            ):
                self._flush()
            self._word += character

    def _begin_line(self) -> None:
        self._put(self._margin if self._has_begun else self._first)
        self._has_begun = True
        self._column = 0

    def _flush(self) -> None:
        if not self._word:
            return
        word = sanitize(self._word)
        wide = cell_width(word)
        for _ in range(
            self._breaks
        ):  # only now, so that line ends at the end of a passage print nothing
            self._put("\n")
            self._begin_line()
        self._breaks = 0
        if not self._has_begun:
            # blanks before the first word belong to the manuscript, not to the screen
            self._begin_line()
            self._gap = ""
        elif self._column + len(self._gap) + wide > self._width:
            if self._column:
                self._put("\n")
                self._begin_line()
            self._gap = ""
        self._put(self._gap + word)
        self._column += len(self._gap) + wide
        self._word = self._gap = ""


def wrap(text: str, width: int) -> list[str]:
    """Split a text into lines that are at most `width` terminal cells wide.

    Lines are broken between words if possible. A `width` of less than 10 counts as 10.
    """
    lines: list[str] = []
    wrapper = LineWrapper(lines.append, lambda: width)
    wrapper.write(text)
    wrapper.end()
    return "".join(lines).split("\n")[:-1]


def may_break(word: str, character: str) -> bool:
    """Return whether a line may break between a word and a character without a blank between them.

    It may in scripts without blanks, whose characters are wide, but not before a closing sign or
    after an opening one.
    """
    if not word or (get_cwidth(character) < 2 and get_cwidth(word[-1]) < 2):
        return False
    if word[-1] == _JOINER or not get_cwidth(character):
        return False
    closes = unicodedata.category(character) in ("Pe", "Pf", "Po", "Sk", "Lm")
    return not closes and unicodedata.category(word[-1]) not in ("Ps", "Pi")
