"""The sampler turns logits into the next symbol: temperature, top-k, top-p, min-p, a seeded draw.

The filters are applied in that order, each to the result of the previous one, and all after the
temperature. Top-p is nucleus sampling (Holtzman et al., 2020, arXiv:1904.09751). Min-p keeps
symbols with at least that fraction of the highest probability (Nguyen et al., 2024,
arXiv:2407.01082). Symbol 0, the replacement for anything unknown, is never drawn.
"""

import math

import numpy as np
from numpy.typing import NDArray

from common.settings import Sampling

# The lowest temperature to divide by. All but the likeliest symbol have no weight there already;
# divided by less, a logit could overflow.
_COLDEST = 1e-200
_LEAST = 1e-12  # a probability below which none is told apart
_HIGHEST = 700.0  # to the power of which e is still finite


class Sampler:
    """A seeded random generator that draws the symbols of one passage from a network's logits.

    A passage is a text written in one go. The same settings, seed and logits always give the same
    symbols.

    Args:
        sampling: the settings of the random choice, such as the temperature.
        seed: the seed of the random generator (PCG64), which is not used at temperature 0.
        first: for each symbol of the alphabet, whether the passage can begin with it, as a bool
            array; None if the passage can begin with any symbol.
    """

    def __init__(
        self, sampling: Sampling, seed: int, first: NDArray[np.bool_] | None = None
    ) -> None:
        self._first = first
        self._sampling = sampling
        self._random = np.random.default_rng(seed)

    @property
    def is_greedy(self) -> bool:
        """Whether the likeliest symbol (character or word) is always chosen, whatever the seed."""
        return self._sampling.temperature == 0

    def sharpen(self, probability: float) -> float:
        """Apply the temperature to the probability of one of two outcomes, and return the result.

        Args:
            probability: the outcome's probability at temperature 1, from 0 to 1.
        """
        rest = max(1 - probability, _LEAST)
        logit = math.log(max(probability, _LEAST) / rest)
        logit /= max(self._sampling.temperature, _COLDEST)
        return 1 / (1 + math.exp(min(-logit, _HIGHEST)))

    def draw(self) -> float:
        """Return a random number in [0, 1), to be used for choices other than the next symbol."""
        return self._random.random()

    def pick(self, logits: NDArray[np.float32], weights: NDArray[np.float64] | None = None) -> int:
        """Draw the next symbol (character or word), and return its index in the alphabet.

        The index is never 0, which is the replacement (the symbol for anything unknown).

        Args:
            logits: the network's output for the next symbol, [V], where V is the alphabet's size.
            weights: positive factors by which the probabilities are multiplied after the
                temperature and the filters have been applied, [V]; None for no change. They have no
                effect at temperature 0.

        Raises:
            ValueError: when no symbol can be drawn because the highest logit is not finite.
        """
        settings = self._sampling
        if self._first is not None:
            logits, self._first = np.where(self._first, logits, -np.inf), None
        writable = logits[1:]
        likeliest = int(writable.argmax())
        highest = float(writable[likeliest])
        if not math.isfinite(highest):
            raise ValueError("no symbol has a chance")
        if settings.temperature == 0:
            return likeliest + 1
        odds = writable.astype(np.float64)
        odds -= highest  # before dividing, perhaps by a tiny number
        odds /= max(settings.temperature, _COLDEST)
        np.exp(odds, out=odds)  # the likeliest is 1
        if settings.top_k:
            self._keep_top_k(odds, settings.top_k)
        if settings.top_p < 1:
            self._keep_top_p(odds, settings.top_p)
        if settings.min_p:
            odds *= odds >= settings.min_p
        if weights is not None:
            odds *= weights[1:]
        sums = np.add.accumulate(odds)  # faster than cumsum, and the same
        drawn = self._random.random() * float(sums[-1])
        # 'right' skips symbols of weight 0, and a draw below the total is always in range
        return int(sums.searchsorted(drawn, "right")) + 1

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
