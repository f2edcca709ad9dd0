"""An n-gram model with interpolated modified Kneser-Ney smoothing, counted whole in memory.

Source: Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling"
(TR-10-98, Harvard, 1998), section 3. The highest order counts how often an n-gram occurs; each
lower order counts how many different symbols precede it. Every order subtracts a discount of one of
three sizes from its counts, and gives the probability so freed to the next lower order. The lowest
order is mixed with the uniform distribution, so every symbol has a probability.

An n-gram is coded as one number whose digits are its symbols, the oldest most significant. So
integer division by the number of symbols gives its context, the remainder by a power of that number
gives its suffix, and all counting is done by sorting. This module knows symbols only: no text, no
alphabet.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.network import Ints

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

_AT_ONCE = 2**21  # n-grams sorted or looked up in one go, to limit memory
_USUAL = (0.0, 0.5, 1.0, 1.5)  # discounts for a text too small or too regular to estimate them


@dataclass(frozen=True)
class _Order:
    """The n-grams of one length: g distinct n-grams with c distinct contexts.

    Attributes:
        grams: the codes of the n-grams that occur, int64 [g], ascending.
        probabilities: the discounted probability of each n-gram's last symbol after its context,
            float64 [g].
        contexts: the codes of the n-grams' contexts, int64 [c], ascending.
        weights: the share of probability that each context leaves to the next lower order,
            float64 [c].
    """

    grams: Codes
    probabilities: Floats
    contexts: Codes
    weights: Floats

    @classmethod
    def from_counts(cls, grams: Codes, counts: Codes, symbols: int) -> "_Order":
        """Estimate one order of the model from counts of its n-grams.

        Args:
            grams: the codes of the n-grams, int64 [g], ascending.
            counts: the count of each n-gram, int64 [g].
            symbols: the number of distinct symbols.
        """
        contexts = grams // symbols
        first = np.concatenate([[True], contexts[1:] != contexts[:-1]])  # [g], of its context
        starts = np.flatnonzero(first)
        totals = np.add.reduceat(counts, starts).astype(np.float64)
        discounts = np.array(_discounts(counts))[np.minimum(counts, 3)]
        probabilities = (counts - discounts) / totals[np.cumsum(first) - 1]
        weights = np.add.reduceat(discounts, starts) / totals
        return cls(grams, probabilities, contexts[starts], weights)

    def interpolate(self, grams: Codes, symbols: int, lower: Floats) -> Floats:
        """Return the probability of each n-gram's last symbol after its context, float64 [n].

        Args:
            grams: the codes of the n-grams, int64 [n].
            symbols: the number of distinct symbols.
            lower: the probabilities of these last symbols by the next lower order, float64 [n].
        """
        index, occurs = _look_up(self.contexts, grams // symbols)
        share = np.where(occurs, self.weights[index], 1.0) * lower
        index, occurs = _look_up(self.grams, grams)
        return share + np.where(occurs, self.probabilities[index], 0.0)


class KneserNey:
    """An n-gram language model with interpolated modified Kneser-Ney smoothing.

    The model predicts each symbol of a text from the few symbols before it. Source: Chen and
    Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (TR-10-98, Harvard,
    1998), section 3.

    Args:
        texts: the texts on which to train the model, each as an int32 array of its symbols,
            numbered from 0 to `symbols` - 1. There must be at least one symbol in total.
        symbols: the number of distinct symbols.
        start: the symbol assumed to precede each text, as many times as an n-gram requires.
        order: the maximum length of an n-gram, in symbols. It is reduced if n-grams of this length
            cannot be encoded in 62 bits.
    """

    def __init__(self, texts: Sequence[Ints], symbols: int, start: int, order: int = 5) -> None:
        self._symbols = symbols
        self._start = start
        self._order = max(1, min(order, int(62 / math.log2(max(symbols, 2)))))
        grams, counts = self._count(texts)
        orders: list[_Order] = []
        for length in range(self._order, 0, -1):
            orders.append(_Order.from_counts(grams, counts, symbols))
            # for each suffix of an n-gram: how many different symbols precede it
            grams, counts = np.unique(grams % symbols ** (length - 1), return_counts=True)
        self._orders = orders[::-1]

    def bits(self, ids: Ints) -> Floats:
        """Return the cost in bits of each symbol of a text, given the symbols before it.

        Args:
            ids: the n symbols of the text, numbered as in the model's training, int32 [n].

        Returns:
            The costs, float64 [n]: the negative binary logarithm of each symbol's probability.
        """
        costs = [np.zeros(0)]
        for longest in self._grams(ids):
            probabilities = np.full(len(longest), 1 / self._symbols)
            for length, order in enumerate(self._orders, 1):
                grams = longest % self._symbols**length
                probabilities = order.interpolate(grams, self._symbols, probabilities)
            costs.append(-np.log2(probabilities))
        return np.concatenate(costs)

    def _grams(self, ids: Ints) -> Iterator[Codes]:
        """Yield the codes of the longest n-grams that end at each symbol, in pieces."""
        before = self._order - 1
        padded = np.concatenate([np.full(before, self._start, np.int32), ids])
        for begin in range(0, len(ids), _AT_ONCE):
            piece = padded[begin : begin + _AT_ONCE + before].astype(np.int64)
            size = len(piece) - before
            codes = np.zeros(size, np.int64)
            for i in range(self._order):
                codes = codes * self._symbols + piece[i : i + size]
            yield codes

    def _count(self, texts: Sequence[Ints]) -> tuple[Codes, Codes]:
        """Return the codes of all texts' longest n-grams, ascending, and how often each occurs."""
        grams, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
        for ids in texts:
            for piece in self._grams(ids):
                new, often = np.unique(piece, return_counts=True)
                both = np.concatenate([grams, new])
                grams, place = np.unique(both, return_inverse=True)
                weights = np.concatenate([counts, often])
                counts = np.bincount(place, weights, len(grams)).astype(np.int64)
        return grams, counts


def _look_up(table: Codes, codes: Codes) -> tuple[Codes, NDArray[np.bool_]]:
    """Return the index of each code in an ascending table, and whether the table has the code."""
    index = np.minimum(table.searchsorted(codes), len(table) - 1)
    return index, table[index] == codes


def _discounts(counts: Codes) -> tuple[float, ...]:
    """Return the discounts of n-grams counted 0, 1, 2, and 3 or more times (paper, equation 26).

    They are estimated from the numbers of n-grams that were counted once, twice, three and four
    times. If there are too few of these, or if a discount is below 0 or above its count, `_USUAL`
    is returned.
    """
    once, twice, thrice, four = (int(np.count_nonzero(counts == i)) for i in (1, 2, 3, 4))
    if not (once and twice and thrice):
        return _USUAL
    share = once / (once + 2 * twice)
    estimated = (
        0.0,
        1 - 2 * share * twice / once,
        2 - 3 * share * thrice / twice,
        3 - 4 * share * four / thrice,
    )
    if any(not 0 <= discount <= i for i, discount in enumerate(estimated)):
        return _USUAL
    return estimated
