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
    """An endless sequence of training batches, made from short stretches of a text in random order.

    These stretches are called windows. Each update of the weights reads a batch of windows in
    parallel. The class implements the `Batches` interface.

    The network can have F lookup tables, called features, that provide additional input for each
    symbol.

    Args:
        ids: the network's inputs for a text of n symbols (at least 2): each symbol, as an index
            into the alphabet, followed by the index of the row to read from each feature table,
            int32 [n, 1 + F], or the symbols alone, int32 [n].
        order: how windows are chosen. With "shuffled", the text is split once into windows that do
            not overlap. Each epoch reads them in a new order, and skips any that are left over
            after the last full batch. With "random", each window begins at a random point in the
            text, and an epoch has the same number of windows as with "shuffled".
        batch: B, the number of windows in a batch; reduced if the text is too short.
        window: T, the number of symbols in a window; reduced if the text is too short.
        seed: the random seed for choosing the windows and their order.

    Attributes:
        batch: B, the number of windows in a batch.
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
        """The number of epochs so far, including the completed fraction of the current one.

        The text is divided into windows, short stretches of equal length. An epoch consists of all
        the full batches that can be made from these windows.
        """
        return self.epoch + self._place / self._per_epoch

    def next(self) -> Batch:
        """Return the next batch of windows, and advance the position in the epoch.

        A window is a stretch of text; the network reads all windows of a batch in parallel.

        In the batch, `is_fresh` is true at the start of an epoch, when the network's state must be
        reset for all windows.
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
        """Return the current epoch and the position in it as a JSON-serialisable dict."""
        return {"seed": self._seed, "epoch": self.epoch, "position": self._place}

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go back to a saved epoch and a position in it; the next batch is read from there.

        The random seed saved with the position replaces the current one.

        Args:
            position: the position to restore, as returned by the method `position`.
        """
        self._seed = position["seed"]
        self._begin_epoch(position["epoch"])
        self._place = position["position"]
