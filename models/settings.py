"""How an author writes and how much, as config.yaml may say it: each thing, or nothing about it."""

from dataclasses import dataclass, fields, replace
from typing import Self

from models.sampler import Sampling
from models.shape import Shape


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
