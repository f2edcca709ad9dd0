"""Loops in NumPy: an LSTM that writes character by character, and copies of arrays.

The LSTM has random weights. The copies show how fast the weights of a network can be read at most.

In the shapes of arrays, V is the number of symbols, E the length of an embedding and H the number
of units.
"""

import json
import sys
from functools import partial
from typing import Any

import numpy as np

from benchmarks.speed.worker import Loop, serve, time_calls

_TEMPERATURE = 0.7


class Author:
    """A network with one LSTM layer and random weights, which writes one symbol after another.

    Args:
        symbols: the number of symbols.
        embedding: the length of the embedding.
        units: the number of units.
    """

    def __init__(self, symbols: int, embedding: int, units: int) -> None:
        self._random = random = np.random.default_rng(1)

        def draw(*shape: int) -> Any:
            return random.uniform(-0.05, 0.05, shape).astype(np.float32)

        self._embedding = draw(symbols, embedding)
        self._kernel, self._bias = draw(embedding + units, 4 * units), draw(4 * units)
        self._head, self._head_bias = draw(units, symbols), draw(symbols)
        self._units = units
        self._symbol = 1
        self._h, self._c = np.zeros(units, np.float32), np.zeros(units, np.float32)

    def write(self) -> None:
        """Read the previous symbol, and choose the next one at random."""
        x = np.concatenate([self._embedding[self._symbol], self._h])
        z = x @ self._kernel + self._bias  # [4H]
        gates = 1 / (1 + np.exp(-z[: 3 * self._units]))
        i, f, o = np.split(gates, 3)
        self._c = f * self._c + i * np.tanh(z[3 * self._units :])
        self._h = o * np.tanh(self._c)
        logits = (self._h @ self._head + self._head_bias) / _TEMPERATURE  # [V]
        shares = np.cumsum(np.exp(logits - logits.max()))
        self._symbol = int(np.searchsorted(shares, self._random.random() * shares[-1]))
        self._symbol = min(self._symbol, len(shares) - 1)


def main() -> None:
    """Serve the loops: writing, and copies of arrays of two sizes."""
    options = json.loads(sys.argv[1])
    author = Author(options["symbols"], options["embedding"], options["units"])
    loops: dict[str, Loop] = {"write": partial(time_calls, author.write)}
    for name in ("weights", "memory"):
        source = np.ones(max(1, options[name]), np.uint8)
        target = np.zeros_like(source)
        loops[name] = partial(time_calls, partial(np.copyto, target, source))
    serve(loops, {"numpy": np.__version__})


if __name__ == "__main__":
    main()
