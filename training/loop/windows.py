"""A text as windows that do not follow one another: shuffled, or drawn anywhere.

Which windows an epoch reads, and in what order, is a function of the seed and the epoch's number
alone, so a place among them is two numbers.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray


class WindowBatches:
    """Endless windows of a text, a batch at a time.

    Args:
        ids: int32 [n], the text's symbols, at least 2; or [n, F], what is read at each.
        order: shuffled: the text is cut into windows once, so that each of its symbols is the
            target of one, and each epoch reads all of them in another order, but for the few that
            fill no batch. random: every window begins anywhere, and an epoch is as many of them.
        batch: B, windows read side by side; fewer where the text is too short for so many.
        window: T, symbols of a window; fewer where the text is too short.
        seed: of the order.
    """

    def __init__(
        self,
        ids: NDArray[np.int32],
        order: Literal["shuffled", "random"],
        batch: int,
        window: int,
        seed: int,
    ) -> None:
        self._ids = ids
        self._order = order
        self._seed = seed
        self.window = min(window, len(ids) - 1)
        count = (len(ids) - 1) // self.window
        self.batch = min(batch, count)
        self._per_epoch = count // self.batch  # batches
        self._turn_to(0)

    @property
    def epochs(self) -> float:
        """Epochs read so far, with what has been read of this one."""
        return self.epoch + self._position / self._per_epoch

    def next(self) -> tuple[NDArray[np.int32], NDArray[np.int32], bool]:
        """The next windows: inputs [B, T], what follows each [B, T]; whether an epoch begins.

        Both are [B, T, F] where the text is.
        """
        fresh = self._position == 0
        starts = self._starts[self._position]  # [B]
        cut = self._ids[starts[:, None] + np.arange(self.window + 1)]  # [B, T + 1]
        self._position += 1
        if self._position == self._per_epoch:
            self._turn_to(self.epoch + 1)
        return cut[:, :-1], cut[:, 1:], fresh

    def _turn_to(self, epoch: int) -> None:
        self.epoch, self._position = epoch, 0
        random = np.random.default_rng((self._seed, epoch))
        shape = (self._per_epoch, self.batch)
        if self._order == "random":
            self._starts = random.integers(len(self._ids) - self.window, size=shape)
        else:
            count = (len(self._ids) - 1) // self.window
            order = random.permutation(count)[: self._per_epoch * self.batch]
            self._starts = order.reshape(shape) * self.window

    def position(self) -> dict[str, Any]:
        """Where the reading stands, as plain values for a checkpoint."""
        return {"seed": self._seed, "epoch": self.epoch, "position": self._position}

    def go_to(self, position: Mapping[str, Any]) -> None:
        """Stand where `position` said."""
        self._seed = position["seed"]
        self._turn_to(position["epoch"])
        self._position = position["position"]
