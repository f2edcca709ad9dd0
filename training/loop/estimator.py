"""The estimator: how well a network in training predicts the text that is kept from training."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from common.errors import TrainingError
from training.network.language_model import LanguageModel
from training.network.weights import Ints, Tensor

BITS = 1 / math.log(2)  # in a nat
# Held-out symbols at most that an estimate reads, and that it reads at least in one go: authors
# read pages, not lines. Both are fewer in a training of a few minutes, which could spare no more.
_ESTIMATED, _ROW = 2**16, 2**11
_FEW_ESTIMATED, _FEW_ROW = 2**14, 2**10
_FEW_MINUTES = 10.0


class TrainingDiverged(TrainingError):
    """The error raised when the loss of a network in training is no longer a finite number.

    The best weights found up to that point are kept.
    """

    def __init__(self) -> None:
        super().__init__(
            "the loss is no longer a number: training has diverged",
            "Train with a lower learning_rate, or a lower clip, in the recipe.",
        )


class Estimate(NamedTuple):
    """A measurement of how well the network predicts the held-out text.

    The held-out text is excluded from training and used for evaluation.

    Attributes:
        bits: the cross-entropy in bits per symbol.
        accuracy: the fraction of positions in the text at which the network assigns the highest
            probability to the correct symbol, from 0 to 1.
    """

    bits: float
    accuracy: float


class Estimator:
    """An object that measures, during training, how well a network predicts the held-out text.

    The held-out text is excluded from training and used for evaluation. The network can have
    features: F lookup tables that provide additional input for each symbol.

    Args:
        net: the network being trained.
        held_out: the m symbols of the held-out text, as indices into the alphabet, int32 [m].
        window: the number of symbols that the network reads in one call, from each of several
            stretches of the text.
        columns: a function that takes n symbols, int32 [n], and returns the network's inputs for
            them: each symbol followed by the index of the row to read from each feature table,
            int32 [n, 1 + F].
        minutes: the length of the training run in minutes; in a run of up to ten minutes, less of
            the text is read. None if the length is in epochs or updates.

    Attributes:
        is_short: whether less of the text is read because the training run is short.
        symbols: the number of symbols of the held-out text that are read.
    """

    def __init__(
        self,
        net: LanguageModel,
        held_out: Ints,
        window: int,
        columns: Callable[[Ints], Ints],
        minutes: float | None = None,
    ) -> None:
        self.is_short = minutes is not None and minutes <= _FEW_MINUTES
        most, least = (_FEW_ESTIMATED, _FEW_ROW) if self.is_short else (_ESTIMATED, _ROW)
        rows = _cut_rows(held_out, window, most, least)
        self.symbols = rows.size
        self._rows = np.stack([columns(row) for row in rows])  # [B, n + 1, 1 + F]
        self._net = net
        self._window = window
        self._judge_graph = tf.function(self._judge, autograph=False)

    def measure(self) -> Estimate:
        """Measure how well the network predicts the held-out text with its current weights.

        The text is split into stretches that are read in parallel. The network's state is carried
        through each stretch from beginning to end. If the text is long, only part of it is read.

        Returns:
            The cross-entropy in bits per symbol, and the accuracy.

        Raises:
            TrainingDiverged: if the loss is not a finite number.
        """
        rows = self._rows
        window = min(self._window, rows.shape[1] - 1)
        state = np.zeros((len(rows), self._net.state_size), np.float32)
        losses, rights = [], []
        for begin in range(0, rows.shape[1] - window, window):
            cut = rows[:, begin : begin + window + 1]
            loss, right, state = self._judge_graph(
                tf.constant(cut[:, :-1]), tf.constant(cut[:, 1:, 0]), state
            )
            losses.append(float(loss))
            rights.append(float(right))
        bits = float(np.mean(losses)) * BITS
        if not math.isfinite(bits):  # the last update may have broken the weights
            raise TrainingDiverged
        return Estimate(bits, float(np.mean(rights)))

    def _judge(self, inputs: Tensor, targets: Tensor, state: Tensor) -> tuple[Tensor, ...]:
        """Return a window's mean loss in nats, its share of right predictions, and the state."""
        logits, state = self._net(inputs, state)
        right = tf.equal(tf.argmax(logits, axis=-1, output_type=tf.int32), targets)
        return mean_loss(logits, targets), tf.reduce_mean(tf.cast(right, tf.float32)), state


def mean_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross-entropy of the predictions, in nats.

    Args:
        logits: the predictions at T positions in each of B texts, as logits, [B, T, V], where V is
            the number of symbols in the alphabet.
        targets: the correct symbols, as indices into the alphabet, int32 [B, T].
    """
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    )


def _cut_rows(ids: Ints, window: int, most: int, least: int) -> Ints:
    """Cut 1 to 32 rows, spread over a text, for an estimate: [B, n + 1].

    Together they predict `most` symbols at most, if a window is no longer than that. With two rows
    or more, each is at least `least` symbols and a window long.
    """
    least = max(window, least)
    count = max(1, min(32, most // least, (len(ids) - 1) // least))
    stride = (len(ids) - 1) // count
    length = min(stride, max(window, most // count))
    starts = np.arange(count)[:, None] * stride
    rows: Ints = ids[starts + np.arange(length + 1)[None, :]]
    return rows
