"""How an author writes, and how much, as config.yaml, /set and a session's file have it."""

from dataclasses import dataclass, fields, replace
from typing import Self

from common.defaults import GUARD, MIN_P, TEMPERATURE, TOP_K, TOP_P
from common.errors import UsageError
from common.shape import Shape


@dataclass(frozen=True)
class Sampling:
    """How adventurous the writing is; models/sampler.py and models/guard.py apply it.

    Attributes:
        temperature: divides the logits; 0 always takes the likeliest symbol.
        top_k: keep the k likeliest symbols; 0 keeps all.
        top_p: keep the smallest set of symbols whose probability reaches p; 1 keeps all.
        min_p: keep symbols with at least this share of the likeliest one's probability; 0 keeps
            all.
        guard: how much repeating a span costs (the multiplier of models/guard.py); 0 for nothing.

    Raises:
        UsageError: when a value is out of its range.
    """

    temperature: float = TEMPERATURE
    top_k: int = TOP_K
    top_p: float = TOP_P
    min_p: float = MIN_P
    guard: float = GUARD

    def __post_init__(self) -> None:
        checks = (
            ("temperature", self.temperature, 0 <= self.temperature <= 5, "from 0 to 5"),
            ("top-k", self.top_k, self.top_k >= 0, "of 0 or more"),
            ("top-p", self.top_p, 0 < self.top_p <= 1, "above 0 and up to 1"),
            ("min-p", self.min_p, 0 <= self.min_p < 1, "from 0 to below 1"),
            ("guard", self.guard, 0 <= self.guard <= 100, "from 0 to 100"),
        )
        for name, value, fits, span in checks:
            if not fits:
                raise UsageError(f"{name} cannot be {value:g}", f"Use a number {span}.")


@dataclass(frozen=True)
class Settings:
    """Choices on how an author writes and how much; None leaves a choice to others.

    Attributes:
        temperature, top_k, top_p, min_p, guard: as in `Sampling`.
        length: how much is written at a time, as `Shape.parse` reads it.
        until: the text that ends a passage; "" for none.

    Raises:
        UsageError: when a value is out of its range.
    """

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    guard: float | None = None
    length: int | str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        _ = self.sampling, self.shape  # which check the values

    def fill_from(self, defaults: "Settings") -> Self:
        """Return these settings, with the choices that are None taken from `defaults`."""
        missing = {
            field.name: getattr(defaults, field.name)
            for field in fields(self)
            if getattr(self, field.name) is None
        }
        return replace(self, **missing)

    @property
    def sampling(self) -> Sampling:
        """How adventurous the writing is; a choice that is None has `Sampling`'s default."""
        chosen = {
            field.name: getattr(self, field.name)
            for field in fields(Sampling)
            if getattr(self, field.name) is not None
        }
        return Sampling(**chosen)

    @property
    def shape(self) -> Shape:
        """How much is written at a time; a length that is None has `Shape`'s default."""
        shape = Shape() if self.length is None else Shape.parse(str(self.length))
        return replace(shape, until=self.until or "")
