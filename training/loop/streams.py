"""A text as parallel streams of windows, for truncated backpropagation through time.

The text is cut into B stretches of equal length, read side by side; each window follows the last,
so the recurrent state carries on. Each epoch begins at another place of the text, drawn by the
generator, so that the cuts fall elsewhere; there the state begins anew.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class StreamBatches:
    """Endless windows of a text.

    Args:
        ids: int32 [n], the text's symbols, at least 2; or [n, F], what is read at each.
        batch: B, streams; fewer where the text is too short for so many.
        window: T, symbols of a window; fewer where the text is too short.
        seed: of where each epoch begins.
    """

    def __init__(self, ids: NDArray[np.int32], batch: int, window: int, seed: int) -> None:
        self._ids = ids
        self.window = min(window, len(ids) - 1)
        self.batch = max(1, min(batch, (len(ids) - 1) // self.window))
        self._random = np.random.default_rng(seed)
        self.epoch = -1
        self._begin_epoch()

    @property
    def epochs(self) -> float:
        """Epochs read so far, with what has been read of this one."""
        length = int(self._rows.shape[1]) - 1
        return self.epoch + self._position / (length // self.window * self.window)

    def next(self) -> tuple[NDArray[np.int32], NDArray[np.int32], bool]:
        """The next window: inputs [B, T], what follows each [B, T]; whether the state begins anew.

        Both are [B, T, F] where the text is.
        """
        fresh = self._position == 0
        cut = self._rows[:, self._position : self._position + self.window + 1]  # [B, T + 1]
        self._position += self.window
        if self._position + self.window + 1 > self._rows.shape[1]:
            self._begin_epoch()
        return cut[:, :-1], cut[:, 1:], fresh

    def _begin_epoch(self) -> None:
        self.epoch += 1
        self._turn_to(int(self._random.integers(len(self._ids))))

    def _turn_to(self, offset: int) -> None:
        self._offset, self._position = offset, 0
        turned = np.roll(self._ids, -offset, axis=0)
        # the last symbol of a stretch is the target of its last input, and the next one's first
        length = (len(turned) - 1) // self.batch
        starts = np.arange(self.batch)[:, None] * length
        self._rows = turned[starts + np.arange(length + 1)[None, :]]  # [B, length + 1]

    def position(self) -> dict[str, Any]:
        """Where the streams stand, as plain values for a checkpoint."""
        return {
            "epoch": self.epoch,
            "offset": self._offset,
            "position": self._position,
            "random": self._random.bit_generator.state,
        }

    def go_to(self, position: Mapping[str, Any]) -> None:
        """Stand where `position` said."""
        self.epoch = position["epoch"]
        self._turn_to(position["offset"])
        self._position = position["position"]
        self._random.bit_generator.state = position["random"]
