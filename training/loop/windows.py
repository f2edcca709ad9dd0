"""A text as windows that do not follow one another: shuffled, or drawn anywhere.

Which windows an epoch reads, and in what order, is a function of the seed and the epoch's number
alone, so a position among them is two numbers.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from training.loop.batches import Batch, fit_size


class WindowBatches:
    """Endless windows of a text in no order of its own (`Batches`).

    Args:
        ids: what is read of the text: symbols, int32 [n], at least 2; or [n, 1 + F] with the
            features' rows.
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
        self.batch, self.window = fit_size(len(ids), batch, window)
        self._count = (len(ids) - 1) // self.window  # windows of the text
        self._per_epoch = self._count // self.batch  # batches
        self._begin_epoch(0)

    @property
    def epochs(self) -> float:
        """Readings of the text that are over, with the share of the present one."""
        return self.epoch + self._place / self._per_epoch

    def next(self) -> Batch:
        """Return the next windows; they say that the state begins anew where an epoch does."""
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
        """Return where the reading stands, as plain values for a checkpoint."""
        return {"seed": self._seed, "epoch": self.epoch, "position": self._place}

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go on from where `position` said, in the same order."""
        self._seed = position["seed"]
        self._begin_epoch(position["epoch"])
        self._place = position["position"]
