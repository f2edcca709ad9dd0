"""An n-gram model with interpolated modified Kneser-Ney smoothing, counted whole in memory.

Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (TR-10-98,
Harvard, 1998), section 3: the highest order counts how often an n-gram was seen, the lower ones
after how many different symbols it was; each order keeps its counts less a discount of three sizes,
and what was taken off weighs the next lower order. The lowest is mixed with the uniform
distribution, so every symbol has a probability.

An n-gram is one number, its symbols as the digits, the oldest most significant. So its context is
the quotient by the number of symbols, its suffix a remainder, and all counting is sorting. This
module knows symbols only: no text, no alphabet.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.network import Ints

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

_AT_ONCE = 2**21  # n-grams sorted or looked up in one go, for the memory
_USUAL = (0.0, 0.5, 1.0, 1.5)  # discounts of a text too small or too regular to estimate them from


@dataclass(frozen=True)
class _Order:
    """The n-grams of one length.

    Attributes:
        grams: int64 [g], those seen, ascending.
        kept: float64 [g], the probability each keeps after its context, discounted.
        contexts: int64 [c], what they begin with, ascending.
        left: float64 [c], the weight that each leaves to the next lower order.
    """

    grams: Codes
    kept: Floats
    contexts: Codes
    left: Floats

    @classmethod
    def of(cls, grams: Codes, counts: Codes, symbols: int) -> "_Order":
        begins = grams // symbols
        first = np.concatenate([[True], begins[1:] != begins[:-1]])  # [g], of its context
        starts = np.flatnonzero(first)
        totals = np.add.reduceat(counts, starts).astype(np.float64)
        discounts = np.array(_discounts(counts))[np.minimum(counts, 3)]
        kept = (counts - discounts) / totals[np.cumsum(first) - 1]
        left = np.add.reduceat(discounts, starts) / totals
        return cls(grams, kept, begins[starts], left)

    def mixed(self, grams: Codes, symbols: int, lower: Floats) -> Floats:
        """Probabilities [n] of n-grams [n] after their contexts, given those of the next lower."""
        at, seen = _found(self.contexts, grams // symbols)
        mixed = np.where(seen, self.left[at], 1.0) * lower
        at, seen = _found(self.grams, grams)
        return mixed + np.where(seen, self.kept[at], 0.0)


class KneserNey:
    """The n-gram model of some texts.

    Args:
        texts: int32 [n] each, the symbols of each text; together not empty.
        symbols: how many there are; ids are below it.
        start: the symbol that is thought to stand, as often as need be, before each text.
        order: the longest n-gram; less where the numbers of that many symbols pass 62 bits.
    """

    def __init__(self, texts: Sequence[Ints], symbols: int, start: int, order: int = 5) -> None:
        self._symbols = symbols
        self._start = start
        self._order = max(1, min(order, int(62 / math.log2(max(symbols, 2)))))
        grams, counts = self._counted(texts)
        orders: list[_Order] = []
        for length in range(self._order, 0, -1):
            orders.append(_Order.of(grams, counts, symbols))
            # of each suffix of an n-gram: how many different symbols stood before it
            grams, counts = np.unique(grams % symbols ** (length - 1), return_counts=True)
        self._orders = orders[::-1]

    def bits(self, ids: Ints) -> Floats:
        """The cost in bits [n] of each symbol of a text [n] after those before it."""
        costs = [np.zeros(0)]
        for longest in self._grams(ids):
            probabilities = np.full(len(longest), 1 / self._symbols)
            for length, order in enumerate(self._orders, 1):
                grams = longest % self._symbols**length
                probabilities = order.mixed(grams, self._symbols, probabilities)
            costs.append(-np.log2(probabilities))
        return np.concatenate(costs)

    def _grams(self, ids: Ints) -> Iterator[Codes]:
        """The longest n-gram that ends at each symbol, in pieces."""
        before = self._order - 1
        padded = np.concatenate([np.full(before, self._start, np.int32), ids])
        for begin in range(0, len(ids), _AT_ONCE):
            piece = padded[begin : begin + _AT_ONCE + before].astype(np.int64)
            size = len(piece) - before
            codes = np.zeros(size, np.int64)
            for i in range(self._order):
                codes = codes * self._symbols + piece[i : i + size]
            yield codes

    def _counted(self, texts: Sequence[Ints]) -> tuple[Codes, Codes]:
        """The longest n-grams of all texts, ascending, and how often each was seen."""
        grams, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
        for ids in texts:
            for piece in self._grams(ids):
                new, often = np.unique(piece, return_counts=True)
                both = np.concatenate([grams, new])
                grams, place = np.unique(both, return_inverse=True)
                weights = np.concatenate([counts, often])
                counts = np.bincount(place, weights, len(grams)).astype(np.int64)
        return grams, counts


def _found(known: Codes, wanted: Codes) -> tuple[Codes, NDArray[np.bool_]]:
    """Where in `known`, ascending, each of `wanted` is; and whether it is there at all."""
    at = np.minimum(known.searchsorted(wanted), len(known) - 1)
    return at, known[at] == wanted


def _discounts(counts: Codes) -> tuple[float, ...]:
    """What is taken off an n-gram counted 0, 1, 2, and 3 times or more (equation 26 of the paper).

    Estimated from how many n-grams were counted once, twice, three and four times. Where there are
    too few, or a discount comes out below 0 or above its count, the usual ones are taken.
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
