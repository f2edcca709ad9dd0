"""The cost of symbols in bits (docs/design.md, "bits per character"), for any model."""

import math

import numpy as np
from numpy.typing import NDArray

from models.network import Floats, Ints

NAMING = math.log2(1_114_112)  # bits to name a character among all code points


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
