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
    """An endless sequence of training batches, from a text that is read in parallel streams.

    The text is cut into B stretches of equal length, which are read side by side from beginning to
    end. A window is the part of a stretch that is read in one update. The class implements the
    interface `Batches`.

    The network may have features: F lookup tables that give it further input with each symbol.

    Args:
        ids: the network's inputs for the whole text of n symbols, at least 2: each symbol followed
            by the number of the row to read from each of the features' tables, int32 [n, 1 + F], or
            the symbols alone, int32 [n].
        batch: B, the number of streams; it is reduced if the text is too short.
        window: T, the number of symbols in a window; it is reduced if the text is too short.
        seed: the random seed for the point of the text at which each epoch starts.

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
        """The number of readings of the text so far, with the completed part of the current one."""
        length = int(self._rows.shape[1]) - 1
        return self.epoch + self._place / (length // self.window * self.window)

    def next(self) -> Batch:
        """Return the next batch of windows, and advance the position in the text.

        Windows are the stretches of text that the network reads side by side.

        The batch's `is_fresh` is true at the start of an epoch: the network's state must then be
        reset in all streams.
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
        """Return how far the text has been read, as JSON-serialisable values for a checkpoint."""
        return {
            "epoch": self.epoch,
            "offset": self._offset,
            "position": self._place,
            "random": self._random.bit_generator.state,
        }

    def restore(self, position: Mapping[str, Any]) -> None:
        """Return to a saved position in the text, from which the same batches follow as before.

        Args:
            position: the position to restore, as the method `position` returned it.
        """
        self.epoch = position["epoch"]
        self._cut(position["offset"])
        self._place = position["position"]
        self._random.bit_generator.state = position["random"]
