"""A text read as shuffled pieces of a few pages, in parallel rows, with state carried in a piece.

A network that reads a collection of books from first to last learns best what came last. If the
collection is cut into pieces of a few pages, shuffled anew each epoch, every part of a training
sees all of it. A piece begins at the beginning of a line, with a state of zero, as an author begins
a page; the features also start afresh there. So the state cannot drift, over hundreds of thousands
of characters, to values that it never has on a user's page (docs/log.md has the figures).

The order depends only on the seed and the number of the epoch.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.loop.batches import Batch, fit_size

# Symbols of a piece, which then goes on to the end of the line.
_LENGTH = 8_000
_LEAST = 2_000  # in short texts; a memory has nothing to recall at the start of a piece


class PieceBatches:
    """An endless sequence of training batches from a text that is split into shuffled pieces.

    A piece is a stretch of text a few pages long. A batch has B rows. Each row takes one piece
    after another; for each update of the weights, it provides one window: the next T symbols of its
    piece. The class implements the `Batches` interface.

    The network can have F lookup tables, called features, that provide additional input for each
    symbol.

    Args:
        ids: the n symbols of the text (at least 2), as indices into the alphabet, int32 [n].
        line_end: the index of the symbol that ends a line; where possible, pieces begin after it.
        batch: B, the number of rows in a batch; reduced if the text is too short.
        window: T, the number of symbols in a window; reduced if the text is too short.
        seed: the random seed for choosing the boundaries between pieces and the order of the
            pieces.
        columns: a function that takes the m symbols of a piece, int32 [m], and returns the
            network's inputs for them: each symbol followed by the index of the row to read from
            each feature table, int32 [m, 1 + F], or (the default) the symbols alone, int32 [m].

    Attributes:
        batch: B, the number of rows in a batch.
        window: T, the number of symbols in a window.
        epoch: the number of complete epochs so far; each epoch reads every piece once.
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
        # every row gets several pieces an epoch, if the text is long enough
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
        """The number of passes made over the training text, counting the current one as a fraction.

        It is computed as the number of symbols read so far, divided by the number of symbols in the
        text.
        """
        return self._count / len(self._ids)

    def next(self) -> Batch:
        """Return the next batch of windows, and advance the position in the training text.

        A window is a stretch of text; the network reads all windows of a batch in parallel.

        The training text is split into pieces, each a few pages long. In the batch, `is_fresh`
        marks the windows at the start of a piece; the network's state must be reset before these
        windows. If the last part of a piece is too short for a window, it is skipped.
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
        # the first cut is anywhere, so that each epoch has other windows
        least = int(random.integers(self._length)) + self.window + 1
        while cuts[-1] + least + self.window < len(self._ids):
            line = np.searchsorted(self._line_ends, cuts[-1] + least)
            # without a line's end nearby, as in a text of one line, cut anywhere
            end = int(self._line_ends[line]) if line < len(self._line_ends) else len(self._ids)
            cuts.append(end if end < cuts[-1] + least + self._length else cuts[-1] + least)
            least = self._length
        if len(self._ids) - cuts[-1] > self.window or len(cuts) == 1:
            cuts.append(len(self._ids))
        self._cuts = np.array(cuts)
        self._order = random.permutation(len(cuts) - 1)

    def position(self) -> dict[str, Any]:
        """Return the position in the training text as a JSON-serialisable dict for a checkpoint.

        The dict also records how far each row of the batch has got in its current piece of the
        text.
        """
        return {
            "seed": self._seed,
            "epoch": self.epoch,
            "next": self._next,
            "places": self._places.tolist(),
            "count": self._count,
        }

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go back to a saved position in the training text; the next batch is read from there.

        The random seed saved with the position replaces the current one.

        Args:
            position: the position to restore, as returned by the method `position`.
        """
        self._seed = position["seed"]
        self._begin_epoch(position["epoch"])
        self._next, self._count = position["next"], position["count"]
        self._places = np.array(position["places"], np.int64)
        self._texts = [self._columns(self._ids[begin:end]) for begin, _, end in self._places]
