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
_ESTIMATED = 2**16  # held-out symbols at most that an estimate reads
_ROW = 2**11  # symbols at least that it reads in one go: authors read pages, not lines


class TrainingDiverged(TrainingError):
    """The error raised if the training loss is no longer a finite number.

    The best weights found before that are kept.
    """

    def __init__(self) -> None:
        super().__init__(
            "the loss is no longer a number: training has diverged",
            "Train with a lower learning_rate, or a lower clip, in the recipe.",
        )


class Estimate(NamedTuple):
    """A measurement of how well the network predicts the text that is kept from training.

    Attributes:
        bits: the cross-entropy in bits per symbol.
        accuracy: the share of the symbols to which the network gives the highest probability, from
            0 to 1.
    """

    bits: float
    accuracy: float


class Estimator:
    """An object that measures how well a network in training predicts the held-out text.

    The held-out text is kept from training. The network may have features: F lookup tables that
    give it further input with each symbol.

    Args:
        net: the network in training.
        held_out: the m symbols of the held-out text, as indices into the alphabet, int32 [m].
        window: the number of symbols that are read in one call of the network.
        columns: a function that takes n symbols, int32 [n], and returns the network's inputs for
            them: each symbol followed by the number of the row to read from each of the features'
            tables, int32 [n, 1 + F].
    """

    def __init__(
        self, net: LanguageModel, held_out: Ints, window: int, columns: Callable[[Ints], Ints]
    ) -> None:
        rows = _cut_rows(held_out, window)
        self._rows = np.stack([columns(row) for row in rows])  # [B, n + 1, 1 + F]
        self._net = net
        self._window = window
        self._judge_graph = tf.function(self._judge)

    def measure(self) -> Estimate:
        """Measure how well the network, with its current weights, predicts the held-out text.

        The text is cut into streams, which are read side by side, each from beginning to end. The
        network keeps its state all the way, as a trained author does when it reads. How the recipe
        cuts the training text does not matter. Only a part of a long text is read.

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
    """Return the mean cross-entropy of predictions, in nats.

    Args:
        logits: the logits of T symbols in each of B texts, [B, T, V], for V symbols in the
            alphabet.
        targets: the symbols that were to be predicted, as indices into the alphabet, int32 [B, T].
    """
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    )


def _cut_rows(ids: Ints, window: int) -> Ints:
    """Cut 1 to 32 rows, spread over a text, for an estimate: [B, n + 1].

    With two rows or more, each is at least `_ROW` symbols long.
    """
    count = max(1, min(32, (len(ids) - 1) // max(window, _ROW)))
    stride = (len(ids) - 1) // count
    length = min(stride, max(window, _ESTIMATED // count))
    starts = np.arange(count)[:, None] * stride
    rows: Ints = ids[starts + np.arange(length + 1)[None, :]]
    return rows
