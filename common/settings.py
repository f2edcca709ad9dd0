"""How an author writes and how much, as config.yaml may say it: each thing, or nothing about it."""

from dataclasses import dataclass, fields, replace
from typing import Self

from common.defaults import GUARD, MIN_P, TEMPERATURE, TOP_K, TOP_P
from common.errors import UsageError
from common.shape import Shape


@dataclass(frozen=True)
class Sampling:
    """How adventurous the writing is.

    Attributes:
        temperature: divides the logits; 0 always takes the likeliest symbol.
        top_k: keep the k likeliest; 0 keeps all.
        top_p: keep the smallest set whose probability reaches p; 1 keeps all.
        min_p: keep what is at least this share of the likeliest; 0 keeps all.
        guard: how dear it is to repeat a passage (models.guard's multiplier); 0 lets be.

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
            ("top-k", self.top_k, self.top_k >= 0, "0 or more"),
            ("top-p", self.top_p, 0 < self.top_p <= 1, "above 0, up to 1"),
            ("min-p", self.min_p, 0 <= self.min_p < 1, "from 0 to below 1"),
            ("guard", self.guard, 0 <= self.guard <= 100, "from 0 to 100"),
        )
        for name, value, good, span in checks:
            if not good:
                raise UsageError(f"{name} cannot be {value:g}", f"It is a number {span}.")

    def at(self, temperature: float) -> Self:
        """The same with another temperature."""
        return replace(self, temperature=temperature)


@dataclass(frozen=True)
class Settings:
    """What is settled; None leaves a thing as it is otherwise.

    Attributes:
        temperature, top_k, top_p, min_p, guard: of the sampler (models.sampler).
        length: how much is written at a time, as Shape.parse understands it.
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
        _ = self.sampling, self.shape

    def over(self, below: "Settings") -> Self:
        """These, and what they leave open as it is in `below`."""
        left_open = {
            field.name: getattr(below, field.name)
            for field in fields(self)
            if getattr(self, field.name) is None
        }
        return replace(self, **left_open)

    @property
    def sampling(self) -> Sampling:
        """The sampler's settings; what is left open is the sampler's own default."""
        names = ("temperature", "top_k", "top_p", "min_p", "guard")
        said = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return Sampling(**said)

    @property
    def shape(self) -> Shape:
        """How much is written at a time."""
        shape = Shape() if self.length is None else Shape.parse(str(self.length))
        return replace(shape, until=self.until or "")
