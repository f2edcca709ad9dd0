"""Hard-wrapped prose: how wide it was wrapped, and the paragraphs joined again.

A plain-text book breaks its lines at a fixed width. An author who learns from it learns where lines
end, which says nothing about how it writes. In verse the line ends are the author's, and stay.

The idea: a typist who wraps at width W breaks a line only because the next word would not fit. Such
a break is called full here. Nearly all breaks inside the paragraphs of wrapped prose are full; in
verse, lists and tables few are. Two signs help where verse has lines of nearly one length: verse
begins its lines with capitals, and inset matter is indented.

This module knows lines of text. It knows nothing of files, encodings or Gutenberg.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from texts.source import Unwrap

WIDEST = 100  # text with longer lines than this was not wrapped by a typist
NARROWEST = 40  # below this, chance alone makes half of the breaks full
TOLERANCE = 2  # some typists stop a character or two before the margin
LONG = 0.8  # of the width: inside a paragraph of ragged prose, as good as full
SHORT = 0.6  # of the width: a line that ends here was ended by its author
INDENT = ("  ", "\t")  # one space is a slip of the typist, not an indentation
DASHES = ("-", "\u2010", "\u2013", "\u2014", "\u2015")


@dataclass(frozen=True)
class _Breaks:
    """The line breaks inside one paragraph, or many, counted by kind."""

    total: int = 0
    full: int = 0  # the next word would not have fitted
    long: int = 0  # full, or near the margin all the same
    short: int = 0  # far from the margin
    capital: int = 0  # the next line begins with a capital
    indented: int = 0  # the next line is indented

    def __add__(self, other: "_Breaks") -> "_Breaks":
        return _Breaks(
            self.total + other.total,
            self.full + other.full,
            self.long + other.long,
            self.short + other.short,
            self.capital + other.capital,
            self.indented + other.indented,
        )


def width(text: str) -> int:
    """The width at which a text was wrapped: 95 % of its characters are in lines no longer.

    Characters are counted, not lines, so that a play with many short speeches shows the width of
    its long ones, and a text already unwrapped shows the length of its paragraphs. 0 when empty.
    """
    lengths = Counter(len(line.rstrip()) for line in text.split("\n"))
    left = 0.05 * sum(length * count for length, count in lengths.items())
    for length in sorted(lengths, reverse=True):
        left -= length * lengths[length]
        if left < 0:
            return length
    return 0


def is_wrapped(text: str) -> bool:
    """Whether a text is prose with its lines broken at a fixed width."""
    measure = width(text)
    if not NARROWEST <= measure <= WIDEST:
        return False
    breaks = _Breaks()
    for paragraph in _paragraphs(text.split("\n")):
        breaks += _count(paragraph, measure)
    return 2 * breaks.full > breaks.total and 5 * breaks.capital < 3 * breaks.total


def unwrap(text: str, mode: Unwrap = "auto") -> tuple[str, bool]:
    """The text with its prose paragraphs on one line each, and whether any line was joined.

    Args:
        text: lines ended by newlines only.
        mode: "auto" joins only in a text that `is_wrapped`, "yes" in any text, "no" in none. With
            either, a paragraph that looks like verse, a list or a table keeps its lines.

    """
    joined = False
    while mode != "no" and (mode == "yes" or is_wrapped(text)):
        measure = width(text)
        shorter = "\n".join(
            line
            for paragraph in _paragraphs(text.split("\n"))
            for line in _join(paragraph, measure)
        )
        if shorter == text:
            break
        text, joined = shorter, True
        # Again, until nothing is left to join: so that unwrapping an unwrapped text changes
        # nothing. After one round a real book is too wide to count as wrapped, and only "yes",
        # which does not ask, would go on to its verse.
        if mode == "yes":
            break
    return text, joined


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Runs of lines that are not blank, and between them each blank line alone."""
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


def _is_full(line: str, following: str, measure: int) -> bool:
    word = following.split(None, 1)[0]
    return len(line.rstrip()) + 1 + len(word) > measure - TOLERANCE


def _is_short(line: str, following: str, measure: int) -> bool:
    return len(line.rstrip()) < SHORT * measure and not _is_full(line, following, measure)


def _count(paragraph: list[str], measure: int) -> _Breaks:
    full = long = short = capital = indented = 0
    for line, following in pairwise(paragraph):
        capital += _begins_with_capital(following)
        if following.startswith(INDENT):
            indented += 1
        elif _is_full(line, following, measure):
            full += 1
            long += 1
        elif len(line.rstrip()) >= LONG * measure:
            long += 1
        elif _is_short(line, following, measure):
            short += 1
    return _Breaks(max(len(paragraph) - 1, 0), full, long, short, capital, indented)


def _begins_with_capital(line: str) -> bool:
    for character in line:
        if character.isalpha():
            return character.isupper()
    return False


def _is_prose(breaks: _Breaks) -> bool:
    if breaks.total == 0 or 2 * breaks.indented >= breaks.total:
        return False
    # A sentence happens to begin at the head of a line now and then; at the head of nearly every
    # line only in verse. Two lines are too few to tell; and verse does not always fill its lines.
    if breaks.total >= 3 and 5 * breaks.capital >= 4 * breaks.total and breaks.full < breaks.total:
        return False
    ragged = breaks.total - breaks.long - breaks.short - breaks.indented
    return breaks.long > ragged and breaks.long >= breaks.short


def _join(paragraph: list[str], measure: int) -> list[str]:
    """The lines of a paragraph after joining; the short lines in it keep their ends.

    A short line in prose is the name of a speaker, the head of a letter or its signature.
    """
    if not _is_prose(_count(paragraph, measure)):
        return paragraph
    lines = [paragraph[0]]
    for line, following in pairwise(paragraph):
        if _is_short(line, following, measure) or following.startswith(INDENT):
            lines.append(following)
        else:
            lines[-1] = _glue(lines[-1].rstrip(), following.lstrip())
    return lines


def _glue(before: str, after: str) -> str:
    # A dash set close binds the words on both sides; one set between spaces does not.
    close = before.endswith(DASHES) and not before[:-1].rstrip("-").endswith((" ", "\t"))
    opened = after.startswith(("--", "\u2014")) and after.lstrip("-\u2014")[:1] not in ("", " ")
    return before + after if close or opened else f"{before} {after}"
