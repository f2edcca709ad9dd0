"""What a training reads: endless batches of windows of its text, one for each update.

How the text is cut into windows is up to PieceBatches, StreamBatches and WindowBatches.

Glossary: B windows read side by side, T symbols of a window, F rows of features beside a symbol.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Batch(NamedTuple):
    """One update's windows.

    Attributes:
        inputs: what is read, int32 [B, T], or [B, T, 1 + F] with the features' rows.
        targets: what follows each symbol, of the inputs' shape.
        is_fresh: whether a row's state begins anew: one for all, or bool [B].
    """

    inputs: NDArray[np.int32]
    targets: NDArray[np.int32]
    is_fresh: bool | NDArray[np.bool_]

    @classmethod
    def from_text(cls, text: NDArray[np.int32], is_fresh: bool | NDArray[np.bool_]) -> "Batch":
        """Make a batch from stretches of text a symbol longer than a window, [B, T + 1, ...]."""
        return cls(text[:, :-1], text[:, 1:], is_fresh)


class Batches(Protocol):
    """Endless batches of a text.

    Attributes:
        batch: B.
        window: T.
        epoch: readings of the text that are over.
    """

    batch: int
    window: int
    epoch: int

    @property
    def epochs(self) -> float:
        """Readings of the text that are over, with the share of the present one."""

    def next(self) -> Batch:
        """Return the next batch."""

    def position(self) -> dict[str, Any]:
        """Return where the reading stands, as plain values for a checkpoint."""

    def restore(self, position: Mapping[str, Any]) -> None:
        """Go on from where `position` said, by the same order."""


def fit_size(symbols: int, batch: int, window: int) -> tuple[int, int]:
    """Return B and T: as many as are asked for, or fewer where the text is too short for them.

    Args:
        symbols: of the text, at least 2.
        batch: B that is asked for.
        window: T that is asked for.
    """
    window = min(window, symbols - 1)
    return max(1, min(batch, (symbols - 1) // window)), window
