"""A text read as windows that do not follow one another: shuffled, or from anywhere at random.

The windows of an epoch and their order depend only on the seed and the number of the epoch, so the
position in an epoch is two numbers.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.loop.batches import Batch, fit_size


class WindowBatches:
    """Endless batches of windows of a text, in random order (`Batches`).

    Args:
        ids: the network's inputs for the whole text: the symbols, int32 [n], or the symbols with
            the rows of F features' tables, int32 [n, 1 + F]; n is at least 2.
        order: how windows are chosen. shuffled: the text is cut into windows once, which do not
            overlap, and each epoch reads them in another order, except for the last few if they
            do not fill a batch. random: each window begins anywhere, and an epoch reads as many
            windows as with shuffled.
        batch: B, the number of windows read side by side; a text too short for so many gets fewer.
        window: T, the number of symbols in a window; a text too short gets shorter windows.
        seed: the seed of the choice and order of windows.

    Attributes:
        batch: B, the number of windows read side by side.
        window: T, the number of symbols in a window.
        epoch: the number of complete epochs so far.
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
        self.batch, self.window = fit_size(len(ids), batch, window)
        self._count = (len(ids) - 1) // self.window  # windows of the text
        self._per_epoch = self._count // self.batch  # batches
        self._begin_epoch(0)

    @property
    def epochs(self) -> float:
        """The number of epochs so far, with the share of the current one."""
        return self.epoch + self._place / self._per_epoch

    def next(self) -> Batch:
        """Return the next batch of windows, and move on.

        At the start of an epoch, the batch says that the state of all rows must be reset.
        """
        is_fresh = self._place == 0
        starts = self._starts[self._place]  # [B]
        text = self._ids[starts[:, None] + np.arange(self.window + 1)]  # [B, T + 1]
        self._place += 1
        if self._place == self._per_epoch:
            self._begin_epoch(self.epoch + 1)
        return Batch.from_text(text, is_fresh)

    def _begin_epoch(self, epoch: int) -> None:
        self.epoch, self._place = epoch, 0
        random = np.random.default_rng((self._seed, epoch))
        shape = (self._per_epoch, self.batch)
        if self._order == "random":
            self._starts = random.integers(len(self._ids) - self.window, size=shape)
        else:
            order = random.permutation(self._count)[: self._per_epoch * self.batch]
            self._starts = order.reshape(shape) * self.window

    def position(self) -> dict[str, Any]:
        """Return the position in the current epoch, as plain values for a checkpoint."""
        return {"seed": self._seed, "epoch": self.epoch, "position": self._place}

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go back to a position in an epoch, with the order that its seed gives.

        Args:
            position: the position, as the method `position` returns it.
        """
        self._seed = position["seed"]
        self._begin_epoch(position["epoch"])
        self._place = position["position"]
