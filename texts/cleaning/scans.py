"""The pages of a scanned book: running heads, page numbers and page breaks, which are no author's.

A scanner reads what stands at the top and the bottom of each page along with the text. Such lines
are known by numbers that rise from page to page, or by a head that comes again and again, and
because they stand in the middle of sentences. The number of a chapter or an aphorism stands between
sentences, and stays.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from texts.cleaning.line_breaks import width
from texts.cleaning.record import TrackedText
from texts.cleaning.wrapping import is_wrapped

_LINE = re.compile(r"[^\n\f]*[^\s][^\n\f]*")
_NUMBER = re.compile(r"[\s\[(|~*·—–-]*(?:(?:page|pg|p)\b\.?)?\s*(\d{1,4})[\s\])|~*·.—–-]*\Z", re.I)
_DIGITS = re.compile(r"^\s*\d{1,4}\b|\b\d{1,4}\s*$")
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’»」』)\]]*\s*\Z")
_FEWEST = 4  # page numbers in a row, or heads of the same words, before they are taken for such
_FARTHEST = 5  # pages that may be missing between two numbers
_NEAR = 60  # numbers back from one in which the number of the page before is looked for
_MIN_BROKEN = 0.25  # of the pages: these must end in the middle of a sentence
_LONGEST = 60  # characters of a running head


@dataclass(frozen=True)
class _Line:
    """A line that is not blank: where it stands in the text, and whether at the edge of a page."""

    start: int
    end: int
    text: str
    at_edge: bool


def remove_pages(page: TrackedText, keep: Collection[str] = ()) -> bool:
    """Remove running heads, page numbers and page breaks from the text of a scanned book.

    A page break becomes a paragraph break if a paragraph seems to end there; otherwise, it becomes
    a line break. A sentence that was interrupted by a page number continues on the next line.

    Args:
        page: the text, whose lines are still wrapped; it is changed in place.
        keep: ("pages",) to keep running heads and page numbers; empty to remove them.

    Returns:
        Whether any running heads or page numbers were removed.
    """
    has_pages = False
    if "pages" not in keep:
        lines = _find_lines(page.text)
        found = _find_numbers(lines)
        found |= _find_heads(lines, found)
        spans = list(_find_regions(page.text, lines, found))
        page.cut("pages", spans, "a page number or a running head")
        has_pages = bool(spans)
    if "\f" in page.text:
        lines = _find_lines(page.text)
        page.replace(_find_regions(page.text, lines, frozenset()))
        page.text = page.text.replace("\f", "")
    return has_pages


def _find_lines(text: str) -> list[_Line]:
    matches = list(_LINE.finditer(text))
    breaks = ["\f" in text[before.end() : after.start()] for before, after in pairwise(matches)]
    edges = [
        before or after for before, after in zip([True, *breaks], [*breaks, True], strict=True)
    ]
    return [
        _Line(match.start(), match.end(), match[0], edge)
        for match, edge in zip(matches, edges if matches else [], strict=True)
    ]


def _find_numbers(lines: Sequence[_Line]) -> set[int]:
    """Return the places, among the lines, of those that are page numbers."""
    found: set[int] = set()
    matches = ((place, _NUMBER.match(line.text)) for place, line in enumerate(lines))
    numbers = [(place, int(match[1])) for place, match in matches if match]
    while True:
        chain = _find_chain([each for each in numbers if each[0] not in found])
        if len(chain) < _FEWEST or not _stand_in_sentences(lines, chain):
            return found
        found |= set(chain)


def _find_chain(numbers: Sequence[tuple[int, int]]) -> list[int]:
    """Return the places of the most numbers that rise by a little from each to the next."""
    lengths: list[int] = []
    before: list[int] = []
    for i, (_, number) in enumerate(numbers):
        near = range(max(0, i - _NEAR), i)
        fitting = [j for j in near if 0 < number - numbers[j][1] <= _FARTHEST]
        best = max(fitting, key=lengths.__getitem__, default=-1)
        lengths.append(1 + (lengths[best] if best >= 0 else 0))
        before.append(best)
    chain = []
    i = max(range(len(lengths)), key=lengths.__getitem__, default=-1)
    while i >= 0:
        chain.append(numbers[i][0])
        i = before[i]
    return chain[::-1]


def _find_heads(lines: Sequence[_Line], numbers: Collection[int]) -> set[int]:
    """Return the places, among the lines, of those that are running heads."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        has_number = bool(_DIGITS.search(line.text)) and line.text.upper() == line.text
        beside = place - 1 in numbers or place + 1 in numbers
        key = "".join(c for c in line.text.casefold() if c.isalpha())
        if (
            len(key) >= 3
            and len(line.text.strip()) <= _LONGEST
            and place not in numbers
            and (line.at_edge or beside or has_number)
        ):
            places[key].append(place)
    found: set[int] = set()
    for same in places.values():
        if len(same) >= _FEWEST and _stand_in_sentences(lines, same):
            found |= set(same)
    return found


def _stand_in_sentences(lines: Sequence[_Line], places: Collection[int]) -> bool:
    """Return whether enough of some lines stand in the middle of a sentence, as a page's end may.

    Two lines on each side are looked at, since a head may stand beside a number.
    """
    broken = 0
    for place in places:
        before = next(
            (each for each in lines[max(0, place - 2) : place][::-1] if not _is_furniture(each)),
            None,
        )
        after = next(
            (each for each in lines[place + 1 : place + 3] if not _is_furniture(each)), None
        )
        broken += before is not None and after is not None and _continues(before.text, after.text)
    return broken >= _MIN_BROKEN * len(places)


def _is_furniture(line: _Line) -> bool:
    return bool(_NUMBER.match(line.text)) or line.text.upper() == line.text != line.text.lower()


def _continues(before: str, after: str) -> bool:
    """Return whether a sentence that is not over in one line goes on in another."""
    start = after.lstrip(" \t\"'“‘«(")[:1]
    return not _SENTENCE_END.search(before) and start.isalpha() and not start.isupper()


def _find_regions(
    text: str, lines: Sequence[_Line], found: Collection[int]
) -> Iterable[tuple[int, int, str]]:
    """Yield what lies between two lines that stay, where it has a line to remove or a page break.

    Each region comes with the white space that takes its place.
    """
    limit = width(text.replace("\f", "\n"))
    is_prose = is_wrapped(text.replace("\f", "\n"))
    kept = [place for place in range(len(lines)) if place not in found]
    ends = [0, *(lines[place].end for place in kept)]
    starts = [*(lines[place].start for place in kept), len(text)]
    for i, (end, start) in enumerate(zip(ends, starts, strict=True)):
        gap = text[end:start]
        if not ("\f" in gap or gap.strip()) or (not found and not gap):
            continue
        if found and not gap.strip():
            continue  # a page break alone comes later
        before = lines[kept[i - 1]].text if i else ""
        after = lines[kept[i]].text if i < len(kept) else ""
        if not before or not after:
            yield end, start, "\n" if before else ""
            continue
        first_word = after.split(None, 1)[0]
        fits = len(before.rstrip()) + 1 + len(first_word) <= limit - 2
        has_blank = bool(re.search(r"\n[ \t\f]*\n", gap))
        is_end = (is_prose and fits) or (has_blank and not (is_prose and found))
        ended = bool(_SENTENCE_END.search(before))
        yield end, start, "\n\n" if ended and is_end else "\n"
