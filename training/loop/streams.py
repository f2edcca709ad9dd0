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
    """An endless sequence of training batches from a text that is read at B places in parallel.

    The text is split into B parts of equal length, called streams. They are read in parallel, from
    beginning to end. Each update of the weights reads one window (the next T symbols) of every
    stream. The class implements the `Batches` interface.

    The network can have F lookup tables, called features, that provide additional input for each
    symbol.

    Args:
        ids: the network's inputs for a text of n symbols (at least 2): each symbol, as an index
            into the alphabet, followed by the index of the row to read from each feature table,
            int32 [n, 1 + F], or the symbols alone, int32 [n].
        batch: B, the number of streams; reduced if the text is too short.
        window: T, the number of symbols in a window; reduced if the text is too short.
        seed: the random seed for choosing the point in the text where each epoch starts.

    Attributes:
        batch: B, the number of streams.
        window: T, the number of symbols in a window.
        epoch: the number of complete passes over the text so far.
    """

    def __init__(self, ids: NDArray[np.int32], batch: int, window: int, seed: int) -> None:
        self._ids = ids
        self.batch, self.window = fit_size(len(ids), batch, window)
        self._random = np.random.default_rng(seed)
        self.epoch = -1
        self._begin_epoch()

    @property
    def epochs(self) -> float:
        """The number of passes made over the training text, counting the current one as a fraction.

        For example, it is 2.5 halfway through the third pass.
        """
        length = int(self._rows.shape[1]) - 1
        return self.epoch + self._place / (length // self.window * self.window)

    def next(self) -> Batch:
        """Return the next batch of windows, and advance the position in the training text.

        A window is a stretch of text; the network reads all windows of a batch in parallel.

        In the batch, `is_fresh` is true at the start of an epoch, when the network's state must be
        reset for all windows.
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
        """Return the position in the training text as a JSON-serialisable dict for a checkpoint."""
        return {
            "epoch": self.epoch,
            "offset": self._offset,
            "position": self._place,
            "random": self._random.bit_generator.state,
        }

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go back to a saved position in the training text; the next batch is read from there.

        Args:
            position: the position to restore, as returned by the method `position`.
        """
        self.epoch = position["epoch"]
        self._cut(position["offset"])
        self._place = position["position"]
        self._random.bit_generator.state = position["random"]
