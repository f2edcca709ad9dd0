"""A text as pieces in another order each epoch, read in parallel rows, state carried in each.

A collection of books read from its first to its last teaches what came last best. Cut into pieces
of some pages that are shuffled anew each epoch, every stretch of a training sees the whole of it. A
piece begins at the beginning of a line with a state of zero, as an author begins a page, and the
rows of the features begin there too. So the state also cannot drift over hundreds of thousands of
characters into regions that no reader's text will take it to (docs/log.md has the figures).

The order is a function of the seed and the epoch's number.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.loop.batches import Batch, fit_size

# Symbols of a piece, or some more: the next line's beginning decides.
_LENGTH = 8_000
_LEAST = 2_000  # in short texts, since a memory has nothing to recall on a page just begun


class PieceBatches:
    """Endless windows of shuffled pieces (`Batches`).

    Args:
        ids: the text's symbols, int32 [n]; at least 2.
        line_end: the symbol after which a piece may begin.
        batch: B, rows; fewer where the text is too short for so many.
        window: T, symbols of a window; fewer where the text is too short.
        seed: of the order.
        columns: from the symbols of a piece [m] to what is read of it, [m] or [m, 1 + F].
    """

    def __init__(
        self,
        ids: NDArray[np.int32],
        line_end: int,
        batch: int,
        window: int,
        seed: int,
        columns: Callable[[NDArray[np.int32]], NDArray[np.int32]] = lambda ids: ids,
    ) -> None:
        self._ids = ids
        self.batch, self.window = fit_size(len(ids), batch, window)
        # every row gets several pieces an epoch, as far as the text is long enough for it
        self._length = max(self.window + 1, _LEAST, min(_LENGTH, len(ids) // (4 * self.batch)))
        self._line_ends = np.flatnonzero(ids == line_end) + 1
        self._seed = seed
        self._columns = columns
        # of each row: its piece's beginning, the next symbol, the piece's end
        self._places = np.zeros((self.batch, 3), np.int64)
        self._texts = [ids[:0]] * self.batch  # what is read of each row's piece
        self._count = 0  # of symbols read
        self._begin_epoch(0)

    @property
    def epochs(self) -> float:
        """How often as many symbols as the text has have been read."""
        return self._count / len(self._ids)

    def next(self) -> Batch:
        """Return the next windows; the state of a row begins anew with its piece.

        What is left of a piece at its end, less than a window, is not read.
        """
        is_fresh = self._places[:, 1] + self.window >= self._places[:, 2]
        for row in np.flatnonzero(is_fresh):
            if self._next >= len(self._order):
                self._begin_epoch(self.epoch + 1)
            piece = self._order[self._next]
            begin, end = self._cuts[piece : piece + 2]
            self._places[row] = begin, begin, end
            self._texts[row] = self._columns(self._ids[begin:end])
            self._next += 1
        offsets = self._places[:, 1] - self._places[:, 0]
        pairs = zip(self._texts, offsets, strict=True)
        text = np.stack([piece[i : i + self.window + 1] for piece, i in pairs])  # [B, T + 1]
        self._places[:, 1] += self.window
        self._count += self.batch * self.window
        return Batch.from_text(text, is_fresh)

    def _begin_epoch(self, epoch: int) -> None:
        self.epoch, self._next = epoch, 0
        random = np.random.default_rng((self._seed, epoch))
        cuts = [0]
        # the first cut anywhere, so that windows fall otherwise in each epoch
        least = int(random.integers(self._length)) + self.window + 1
        while cuts[-1] + least + self.window < len(self._ids):
            line = np.searchsorted(self._line_ends, cuts[-1] + least)
            # without a line's end near, as in a text of one line, anywhere will do
            end = int(self._line_ends[line]) if line < len(self._line_ends) else len(self._ids)
            cuts.append(end if end < cuts[-1] + least + self._length else cuts[-1] + least)
            least = self._length
        if len(self._ids) - cuts[-1] > self.window or len(cuts) == 1:
            cuts.append(len(self._ids))
        self._cuts = np.array(cuts)
        self._order = random.permutation(len(cuts) - 1)

    def position(self) -> dict[str, Any]:
        """Return where the reading stands, as plain values for a checkpoint."""
        return {
            "seed": self._seed,
            "epoch": self.epoch,
            "next": self._next,
            "places": self._places.tolist(),
            "count": self._count,
        }

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go on from where `position` said, in the same order."""
        self._seed = position["seed"]
        self._begin_epoch(position["epoch"])
        self._next, self._count = position["next"], position["count"]
        self._places = np.array(position["places"], np.int64)
        self._texts = [self._columns(self._ids[begin:end]) for begin, _, end in self._places]
