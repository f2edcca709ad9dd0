"""From logits to the next symbol: temperature, top-k, top-p, min-p, and a seeded generator.

Filters apply in that order, each to the distribution the one before left, all at the temperature
asked for. Top-p is nucleus sampling (Holtzman et al., 2020, arXiv:1904.09751); min-p keeps what is
at least that share of the likeliest symbol (Nguyen et al., 2024, arXiv:2407.01082). Symbol 0, the
replacement, is never drawn. This module knows numbers only: no text, no alphabet, no network.
"""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.errors import UsageError


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

    temperature: float = 0.7
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    guard: float = 0.8

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


class Sampler:
    """Draws symbols; the same seed and logits give the same symbols.

    Args:
        sampling: the settings.
        seed: of the generator (PCG64); greedy sampling never uses it.
        first: bool [V], the symbols that may be the first; None for any.
    """

    def __init__(
        self, sampling: Sampling, seed: int, first: NDArray[np.bool_] | None = None
    ) -> None:
        self._first = first
        self._sampling = sampling
        self._random = np.random.default_rng(seed)

    def pick(self, logits: NDArray[np.float32]) -> int:
        """The next symbol, for logits [V].

        Raises:
            ValueError: when no symbol has a chance, as where logits are no numbers.
        """
        settings = self._sampling
        if self._first is not None:
            logits, self._first = np.where(self._first, logits, -np.inf), None
        highest = float(logits[1:].max())
        if not math.isfinite(highest):
            raise ValueError("no symbol has a chance")
        if settings.temperature == 0:
            return int(np.argmax(logits[1:])) + 1
        scaled = logits[1:].astype(np.float64)  # [V - 1]
        scaled -= highest  # before the division, which may be by very little
        with np.errstate(over="ignore"):  # by next to nothing: all but the likeliest get no weight
            scaled /= settings.temperature
        weights = np.exp(scaled)  # [V - 1], the likeliest is 1
        if settings.top_k:
            self._keep_top_k(weights, settings.top_k)
        if settings.top_p < 1:
            self._keep_top_p(weights, settings.top_p)
        if settings.min_p:
            weights[weights < settings.min_p] = 0
        cumulated = weights.cumsum()
        drawn = self._random.random() * cumulated[-1]
        # 'right' passes over symbols of weight 0, and a draw below the total is always in range
        return int(cumulated.searchsorted(drawn, side="right")) + 1

    @staticmethod
    def _keep_top_k(weights: NDArray[np.float64], k: int) -> None:
        if k < len(weights):
            order = np.argsort(-weights, kind="stable")
            weights[order[k:]] = 0

    @staticmethod
    def _keep_top_p(weights: NDArray[np.float64], p: float) -> None:
        order = np.argsort(-weights, kind="stable")
        cumulated = weights[order].cumsum()
        keep = int(cumulated.searchsorted(p * cumulated[-1])) + 1
        weights[order[keep:]] = 0
