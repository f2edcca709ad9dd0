"""Text on the screen as it comes: wrapped at words, within a margin, and harmless.

Width is counted in terminal cells. Control characters are shown as their pictures, so nothing that
anyone writes can move the cursor or change a colour. Who writes is not known here.
"""

from collections.abc import Callable

from prompt_toolkit.utils import get_cwidth

from models.visible import visible


class Page:
    """Prints a stream of text.

    Args:
        put: prints a string.
        width: cells of a line, the margin's among them.
        margin: stands before each line; printed, not counted for escape sequences.
        margin_width: cells of the margin.
    """

    def __init__(
        self, put: Callable[[str], None], width: int, margin: str = "", margin_width: int = 0
    ) -> None:
        self._put = put
        self._width = max(width - margin_width, 10)
        self._margin = margin
        self._word = ""
        self._gap = ""
        self._column = 0
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

    def _take(self, character: str) -> None:
        if character == "\n":
            self._flush()
            self._gap = ""
            if self._begun:
                self._put("\n")
                self._begin_line()
        elif character.isspace():
            self._flush()
            self._gap += " "
        else:
            if get_cwidth(visible(self._word + character)) > self._width:
                self._flush()  # a word longer than a line goes on in the next one
            self._word += character

    def _begin_line(self) -> None:
        self._begun = True
        self._column = 0
        self._put(self._margin)

    def _flush(self) -> None:
        if not self._word:
            return
        word = visible(self._word)
        cells = get_cwidth(word)
        if not self._begun:
            # blanks before the first word are the manuscript's, not the screen's
            self._begin_line()
            self._gap = ""
        elif self._column + len(self._gap) + cells > self._width:
            if self._column:
                self._put("\n")
                self._begin_line()
            self._gap = ""
        self._put(self._gap + word)
        self._column += len(self._gap) + cells
        self._word = self._gap = ""
