"""The batches that a training reads: windows of its text, one batch for each update.

This module has what PieceBatches, StreamBatches and WindowBatches share; they cut the text.

Glossary: B windows read side by side, T symbols of a window, F rows of features beside a symbol.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Batch(NamedTuple):
    """The data for one update of the weights: B windows of T symbols, with their targets.

    A window is a short stretch of text, and a symbol is a character or a word. For each symbol in a
    window, the network predicts the next symbol. The network can have features: F lookup tables
    that provide additional input for each symbol.

    Attributes:
        inputs: the symbols, as indices into the alphabet, int32 [B, T]; with features, each symbol
            is followed by the index of the row to read from each table, int32 [B, T, 1 + F].
        targets: for each symbol in `inputs`, the symbol that follows it, in the same format.
        is_fresh: whether the network's state must be reset before the window: one bool per window,
            [B], or a single bool for all windows.
    """

    inputs: NDArray[np.int32]
    targets: NDArray[np.int32]
    is_fresh: bool | NDArray[np.bool_]

    @classmethod
    def from_text(cls, text: NDArray[np.int32], is_fresh: bool | NDArray[np.bool_]) -> "Batch":
        """Return a batch of B windows of T symbols, made from stretches of T + 1 symbols.

        A symbol is a character or a word. The first T symbols of a stretch are the inputs of a
        window, and the last T are its targets.
        The network can have features: F lookup tables that provide additional input for each
        symbol.

        Args:
            text: the symbols of the stretches, as indices into the alphabet, int32 [B, T + 1]; with
                features, each symbol is followed by the index of the row to read from each table,
                int32 [B, T + 1, 1 + F].
            is_fresh: whether the network's state must be reset before the window: one bool per
                window, [B], or a single bool for all windows.
        """
        return cls(text[:, :-1], text[:, 1:], is_fresh)


class Batches(Protocol):
    """The interface for an endless sequence of batches, each used for one update of the weights.

    A batch consists of several windows (short stretches of the training text).

    Attributes:
        batch: B, the number of windows in a batch.
        window: T, the number of symbols in a window.
        epoch: the number of complete passes over the text so far.
    """

    batch: int
    window: int
    epoch: int

    @property
    def epochs(self) -> float:
        """The number of passes made over the training text, counting the current one as a fraction.

        For example, it is 2.5 halfway through the third pass.
        """

    def next(self) -> Batch:
        """Return the next batch of windows, and advance the position in the training text.

        A window is a stretch of text; the network reads all windows of a batch in parallel.
        """

    def position(self) -> dict[str, Any]:
        """Return the position in the training text as a JSON-serialisable dict for a checkpoint."""

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go back to a saved position in the training text; the next batch is read from there.

        Args:
            position: the position to restore, as returned by the method `position`.
        """


def fit_size(symbols: int, batch: int, window: int) -> tuple[int, int]:
    """Return the number and length of the windows in a batch, reduced if the text is short.

    A window is a stretch of text. Each update of the weights reads a batch of windows in parallel.

    Args:
        symbols: the number of symbols in the text, at least 2.
        batch: the number of windows in a batch, as set in the recipe (the training settings).
        window: the number of symbols in a window, as set in the recipe.

    Returns:
        The number of windows, at least 1, and the number of symbols in a window, at least 1.
    """
    window = min(window, symbols - 1)
    return max(1, min(batch, (symbols - 1) // window)), window
