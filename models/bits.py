"""Compute the cost of symbols and texts in bits (docs/design.md, "bits per character")."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.network import Floats, Ints

NAMING = math.log2(1_114_112)  # bits to name a character among all code points


@dataclass(frozen=True)
class Score:
    """How well a model predicts a text: the cost of each character in bits; lower is better.

    The cost is −log2 of the probability that the model gave to the character.

    Attributes:
        bits: the cost of each character in bits, a float64 array with one entry for each character.
            If the model predicts words, the whole cost of a word is assigned to its last character.
        unknown: a Counter of the characters or words in the text that are not in the model's
            alphabet.
    """

    bits: NDArray[np.float64]
    unknown: Counter[str]

    @property
    def bits_per_character(self) -> float:
        """The mean number of bits needed to predict a character; 0 for an empty text."""
        return float(self.bits.mean()) if len(self.bits) else 0.0


def costs(logits: Floats, ids: Ints) -> NDArray[np.float64]:
    """Return the cost in bits of each symbol: −log2 of the probability that a network gave it.

    A symbol is a character or a word.

    Args:
        logits: the network's output before each of n symbols, [n, V], where V is the number of
            symbols in the alphabet. The probabilities are the softmax of the logits.
        ids: the indices in the alphabet of the n symbols that followed, [n].

    Returns:
        The costs in bits, a float64 array [n].
    """
    precise = logits.astype(np.float64)
    precise -= precise.max(axis=1, keepdims=True)
    nats = np.log(np.exp(precise).sum(axis=1)) - precise[np.arange(len(ids)), ids]
    return np.asarray(nats / math.log(2))
