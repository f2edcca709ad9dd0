"""The settings of how an author writes, and how much.

They can be set in config.yaml and with the command /set, and are saved with each session.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

from common.errors import UsageError
from common.shape import Shape

MOST_CANDIDATES = 16


@dataclass(frozen=True)
class Sampling:
    """The settings that control how each symbol is sampled, and thus how varied the writing is.

    A symbol is a character or a word, depending on the author (a trained language model).

    Attributes:
        temperature: the number, from 0 to 5, by which the network's outputs (logits) are divided
            before a symbol is sampled; at 0, the most likely symbol is always chosen.
        top_k: the number of most likely symbols to sample from; 0 for all.
        top_p: a probability, above 0. Symbols are sampled from the smallest set of most likely
            symbols whose total probability is at least this; 1 for all symbols.
        min_p: a fraction, below 1. Only symbols whose probability is at least this fraction of the
            highest probability are sampled; 0 for all symbols.
        guard: how strongly symbols that would repeat a recent span of text are discouraged, from 0
            (not at all) to 100. This is the multiplier in DRY (“don't repeat yourself”) sampling.

    Raises:
        UsageError: if a value is out of range.
    """

    temperature: float = 0.7
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.02
    guard: float = 0.8

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
    """Optional settings that control how, and how much, an author (a language model) writes.

    A setting that is None has not been set; `fill_from` replaces it with a default. A symbol is a
    character or a word, depending on the author.

    Attributes:
        temperature: the number by which the network's outputs (logits) are divided before a symbol
            is sampled; at 0, the most likely symbol is always chosen.
        top_k: the number of most likely symbols to sample from; 0 for all.
        top_p: a probability. Symbols are sampled from the smallest set of most likely symbols whose
            total probability is at least this; 1 for all symbols.
        min_p: a fraction. Only symbols whose probability is at least this fraction of the highest
            probability are sampled; 0 for all symbols.
        guard: how strongly symbols that would repeat a recent span of text are discouraged; 0 to
            disable this.
        length: how much to write at a time: a number of characters, or a string such as "80 words"
            or "4 lines".
        until: a text after which the author stops writing; "" for none.
        candidates: the number of versions of each sentence that the author writes. Only the best
            version is kept.

    Raises:
        UsageError: if a value is out of range.
    """

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    guard: float | None = None
    length: int | str | None = None
    until: str | None = None
    candidates: int | None = None

    def __post_init__(self) -> None:
        _ = self.sampling, self.shape  # making them checks the values
        if self.candidates is not None and not 1 <= self.candidates <= MOST_CANDIDATES:
            raise UsageError(
                f"candidates cannot be {self.candidates}",
                f"Use a whole number from 1 to {MOST_CANDIDATES}.",
            )

    def fill_from(self, defaults: "Settings") -> Self:
        """Return a copy of these settings, with each None replaced by the setting in `defaults`."""
        missing = {
            field.name: getattr(defaults, field.name)
            for field in fields(self)
            if getattr(self, field.name) is None
        }
        return replace(self, **missing)

    @property
    def sampling(self) -> Sampling:
        """The settings that control how each symbol (a character or word) is sampled.

        Settings that are None are replaced by their default values.
        """
        chosen = {
            field.name: getattr(self, field.name)
            for field in fields(Sampling)
            if getattr(self, field.name) is not None
        }
        return Sampling(**chosen)

    @property
    def shape(self) -> Shape:
        """How much an author (a language model) writes at a time; 300 characters by default."""
        shape = Shape() if self.length is None else Shape.parse(str(self.length))
        return replace(shape, until=self.until or "")
