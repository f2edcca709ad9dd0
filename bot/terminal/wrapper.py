"""Line wrapping on the screen: a stream of text is wrapped at words and printed behind a margin.

Width is counted in terminal cells. Control characters are printed as visible symbols, so that no
text can move the cursor or change a colour.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prompt_toolkit.utils import get_cwidth

from bot.page.joints import is_sentence_over
from common.sanitizer import sanitize

_NARROWEST = 10  # cells of a line, however narrow the terminal says it is
_LONGEST = 1_500  # characters of a passage before another; its last line is in these
_JOINER = "\u200d"  # zero-width joiner: makes one sign of the emoji on both sides
_PICTURE = "\ufe0f"  # variation selector 16: draws the sign before it as an emoji, two cells wide


def cell_width(text: str) -> int:
    """Return the maximum number of terminal cells (columns) that a text can occupy.

    A wide character occupies 2 cells, and a combining mark none. Terminals differ in the width of
    emoji made of several characters, such as flags; the largest width is assumed, so that no line
    is too long in any terminal.
    """
    return get_cwidth(text) + text.count(_PICTURE)


@dataclass(frozen=True)
class Join:
    """The position on the screen at which a text ended, so that the next text can continue there.

    Attributes:
        breaks: the number of newlines at the end of the text.
        column: the number of terminal cells used in the text's last line, if the text ends in the
            middle of a sentence; otherwise 0.
    """

    breaks: int = 0
    column: int = 0


class LineWrapper:
    """A printer that wraps a text into lines, between words, while the text is still arriving.

    Args:
        put: a function that prints a string.
        width: a function that returns the maximum width of a line in terminal cells, including the
            margin. It is called for each word, since the terminal might be resized in the meantime.
        margin: the string printed before each line; it may contain escape sequences.
        margin_width: the width of the margin, in terminal cells.
        first: the string printed before the first line instead of `margin`; it must have the same
            width. None means that `margin` is printed there too.
        join: the position at which the preceding text ended, so that this text can continue there;
            None if there is no such text.
    """

    def __init__(
        self,
        put: Callable[[str], None],
        width: Callable[[], int],
        margin: str = "",
        margin_width: int = 0,
        first: str | None = None,
        join: Join | None = None,
    ) -> None:
        self._put = put
        self._whole_width = width
        self._margin = margin
        self._margin_width = margin_width
        self._first = margin if first is None else first
        self._join = join
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
    def column(self) -> int:
        """The width of the last line in terminal cells, including final spaces but no margin."""
        return self._column + len(self._gap)

    @property
    def _width(self) -> int:
        return max(self._whole_width() - self._margin_width, _NARROWEST)

    def _add(self, character: str) -> None:
        if character == "\n":
            self._flush()
            self._gap = ""
            self._breaks += 1
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

    def _open(self, wide: int) -> None:
        """Begin the first line: after a blank line, or where the text before it stopped.

        Other white space before the first word belongs to the manuscript and is not shown.
        """
        is_indented = self._breaks > 0
        join = self._join or Join(-self._breaks)
        breaks = join.breaks + self._breaks
        self._begin_line()
        self._breaks = 1 if breaks > 1 else 0
        start = join.column if not breaks else 0
        if start and start + len(self._gap) + wide <= self._width:
            self._put(" " * start)
            self._column = start
        elif not is_indented:
            self._gap = ""

    def _flush(self) -> None:
        if not self._word:
            return
        word = sanitize(self._word)
        wide = cell_width(word)
        if not self._has_begun:
            self._open(wide)
        for _ in range(self._breaks):
            # only now, so that line ends at the end of a passage print nothing
            self._put("\n")
            self._begin_line()
        self._breaks = 0
        if self._column + len(self._gap) + wide > self._width:
            if self._column:
                self._put("\n")
                self._begin_line()
            self._gap = ""
        self._put(self._gap + word)
        self._column += len(self._gap) + wide
        self._word = self._gap = ""


def wrap(text: str, width: int) -> list[str]:
    """Split a text into lines that are at most `width` terminal cells wide.

    Lines are broken between words if possible. A `width` below 10 is treated as 10.
    """
    lines: list[str] = []
    wrapper = LineWrapper(lines.append, lambda: width)
    wrapper.write(text)
    wrapper.end()
    return "".join(lines).split("\n")[:-1]


def find_join(before: Sequence[str], width: int) -> Join | None:
    """Return the screen position at which the given texts end, or None if they contain no words.

    Args:
        before: the texts printed so far, in order; each was wrapped separately.
        width: the width of a line in terminal cells, without the margin.
    """
    texts = [text[-_LONGEST:] for text in before]
    start = len(texts) - 1  # the first of those that share the last line
    while start > 0 and "\n" not in texts[start] and _is_open("".join(texts[:start])):
        start -= 1
    join: Join | None = None
    for place in range(max(0, start), len(texts)):
        wrapper = LineWrapper(lambda line: None, lambda: width, join=join)
        wrapper.write(texts[place])
        wrapper.end()
        page = "".join(texts[: place + 1])
        if page.strip():
            breaks = page[len(page.rstrip()) :].count("\n")
            join = Join(breaks, wrapper.column if _is_open(page) else 0)
    return join


def _is_open(page: str) -> bool:
    """Return whether a text ends in the middle of a sentence, and of a line."""
    words = page.rstrip()
    return bool(words) and "\n" not in page[len(words) :] and not is_sentence_over(words)


def may_break(word: str, character: str) -> bool:
    """Return whether a line can be broken between a word and the character directly after it.

    A break is possible next to a wide character, since there are no spaces between words in Chinese
    or Japanese. It is not possible before a closing bracket or other closing punctuation, nor after
    an opening bracket or quotation mark.
    """
    if not word or (get_cwidth(character) < 2 and get_cwidth(word[-1]) < 2):
        return False
    if word[-1] == _JOINER or not get_cwidth(character):
        return False
    closes = unicodedata.category(character) in ("Pe", "Pf", "Po", "Sk", "Lm")
    return not closes and unicodedata.category(word[-1]) not in ("Ps", "Pi")
