"""The shape of a passage: how many characters, words, sentences, lines or paragraphs it has.

This module reads a shape as the user types it; models/writing/stops.py ends the passage
accordingly.
"""

import re
from dataclasses import dataclass
from typing import Literal, Self, get_args

from common.defaults import LENGTH
from common.errors import UsageError

Unit = Literal["characters", "words", "sentences", "lines", "paragraphs"]

_UNITS: tuple[Unit, ...] = get_args(Unit)
_MOST = 1_000_000
_LONGEST_UNTIL = 200  # characters
_COUNT = r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}"
_TYPED = re.compile(rf"(exactly )?({_COUNT})(?: ({'|'.join(u + '?' for u in _UNITS)}))?")


@dataclass(frozen=True)
class Shape:
    """How much an author (a trained language model) writes at a time, such as 80 words.

    Attributes:
        count: the number of units to write, from 1 to 1,000,000.
        unit: the unit that is counted, such as "words".
        exact: whether writing can stop in the middle of a sentence; ignored unless the unit is
            characters or words.
        until: a text of at most 200 characters. Writing stops once this text has been written,
            regardless of the count; "" for no such text.

    Raises:
        UsageError: if a value is out of range.
    """

    count: int = LENGTH
    unit: Unit = "characters"
    exact: bool = False
    until: str = ""

    def __post_init__(self) -> None:
        if self.unit not in _UNITS:
            raise UsageError(
                f"a length cannot be in {self.unit}",
                f"Use {', '.join(_UNITS[:-1])} or {_UNITS[-1]}.",
            )
        if not 1 <= self.count <= _MOST:
            raise UsageError(f"length cannot be {self.count}", f"Use a number from 1 to {_MOST:,}.")
        if len(self.until) > _LONGEST_UNTIL:
            raise UsageError(
                f"a text to write until cannot have {len(self.until):,} characters",
                f"Use up to {_LONGEST_UNTIL}.",
            )

    def __str__(self) -> str:
        """Return the shape in the words that `parse` reads, such as “exactly 80 words”.

        The text `until` is left out.
        """
        unit = self.unit[:-1] if self.count == 1 else self.unit
        return f"{'exactly ' if self.exact else ''}{self.count} {unit}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return how much to write, given a text such as “300”, “exactly 80 words” or “1 line”.

        A number without a unit is a number of characters. Thousands can be separated by commas.

        Raises:
            UsageError: if the text has a different format, or the number is not from 1 to
                1,000,000.
        """
        typed = _TYPED.fullmatch(" ".join(text.lower().split()))
        if typed is None:
            raise UsageError(
                f"length cannot be {text.strip() or 'nothing'}",
                "Say how much, as in 300, 80 words, exactly 80 words, 1 sentence, 4 lines or"
                " 2 paragraphs.",
            )
        exactly, count, word = typed.groups()
        unit = next((u for u in _UNITS if word and u.startswith(word)), _UNITS[0])
        return cls(int(count.replace(",", "")), unit, exactly is not None)
