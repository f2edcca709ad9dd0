"""Line breaks inside paragraphs: how many there are of each kind, and at which width they stand.

A typist who wraps lines at width W breaks a line only because the next word would not fit. Such a
break is called full here. This module counts; what the counts say of a text is decided in
texts/cleaning/wrapping.py.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from texts.scripts import is_unspaced

_TOLERANCE = 2  # some typists stop a character or two before the margin
_LONG = 0.8  # of the width: inside a paragraph of ragged prose, as good as full
_SHORT = 0.6  # of the width: a line that ends here was ended by its author
INDENT = ("  ", "\t")  # one space is a slip of the typist, not an indentation


@dataclass(frozen=True)
class Breaks:
    """The number of line breaks of each kind inside one or more paragraphs.

    The counts for different paragraphs can be added with `+`. The width of a
    text is the length, in characters, at which its lines were wrapped.

    Attributes:
        total: the number of line breaks of all kinds.
        full: those where the next word would not have fitted on the line.
        long: those after a line of at least 80 % of the text's width, including the full ones.
        short: those after a line of less than 60 % of the text's width, excluding the full ones.
        capital: those before a line that begins with a capital letter.
        indented: those before an indented line; they are not full, long or short.
    """

    total: int = 0
    full: int = 0
    long: int = 0
    short: int = 0
    capital: int = 0
    indented: int = 0

    def __add__(self, other: "Breaks") -> "Breaks":
        return Breaks(
            self.total + other.total,
            self.full + other.full,
            self.long + other.long,
            self.short + other.short,
            self.capital + other.capital,
            self.indented + other.indented,
        )


def width(text: str) -> int:
    """Return the width in characters at which a text's lines were wrapped; 0 for an empty text.

    The width is the smallest length such that at least 95 % of the text's characters are in lines
    no longer than this. Characters are counted rather than lines, so that the many short lines of a
    play have little effect on the result. If a text is not wrapped, the result reflects the length
    of its paragraphs.
    """
    lengths = Counter(len(line.rstrip()) for line in text.split("\n"))
    beyond = 0.05 * sum(length * count for length, count in lengths.items())
    for length in sorted(lengths, reverse=True):
        beyond -= length * lengths[length]
        if beyond < 0:
            return length
    return 0


def split_paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Yield each paragraph as the list of its lines, and each blank line as a list of its own.

    Args:
        lines: the lines of a text, without line ends.
    """
    paragraph: list[str] = []
    for line in lines:
        if line and not line.isspace():
            paragraph.append(line)
            continue
        if paragraph:
            yield paragraph
        yield [line]
        paragraph = []
    if paragraph:
        yield paragraph


def _is_full(line: str, next_line: str, limit: int, unspaced: bool) -> bool:
    if unspaced and is_unspaced(next_line.lstrip()[0]):  # any of its characters may begin a line
        return len(line.rstrip()) + 1 > limit - _TOLERANCE
    word = next_line.split(None, 1)[0]
    return len(line.rstrip()) + 1 + len(word) > limit - _TOLERANCE


def is_short(line: str, next_line: str, limit: int, unspaced: bool) -> bool:
    """Return whether a line ends far from the margin, where the next word would have fitted.

    Such a line, which may be a heading or a signature, is shorter than 60 % of `limit`.

    Args:
        line: the line.
        next_line: the line after it, which is not blank.
        limit: the width in characters at which the text was wrapped.
        unspaced: whether the text's script has no spaces between words, so that a line can end
            after any character.
    """
    return len(line.rstrip()) < _SHORT * limit and not _is_full(line, next_line, limit, unspaced)


def count_breaks(paragraph: list[str], limit: int, unspaced: bool = False) -> Breaks:
    """Return the number of line breaks of each kind inside a paragraph.

    Args:
        paragraph: the lines of the paragraph, none of them blank.
        limit: the width in characters at which the text was wrapped.
        unspaced: whether the text's script has no spaces between words, so that a line can end
            after any character.
    """
    full = long = short = capital = indented = 0
    for line, next_line in pairwise(paragraph):
        capital += _begins_with_capital(next_line)
        if next_line.startswith(INDENT):
            indented += 1
        elif _is_full(line, next_line, limit, unspaced):
            full += 1
            long += 1
        elif len(line.rstrip()) >= _LONG * limit:
            long += 1
        elif is_short(line, next_line, limit, unspaced):
            short += 1
    return Breaks(max(len(paragraph) - 1, 0), full, long, short, capital, indented)


def _begins_with_capital(line: str) -> bool:
    for character in line:
        if character.isalpha():
            return character.isupper()
    return False
