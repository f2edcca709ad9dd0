"""A text as parallel streams of windows, for truncated backpropagation through time.

The text is cut into B stretches of equal length, read side by side; each window follows the last,
so the recurrent state carries on. Each epoch begins at another place of the text, drawn by the
generator, so that the cuts fall elsewhere; there the state begins anew.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.loop.batches import Batch, fit_size


class StreamBatches:
    """Endless windows of a text in its own order (`Batches`).

    Args:
        ids: what is read of the text: symbols, int32 [n], at least 2; or [n, 1 + F] with the
            features' rows.
        batch: B, streams; fewer where the text is too short for so many.
        window: T, symbols of a window; fewer where the text is too short.
        seed: of where each epoch begins.
    """

    def __init__(self, ids: NDArray[np.int32], batch: int, window: int, seed: int) -> None:
        self._ids = ids
        self.batch, self.window = fit_size(len(ids), batch, window)
        self._random = np.random.default_rng(seed)
        self.epoch = -1
        self._begin_epoch()

    @property
    def epochs(self) -> float:
        """Readings of the text that are over, with the share of the present one."""
        length = int(self._rows.shape[1]) - 1
        return self.epoch + self._place / (length // self.window * self.window)

    def next(self) -> Batch:
        """Return the next windows; the state of all rows begins anew where an epoch does."""
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
        """Cut the text, which begins at `offset` and goes on round its end, into rows."""
        self._offset, self._place = offset, 0
        ids = np.roll(self._ids, -offset, axis=0)
        # the last symbol of a stretch is the target of its last input, and the next one's first
        length = (len(ids) - 1) // self.batch
        starts = np.arange(self.batch)[:, None] * length
        self._rows = ids[starts + np.arange(length + 1)[None, :]]  # [B, length + 1]

    def position(self) -> dict[str, Any]:
        """Return where the streams stand, as plain values for a checkpoint."""
        return {
            "epoch": self.epoch,
            "offset": self._offset,
            "position": self._place,
            "random": self._random.bit_generator.state,
        }

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go on from where `position` said, by the same generator."""
        self.epoch = position["epoch"]
        self._cut(position["offset"])
        self._place = position["position"]
        self._random.bit_generator.state = position["random"]
