"""The batches that a training reads: windows of its text, one batch for each update.

This module has what PieceBatches, StreamBatches and WindowBatches share; they cut the text.

Glossary: B windows read side by side, T symbols of a window, F rows of features beside a symbol.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Batch(NamedTuple):
    """The input of one update of the weights: B windows of T symbols, and what to predict.

    A window is a short stretch of text; the network predicts the symbol after each of its symbols.
    The network may have features: F lookup tables that give it further input with each symbol.

    Attributes:
        inputs: each symbol followed by the number of the row to read from each of the features'
            tables, int32 [B, T, 1 + F], or the symbols alone, int32 [B, T].
        targets: the inputs one symbol further on in the text, in the shape of `inputs`.
        is_fresh: whether the network's state must be reset before the window: one bool for each
            window, [B], or a single bool for all of them.
    """

    inputs: NDArray[np.int32]
    targets: NDArray[np.int32]
    is_fresh: bool | NDArray[np.bool_]

    @classmethod
    def from_text(cls, text: NDArray[np.int32], is_fresh: bool | NDArray[np.bool_]) -> "Batch":
        """Make a batch of B windows of T symbols from stretches of T + 1 symbols.

        The first T symbols of a stretch are the inputs of a window, and the last T are its targets.
        The network may have features: F lookup tables that give it further input with each symbol.

        Args:
            text: the stretches: the symbols alone, int32 [B, T + 1], or each symbol followed by the
                number of the row to read from each of the features' tables, int32 [B, T + 1, 1 +
                F].
            is_fresh: whether the network's state must be reset before the window: one bool for each
                window, [B], or a single bool for all of them.
        """
        return cls(text[:, :-1], text[:, 1:], is_fresh)


class Batches(Protocol):
    """The interface of an endless sequence of batches, each for one update of the weights.

    A batch holds several windows, which are short stretches of the training text.

    Attributes:
        batch: B, the number of windows in a batch.
        window: T, the number of symbols in a window.
        epoch: the number of complete readings of the text so far.
    """

    batch: int
    window: int
    epoch: int

    @property
    def epochs(self) -> float:
        """The number of readings of the text so far, with the completed part of the current one."""

    def next(self) -> Batch:
        """Return the next batch of windows, and advance the position in the text.

        Windows are the stretches of text that the network reads side by side.
        """

    def position(self) -> dict[str, Any]:
        """Return how far the text has been read, as JSON-serialisable values for a checkpoint."""

    def restore(self, position: Mapping[str, Any]) -> None:
        """Return to a saved position in the text, from which the same batches follow as before.

        Args:
            position: the position to restore, as the method `position` returned it.
        """


def fit_size(symbols: int, batch: int, window: int) -> tuple[int, int]:
    """Reduce the number and the length of the windows in a batch to fit a short text.

    A window is a stretch of text; an update of the weights reads a batch of them side by side.

    Args:
        symbols: the number of symbols in the text, at least 2.
        batch: the number of windows in a batch that the recipe (the training settings) asks for.
        window: the number of symbols in a window that the recipe asks for.

    Returns:
        The number of windows, at least 1, and the number of symbols in a window, at least 1.
    """
    window = min(window, symbols - 1)
    return max(1, min(batch, (symbols - 1) // window)), window
