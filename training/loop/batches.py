"""The batches that a training reads: windows of its text, one batch for each update.

This module has what PieceBatches, StreamBatches and WindowBatches share; they cut the text.

Glossary: B windows read side by side, T symbols of a window, F rows of features beside a symbol.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Batch(NamedTuple):
    """The windows of text that one update of the weights reads, with what is to be predicted.

    Attributes:
        inputs: the symbols, int32 [B, T], or the symbols with the rows of F features' tables,
            int32 [B, T, 1 + F].
        targets: the input that follows each symbol in the text, in the shape of the inputs.
        is_fresh: whether a row's state must be reset before its window: bool [B], or one bool for
            all rows.
    """

    inputs: NDArray[np.int32]
    targets: NDArray[np.int32]
    is_fresh: bool | NDArray[np.bool_]

    @classmethod
    def from_text(cls, text: NDArray[np.int32], is_fresh: bool | NDArray[np.bool_]) -> "Batch":
        """Make a batch from stretches of text that are one symbol longer than a window.

        Args:
            text: the stretches, [B, T + 1], or [B, T + 1, 1 + F] with the rows of F features'
                tables.
            is_fresh: whether a row's state must be reset before its window: bool [B], or one bool
                for all rows.
        """
        return cls(text[:, :-1], text[:, 1:], is_fresh)


class Batches(Protocol):
    """The interface of an endless sequence of batches of a text.

    Attributes:
        batch: B, the number of windows read side by side.
        window: T, the number of symbols in a window.
        epoch: the number of complete readings of the text so far.
    """

    batch: int
    window: int
    epoch: int

    @property
    def epochs(self) -> float:
        """The number of readings of the text so far, with the share of the current one."""

    def next(self) -> Batch:
        """Return the next batch of windows, and move on."""

    def position(self) -> dict[str, Any]:
        """Return the position in the text and in its order, as plain values for a checkpoint."""

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go back to a position, so that the batches that followed it come again.

        Args:
            position: the position, as the method `position` returns it.
        """


def fit_size(symbols: int, batch: int, window: int) -> tuple[int, int]:
    """Return B and T, the number of windows and their length, made small enough for a text.

    Args:
        symbols: the number of symbols in the text, at least 2.
        batch: the number of windows side by side that the recipe asks for.
        window: the number of symbols in a window that the recipe asks for.
    """
    window = min(window, symbols - 1)
    return max(1, min(batch, (symbols - 1) // window)), window
