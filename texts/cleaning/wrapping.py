"""Wrapped prose: how to tell it from verse and tables, and how to join its lines to paragraphs.

A plain-text book breaks its lines at a fixed width. An author that learns from it would learn where
these lines end, which says nothing about how the author writes. In verse the line ends are the
author's own, and stay.

The idea: a break is full if the next word would not have fitted (texts/cleaning/line_breaks.py).
Nearly all breaks inside the paragraphs of wrapped prose are full; in verse, lists and tables few
are. Two more signs help if the lines of verse are nearly equal in length: verse begins its lines
with capitals, and quoted or inset matter is indented.

A text may be wrapped in one stretch and not in another. By the rules of today (texts/source.py),
each stretch is judged by itself where the whole is not wrapped, and a paragraph that begins with a
small letter keeps its lines unless nearly all of its breaks are full. Scripts without spaces
between words, such as Chinese, may break a line anywhere; their lines are joined without a space.

This module knows lines of text. It knows nothing of files, encodings or Project Gutenberg.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from texts.cleaning.hyphens import Hyphens
from texts.cleaning.line_breaks import (
    INDENT,
    Breaks,
    count_breaks,
    is_short,
    split_paragraphs,
    width,
)
from texts.scripts import is_unspaced
from texts.source import Unwrap

_MAX_WIDTH = 100  # text with longer lines than this was not wrapped by a typist
_MIN_WIDTH = 40  # below this, chance alone makes half of the breaks full
_MIN_UNSPACED = 12  # the same in a script without spaces, where nearly all breaks are full
_STRETCH = 60  # lines that are judged together
_FEWEST_BREAKS = 8  # of a stretch that is judged by itself
_MIN_FULL = 0.8  # of the breaks of a stretch, or of a text in a script without capitals
_MIN_SMALL = 0.95  # of the breaks of a text whose lines all begin with small letters
_DASHES = ("-", "\u2010", "\u2013", "\u2014", "\u2015")


def is_wrapped(text: str) -> bool:
    """Return whether a text is prose that was wrapped at a fixed width of 40 to 100 characters.

    Two conditions apply to the line breaks inside paragraphs. More than half of them must be at the
    margin, where the next word would not have fitted. Fewer than three fifths of them must be
    followed by an uppercase letter, because in verse most lines begin with one.
    """
    limit = width(text)
    if not _MIN_WIDTH <= limit <= _MAX_WIDTH:
        return False
    breaks = Breaks()
    for paragraph in split_paragraphs(text.split("\n")):
        breaks += count_breaks(paragraph, limit)
    return 2 * breaks.full > breaks.total and 5 * breaks.capital < 3 * breaks.total


def unwrap(
    text: str, mode: Unwrap = "auto", rules: int = 1, hyphens: Hyphens | None = None
) -> tuple[str, bool]:
    """Return a text with each prose paragraph on one line, and whether any lines were joined.

    Paragraphs that look like verse, lists or tables keep their line breaks. Short lines in prose,
    such as the heading or signature of a letter, are not joined either.

    Args:
        text: the text, with newlines as its only line endings.
        mode: when to join lines: "yes" for always, "no" for never, or "auto" to join them only in
            prose wrapped at a fixed width: the whole text or, if `rules` is 2, any section of the
            text.
        rules: the version of the cleaning rules: 1 for the old rules, 2 for the current rules.
        hyphens: an object that rejoins words split across two lines; None to leave them split.
    """
    has_joined = False
    while mode != "no" and (rules > 1 or mode == "yes" or is_wrapped(text)):
        if rules > 1:
            shorter = _join_stretches(text, mode, hyphens)
        else:
            limit = width(text)
            shorter = "\n".join(
                line
                for paragraph in split_paragraphs(text.split("\n"))
                for line in _join(paragraph, _Layout(limit, rules=1))
            )
        if shorter == text:
            break
        text, has_joined = shorter, True
        # Repeat until nothing is left to join, so that unwrapping an unwrapped text changes
        # nothing. After one round a real book is too wide to count as wrapped; only "yes", which
        # does not test that, would go on to join its verse.
        if mode == "yes":
            break
    return text, has_joined


# By the rules of today ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Layout:
    """How a stretch of text was wrapped.

    Attributes:
        limit: its width in characters; 0 if it was not wrapped.
        unspaced: whether its script puts no spaces between words.
        rules: the edition of the rules (see `texts.source.Cleaning`).
    """

    limit: int
    unspaced: bool = False
    rules: int = 2


def _join_stretches(text: str, mode: Unwrap, hyphens: Hyphens | None) -> str:
    paragraphs = list(_split(text.split("\n")))
    whole = _judge(paragraphs, mode == "yes")
    layouts = [whole] * len(paragraphs) if whole.limit else _judge_stretches(paragraphs)
    return "\n".join(
        line
        for paragraph, layout in zip(paragraphs, layouts, strict=True)
        for line in (_join(paragraph, layout, hyphens) if layout.limit else paragraph)
    )


def _split(lines: list[str]) -> Iterator[list[str]]:
    """Yield paragraphs and blank lines; an ideographic space begins a paragraph too."""
    for paragraph in split_paragraphs(lines):
        first = 0
        for number in range(1, len(paragraph)):
            if paragraph[number].startswith("\u3000"):
                yield paragraph[first:number]
                first = number
        yield paragraph[first:]


def _judge(paragraphs: Sequence[list[str]], is_asked: bool = False) -> _Layout:
    """Return how some paragraphs were wrapped.

    Args:
        paragraphs: the paragraphs, each as its lines.
        is_asked: whether to take them for wrapped prose without looking.
    """
    text = "\n".join(line for paragraph in paragraphs for line in paragraph)
    limit = width(text)
    letters = [character for character in text[:20_000] if character.isalpha()]
    unspaced = 2 * sum(map(is_unspaced, letters)) > len(letters)
    counts = [count_breaks(paragraph, limit, unspaced) for paragraph in paragraphs]
    breaks = sum(counts, Breaks())
    if is_asked:
        return _Layout(limit, unspaced)
    if not (_MIN_UNSPACED if unspaced else _MIN_WIDTH) <= limit <= _MAX_WIDTH or not breaks.total:
        return _Layout(0)
    # Where no line begins with a capital, capitals do not tell verse from prose.
    has_capitals = 50 * breaks.capital > breaks.total
    is_cased = any(character.isupper() or character.islower() for character in letters)
    least = _MIN_FULL if unspaced or not is_cased else 0.5 if has_capitals else _MIN_SMALL
    is_prose = breaks.full > least * breaks.total and 5 * breaks.capital < 3 * breaks.total
    return _Layout(limit if is_prose else 0, unspaced)


def _judge_stretches(paragraphs: Sequence[list[str]]) -> list[_Layout]:
    """Return how the stretch around each paragraph was wrapped."""
    stretches: list[list[list[str]]] = [[]]
    for paragraph in paragraphs:
        if sum(map(len, stretches[-1])) >= _STRETCH:
            stretches.append([])
        stretches[-1].append(paragraph)
    layouts = []
    for stretch in stretches:
        layout = _judge(stretch)
        counts = (count_breaks(paragraph, layout.limit, layout.unspaced) for paragraph in stretch)
        breaks = sum(counts, Breaks())
        is_sure = (
            breaks.total >= _FEWEST_BREAKS
            and breaks.full >= _MIN_FULL * breaks.total
            and 5 * breaks.capital < 2 * breaks.total
        )
        layouts.append(layout if layout.limit and is_sure else _Layout(0))
    found = []
    for number, stretch in enumerate(stretches):
        near = [
            layouts[other]
            for other in (number - 1, number + 1)
            if 0 <= other < len(stretches) and layouts[other].limit
        ]
        for paragraph in stretch:
            fitting = layouts[number]
            if not fitting.limit and len(paragraph) > 2:
                # The stretch may be half an index: what is all wrapped like the next one is prose.
                for layout in near:
                    breaks = count_breaks(paragraph, layout.limit, layout.unspaced)
                    if breaks.full == breaks.total and 5 * breaks.capital < 3 * breaks.total:
                        fitting = layout
            found.append(fitting)
    return found


# By any rules ------------------------------------------------------------------------------------


def _begins_small(line: str) -> bool:
    for character in line:
        if character.isalpha():
            return character.islower()
    return False


def _is_prose(breaks: Breaks) -> bool:
    if breaks.total == 0 or 2 * breaks.indented >= breaks.total:
        return False
    # Now and then a sentence happens to begin at the start of a line; only in verse does one begin
    # at the start of nearly every line. Two lines are too few to tell, and verse may leave lines
    # short of the margin.
    if breaks.total >= 3 and 5 * breaks.capital >= 4 * breaks.total and breaks.full < breaks.total:
        return False
    ragged = breaks.total - breaks.long - breaks.short - breaks.indented
    return breaks.long > ragged and breaks.long >= breaks.short


def _join(paragraph: list[str], layout: _Layout, hyphens: Hyphens | None = None) -> list[str]:
    """Return the lines of a paragraph after joining; short lines keep their line ends.

    A short line in prose is a speaker's name, or the heading or signature of a letter.
    """
    limit = layout.limit
    breaks = count_breaks(paragraph, limit, layout.unspaced)
    if not _is_prose(breaks):
        return paragraph
    # Prose begins a paragraph with a capital; where one begins small, ragged lines are verse.
    is_suspect = layout.rules > 1 and _begins_small(paragraph[0])
    if is_suspect and breaks.total > 2 and breaks.full < _MIN_FULL * breaks.total:
        return paragraph
    lines = [paragraph[0]]
    for line, next_line in pairwise(paragraph):
        if is_short(line, next_line, limit, layout.unspaced) or next_line.startswith(INDENT):
            lines.append(next_line)
        else:
            lines[-1] = _glue(lines[-1].rstrip(), next_line.lstrip(), hyphens)
    return lines


def _glue(first: str, second: str, hyphens: Hyphens | None) -> str:
    whole = hyphens.join(first, second) if hyphens else None
    if whole is not None:
        return whole
    if hyphens and is_unspaced(first[-1]) and is_unspaced(second[0]):
        return first + second
    # A dash with no space around it binds the words on both sides; one between spaces does not.
    ends_bound = first.endswith(_DASHES) and not first[:-1].rstrip("-").endswith((" ", "\t"))
    begins_bound = second.startswith(("--", "\u2014")) and (
        second.lstrip("-\u2014")[:1] not in ("", " ")
    )
    return first + second if ends_bound or begins_bound else f"{first} {second}"
