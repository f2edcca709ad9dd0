"""The cost of symbols and texts in bits (docs/design.md, "bits per character"), for any model."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.network import Floats, Ints

NAMING = math.log2(1_114_112)  # bits to name a character among all code points


@dataclass(frozen=True)
class Score:
    """What a text costs.

    Attributes:
        bits: float64 [characters], of each character; their sum divided by their number is the
            text's bits per character. The cost of a word stands at its last character.
        unknown: the characters or words that the alphabet lacks, with how often.
    """

    bits: NDArray[np.float64]
    unknown: Counter[str]

    @property
    def bits_per_character(self) -> float:
        """The mean cost of a character, in bits; 0 for an empty text."""
        return float(self.bits.mean()) if len(self.bits) else 0.0


def costs(logits: Floats, ids: Ints) -> NDArray[np.float64]:
    """Return what each symbol costs in bits, by the softmax of its row of logits.

    Args:
        logits: [n, V].
        ids: [n], the symbols that did come.

    Returns:
        float64 [n].
    """
    precise = logits.astype(np.float64)
    precise -= precise.max(axis=1, keepdims=True)
    nats = np.log(np.exp(precise).sum(axis=1)) - precise[np.arange(len(ids)), ids]
    return np.asarray(nats / math.log(2))
