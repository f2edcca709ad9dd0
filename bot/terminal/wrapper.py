"""Text on the screen as it comes: wrapped at words, within a margin, and harmless.

Width is counted in terminal cells. Control characters are shown as their pictures, so nothing that
anyone writes can move the cursor or change a colour. Who writes is not known here.
"""

import unicodedata
from collections.abc import Callable

from prompt_toolkit.utils import get_cwidth

from common.sanitizer import sanitize

_NARROWEST = 10  # cells of a line, whatever the terminal says
_JOINER = "\u200d"  # makes one sign of the emoji on its two sides
_PICTURE = "\ufe0f"  # has the sign before it drawn as an emoji, two cells wide


def cells(text: str) -> int:
    """How many cells of a terminal a text takes at most: 2 for a wide character, 0 for a mark.

    Terminals differ in what they take for one sign of several characters, such as a family or a
    flag. The widest count holds here, so that no line is too long in any of them.
    """
    return get_cwidth(text) + text.count(_PICTURE)


class LineWrapper:
    """Prints a stream of text.

    Args:
        put: prints a string.
        width: cells of a line just now, the margin's among them; asked at each word, since
            terminals change their size while an author writes.
        margin: stands before each line; printed, not counted for escape sequences.
        margin_width: cells of the margin.
        first: stands before the first line in place of the margin, and is as wide.
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
        self._begun = False

    def write(self, piece: str) -> None:
        """Take a piece of text, of any length; words are printed when they are whole."""
        for character in piece:
            self._take(character)

    def end(self) -> None:
        """Print what is left, and end the line."""
        self._flush()
        if self._begun:
            self._put("\n")

    @property
    def _width(self) -> int:
        return max(self._whole_width() - self._margin_width, _NARROWEST)

    def _take(self, character: str) -> None:
        if character == "\n":
            self._flush()
            self._gap = ""
            self._breaks += self._begun
        elif character.isspace():
            self._flush()
            self._gap += " "
        else:
            # a word longer than a line goes on in the next one
            if _may_part(self._word, character) or (
                cells(sanitize(self._word + character)) > self._width
            ):
                self._flush()
            self._word += character

    def _begin_line(self) -> None:
        self._put(self._margin if self._begun else self._first)
        self._begun = True
        self._column = 0

    def _flush(self) -> None:
        if not self._word:
            return
        word = sanitize(self._word)
        wide = cells(word)
        for _ in range(self._breaks):  # only now: a passage may end in line ends
            self._put("\n")
            self._begin_line()
        self._breaks = 0
        if not self._begun:
            # blanks before the first word are the manuscript's, not the screen's
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


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, each at most so many cells wide."""
    lines: list[str] = []
    page = LineWrapper(lines.append, lambda: width)
    page.write(text)
    page.end()
    return "".join(lines).split("\n")[:-1]


def _may_part(word: str, character: str) -> bool:
    """Whether a line may end between a word and what follows it without a blank.

    So it is in scripts that set no blanks, whose characters are wide, but not before a sign that
    closes something, nor after one that opens it.
    """
    if not word or (get_cwidth(character) < 2 and get_cwidth(word[-1]) < 2):
        return False
    if word[-1] == _JOINER or not get_cwidth(character):
        return False
    closes = unicodedata.category(character) in ("Pe", "Pf", "Po", "Sk", "Lm")
    return not closes and unicodedata.category(word[-1]) not in ("Ps", "Pi")
