"""A text read as parallel streams of windows, for truncated backpropagation through time.

The text is cut into B stretches of equal length, read side by side; each window follows the last in
its stretch, so the recurrent state can be carried. Each epoch starts at another point of the text,
drawn at random, so that the cuts fall elsewhere; the state is then reset.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.loop.batches import Batch, fit_size


class StreamBatches:
    """Endless batches of windows of a text, read in its own order in parallel streams (`Batches`).

    Args:
        ids: the network's inputs for the whole text: the symbols, int32 [n], or the symbols with
            the rows of F features' tables, int32 [n, 1 + F]; n is at least 2.
        batch: B, the number of streams; a text too short for so many gets fewer.
        window: T, the number of symbols in a window; a text too short gets shorter windows.
        seed: the seed of the points at which epochs start.

    Attributes:
        batch: B, the number of streams.
        window: T, the number of symbols in a window.
        epoch: the number of complete readings of the text so far.
    """

    def __init__(self, ids: NDArray[np.int32], batch: int, window: int, seed: int) -> None:
        self._ids = ids
        self.batch, self.window = fit_size(len(ids), batch, window)
        self._random = np.random.default_rng(seed)
        self.epoch = -1
        self._begin_epoch()

    @property
    def epochs(self) -> float:
        """The number of readings of the text so far, with the share of the current one."""
        length = int(self._rows.shape[1]) - 1
        return self.epoch + self._place / (length // self.window * self.window)

    def next(self) -> Batch:
        """Return the next batch of windows, and move on.

        At the start of an epoch, the batch says that the state of all rows must be reset.
        """
        is_fresh = self._place == 0
        text = self._rows[:, self._place : self._place + self.window + 1]  # [B, T + 1]
        self._place += self.window
        if self._place + self.window + 1 > self._rows.shape[1]:
            self._begin_epoch()
        return Batch.from_text(text, is_fresh)

    def _begin_epoch(self) -> None:
        self.epoch += 1
        self._cut(int(self._random.integers(len(self._ids))))

    def _cut(self, offset: int) -> None:
        """Cut the text into rows, from `offset` to its end and on from its beginning."""
        self._offset, self._place = offset, 0
        ids = np.roll(self._ids, -offset, axis=0)
        # the last symbol of a stretch is the target of its last input, and the next one's first
        length = (len(ids) - 1) // self.batch
        starts = np.arange(self.batch)[:, None] * length
        self._rows = ids[starts + np.arange(length + 1)[None, :]]  # [B, length + 1]

    def position(self) -> dict[str, Any]:
        """Return the position of the streams in the text, as plain values for a checkpoint."""
        return {
            "epoch": self.epoch,
            "offset": self._offset,
            "position": self._place,
            "random": self._random.bit_generator.state,
        }

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go back to a position in the text, with the random generator in the state it had there.

        Args:
            position: the position, as the method `position` returns it.
        """
        self.epoch = position["epoch"]
        self._cut(position["offset"])
        self._place = position["position"]
        self._random.bit_generator.state = position["random"]
