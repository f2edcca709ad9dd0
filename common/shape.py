"""How much an author writes in one go: so many characters, words, sentences, lines or paragraphs.

How a person types a shape is here; what ends a passage accordingly is in models/stops.py.
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
    """How much an author writes in one go.

    Attributes:
        count: how many of the unit.
        unit: what is counted.
        exact: whether a passage of so many characters or words may end in mid-sentence; it means
            nothing for the other units.
        until: a text that ends the passage once it is written, instead of a count; "" for none.

    Raises:
        UsageError: when a value is out of its range.
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
        """Return the shape as `parse` reads it, without `until`: “exactly 80 words”."""
        unit = self.unit[:-1] if self.count == 1 else self.unit
        return f"{'exactly ' if self.exact else ''}{self.count} {unit}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the shape a person typed: “300”, “1,000 characters”, “exactly 80 words”, “1 line”.

        Raises:
            UsageError: when the text is not a shape, or the count is out of its range.
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
