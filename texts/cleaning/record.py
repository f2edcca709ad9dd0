"""The record of a cleaning: what was cut from a text, at which of its lines, and why.

A text keeps its line numbers in the file while it is cleaned, so that each cut can be found there.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, get_args

from common.errors import UsageError

Kind = Literal[
    "gutenberg",
    "credits",
    "notes",
    "contents",
    "illustrations",
    "pages",
    "footnotes",
    "index",
    "italics",
    "times",
    "entities",
    "mojibake",
    "ligatures",
    "hyphens",
]


KINDS: tuple[Kind, ...] = get_args(Kind)


def check_kinds(kinds: Iterable[str]) -> None:
    """Raise UsageError if any of `kinds` is not a kind of text that the option --keep accepts."""
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"cleaning cannot keep {kind}", f"It can keep {', '.join(KINDS)}.")


@dataclass(frozen=True)
class Cut:
    """A part of a text that was removed, repaired or reported as doubtful when it was cleaned.

    Attributes:
        kind: what the part is, such as "contents" or "footnotes".
        first: the number of the part's first line in the file, counted from 1.
        last: the number of the part's last line in the file, counted from 1.
        reason: why the part was removed, repaired or kept, as a clause without a full stop.
        characters: the number of characters removed; 0 if the part was repaired or kept.
    """

    kind: Kind
    first: int
    last: int
    reason: str
    characters: int = 0


@dataclass(frozen=True)
class Record:
    """A record of what was found when a text was cleaned.

    Attributes:
        cuts: the parts that were removed, sorted by line number.
        mended: the parts that were repaired, such as mojibake (letters that were decoded wrongly).
        doubts: the parts that were kept but may be damaged, or may not be the writer's work.
    """

    cuts: tuple[Cut, ...] = ()
    mended: tuple[Cut, ...] = ()
    doubts: tuple[Cut, ...] = ()


NOTHING = Record()


@dataclass
class TrackedText:
    """A text that keeps track of each line's number in the file it came from.

    Args:
        text: the text, with newlines as line endings.
        numbers: the number that each line has in the file; by default, 1 for the first line, 2 for
            the second, and so on.
        cuts: the parts removed so far.
        mended: the parts repaired so far.
        doubts: the parts reported as doubtful so far.
    """

    text: str
    numbers: list[int] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    mended: list[Cut] = field(default_factory=list)
    doubts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.numbers:
            self.numbers = list(range(1, self.text.count("\n") + 2))

    def cut(self, kind: Kind, spans: Iterable[tuple[int, int, str]], reason: str) -> None:
        """Remove parts of the text, and record each as removed.

        Args:
            kind: what the parts are, such as "footnotes".
            spans: for each part in order, its start index, end index (exclusive) and the text to
                put in its place; the parts do not overlap.
            reason: why they are removed, as a clause without a full stop.
        """
        self.cuts += self._replace(kind, spans, reason)

    def mend(self, kind: Kind, spans: Iterable[tuple[int, int, str]], reason: str) -> None:
        """Replace parts of the text, and record each as repaired.

        Args:
            kind: what was repaired, such as "ligatures".
            spans: for each part in order, its start index, end index (exclusive) and new text.
            reason: why the parts are replaced, as a clause without a full stop.
        """
        self.mended += [
            Cut(each.kind, each.first, each.last, reason)
            for each in self._replace(kind, spans, reason)
        ]

    def replace(self, spans: Iterable[tuple[int, int, str]]) -> None:
        """Replace parts of the text without adding them to the record.

        Each span is the start index, end index (exclusive) and new text of a part, in order.
        """
        self._replace("gutenberg", spans, "")

    def doubt(self, kind: Kind, start: int, end: int, reason: str) -> None:
        """Record that part of the text was kept, but may be damaged or not the writer's work.

        Args:
            kind: what this part of the text may be, such as "footnotes".
            start: the index of the part's first character.
            end: the index after the part's last character.
            reason: why the part is doubtful and why it was kept, as a clause without a full stop.
        """
        starts = self._line_starts()
        self.doubts.append(Cut(kind, *self._lines(starts, start, end), reason))

    def record(self) -> Record:
        """Return the parts removed, repaired and found doubtful so far, sorted by line number."""

        def in_order(cuts: list[Cut]) -> tuple[Cut, ...]:
            return tuple(sorted(cuts, key=lambda cut: (cut.first, cut.last)))

        return Record(in_order(self.cuts), in_order(self.mended), in_order(self.doubts))

    def _line_starts(self) -> list[int]:
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        return list(accumulate(lengths, initial=0))[:-1]

    def _lines(self, starts: list[int], start: int, end: int) -> tuple[int, int]:
        """Return the first and the last line of a part that have something in them."""
        part = self.text[start:end]
        begin = start + len(part) - len(part.lstrip()) if part.strip() else start
        stop = max(begin, start + len(part.rstrip()) - 1)
        first = self.numbers[bisect_right(starts, begin) - 1]
        return first, max(first, self.numbers[bisect_right(starts, stop) - 1])

    def _replace(self, kind: Kind, spans: Iterable[tuple[int, int, str]], reason: str) -> list[Cut]:
        starts = self._line_starts()
        parts: list[str] = []
        numbers = [self.numbers[0]]
        at, line = 0, 0  # a character of the old text, and its line
        begins_line = True  # whether the new text stands at the beginning of a line
        cuts = []
        for start, end, replacement in spans:
            kept = self.text[at:start]
            parts += (kept, replacement)
            count = kept.count("\n")
            numbers += self.numbers[line + 1 : line + 1 + count]
            begins_line = kept.endswith("\n") or (begins_line and not kept)
            line = bisect_right(starts, end) - 1
            if begins_line and not replacement:
                numbers[-1] = self.numbers[line]
            numbers += [self.numbers[line]] * replacement.count("\n")
            begins_line = replacement.endswith("\n") or (begins_line and not replacement)
            cuts.append(Cut(kind, *self._lines(starts, start, end), reason, end - start))
            at = end
        if not cuts:
            return cuts
        numbers += self.numbers[line + 1 :]
        self.text, self.numbers = "".join((*parts, self.text[at:])), numbers
        return cuts
