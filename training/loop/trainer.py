"""A network being trained: what one update does, and all that has to be kept to go on later.

Truncated backpropagation through time (Williams and Peng, 1990): the state of one window is the
next one's first, where the recipe carries it; gradients stop at the window's edge. It knows neither
how long a training is (fit does) nor files (run does).
"""

import json
import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from common.errors import TrainingError
from training.loop.optimisers import optimiser
from training.loop.pieces import PieceBatches
from training.loop.streams import StreamBatches
from training.loop.windows import WindowBatches
from training.network.beside import beside
from training.network.cells import Tensor
from training.network.language_model import LanguageModel
from training.network.lexicon import CODES
from training.network.weights import Arrays
from training.recipe import Recipe

BITS = 1 / math.log(2)  # of a nat
_ESTIMATED = 2**16  # held-out symbols an estimate reads at most
_ROW = 2**11  # of them side by side with others, at least: authors read pages, not lines


class TrainingDiverged(TrainingError):
    """Weights or loss are no numbers any more; the best weights so far are as they were."""

    def __init__(self) -> None:
        super().__init__(
            "the loss is no longer a number: the training has run away",
            "Train with a lower learning_rate, or a lower clip, in the recipe.",
        )


class Estimate(NamedTuple):
    """What the weights give on the held-out text.

    Attributes:
        bits: a symbol.
        accuracy: share of the symbols whose likeliest prediction is right.
    """

    bits: float
    accuracy: float


class Trainer:
    """The network, its optimiser, its place in the text, and the best weights so far.

    Args:
        recipe: architecture, windows, optimiser, seed.
        symbols: V.
        train: int32 [n], the training text.
        held_out: int32 [m], the held-out text, for choosing weights.
        kind: compute type of the matrix products.
        line_end: the symbol after which a piece of the text may begin.
        begin: weights to go on from; None draws new ones.
        codes: float32 [V], what each symbol adds to a hash, for lexicon and memory; they go with
            `begin`.
    """

    def __init__(
        self,
        recipe: Recipe,
        symbols: int,
        train: NDArray[np.int32],
        held_out: NDArray[np.int32],
        kind: str,
        line_end: int = 0,
        begin: Arrays | None = None,
        codes: NDArray[np.float32] | None = None,
    ) -> None:
        keras.utils.set_random_seed(recipe.seed)
        self.net = LanguageModel(recipe, symbols, kind, codes)
        if recipe.initial is not None:
            self.net.load(_evenly_drawn(self.net.arrays(), recipe.initial, recipe.seed))
        if begin is not None:
            self.net.load(begin)
        code = self.net.arrays().get(CODES, np.zeros(0, np.float32))
        tell = partial(beside, recipe, code)
        self.streams = _windows(recipe, train, line_end, tell)
        self.updates = 0
        self.best = math.inf  # held-out bits a symbol
        self.best_arrays: Arrays = self.net.arrays()
        self._held_out = np.stack([tell(row) for row in _rows(held_out, self.streams.window)])
        self._state = np.zeros((self.streams.batch, self.net.state_size), np.float32)
        self._recipe = recipe
        self._optimiser = optimiser(recipe, self.net.trainable_variables, kind)
        self._update = tf.function(self._update_once)
        self._judged = tf.function(self._judge)

    def update(self, rate: float) -> float:
        """One update at that learning rate; returns the window's loss in bits a symbol.

        Raises:
            TrainingDiverged: when that is no number.
        """
        inputs, targets, fresh = self.streams.next()
        anew = np.broadcast_to(fresh | (not self._recipe.carry), len(self._state))  # [B]
        self._state = np.where(anew[:, None], 0, self._state).astype(np.float32)
        loss, self._state = self._update(
            tf.constant(inputs),
            tf.constant(targets[..., 0]),
            self._state,
            tf.constant(rate, tf.float32),
        )
        self.updates += 1
        bits = float(loss) * BITS
        if not math.isfinite(bits):
            raise TrainingDiverged
        return bits

    def trace(self) -> None:
        """Have TensorFlow build the update, which takes seconds, without making one."""
        shape = self.streams.batch, self.streams.window
        columns = tf.zeros((*shape, self._held_out.shape[-1]), tf.int32)
        targets = tf.zeros(shape, tf.int32)
        self._update.get_concrete_function(columns, targets, self._state, tf.constant(0.0))

    def estimate(self) -> Estimate:
        """What the weights give on the held-out text; keeps them if they are the best so far.

        It is read as parallel streams with the state carried, whatever the recipe's windows are:
        that is how an author reads.

        Raises:
            TrainingDiverged: when it is no number.
        """
        rows = self._held_out  # [B, n + 1, 1 + F]
        window = min(self.streams.window, rows.shape[1] - 1)
        state = np.zeros((len(rows), self.net.state_size), np.float32)
        losses, rights = [], []
        for begin in range(0, rows.shape[1] - window, window):
            cut = rows[:, begin : begin + window + 1]
            loss, right, state = self._judged(
                tf.constant(cut[:, :-1]), tf.constant(cut[:, 1:, 0]), state
            )
            losses.append(float(loss))
            rights.append(float(right))
        bits = float(np.mean(losses)) * BITS
        if not math.isfinite(bits):  # the update before it may have been the one too many
            raise TrainingDiverged
        if bits < self.best:
            self.best, self.best_arrays = bits, self.net.arrays()
        return Estimate(bits, float(np.mean(rights)))

    def _judge(self, inputs: Tensor, targets: Tensor, state: Tensor) -> tuple[Tensor, ...]:
        """Mean loss in nats, share of right predictions, and the state after the window."""
        logits, state = self.net(inputs, state)
        right = tf.equal(tf.argmax(logits, axis=-1, output_type=tf.int32), targets)
        return _loss(logits, targets), tf.reduce_mean(tf.cast(right, tf.float32)), state

    def _update_once(
        self, inputs: Tensor, targets: Tensor, state: Tensor, rate: Tensor
    ) -> tuple[Tensor, Tensor]:
        with tf.GradientTape() as tape:
            logits, state = self.net(inputs, state, training=True)
            if self._recipe.predict == "last":
                logits, targets = logits[:, -1:], targets[:, -1:]
            loss = _loss(logits, targets)
            summed = loss * targets.shape[1] if self._recipe.loss == "sum" else loss
        weights = self.net.trainable_variables
        self._optimiser.apply(tape.gradient(summed, weights), weights, rate)
        return loss, state

    def checkpoint(self, extra: dict[str, Any]) -> bytes:
        """All of it as safetensors: weights, optimiser, place, random states; and `extra`."""
        tensors = {f"net.{name}": array for name, array in self.net.arrays().items()}
        tensors |= {f"best.{name}": array for name, array in self.best_arrays.items()}
        tensors |= {
            f"optimiser.{name}": np.atleast_1d(variable.numpy())
            for name, variable in self._optimiser.variables.items()
        }
        tensors["seeds"] = np.atleast_1d(self.net.seeds.state.numpy())
        tensors["state"] = np.asarray(self._state)
        plain = {
            "updates": self.updates,
            "best": self.best if math.isfinite(self.best) else None,
            "streams": self.streams.position(),
            "extra": extra,
        }
        return save(tensors, {"pastiche": json.dumps(plain)})

    def restore(self, checkpoint: bytes) -> dict[str, Any]:
        """Go back to where `checkpoint` was taken; returns its `extra`.

        Raises:
            TrainingError: when it is damaged, or of another network.
        """
        try:
            return self._restore(checkpoint)
        except (SafetensorError, KeyError, ValueError) as error:
            raise TrainingError(
                f"the checkpoint cannot be read: {error}", "Start again without --resume."
            ) from error

    def _restore(self, checkpoint: bytes) -> dict[str, Any]:
        tensors = load(checkpoint)
        plain = json.loads(_metadata(checkpoint)["pastiche"])
        self.net.load({name: tensors[f"net.{name}"] for name in self.best_arrays})
        self.best_arrays = {name: tensors[f"best.{name}"] for name in self.best_arrays}
        for name, variable in self._optimiser.variables.items():
            variable.assign(tensors[f"optimiser.{name}"].reshape(variable.shape))
        self.net.seeds.state.assign(tensors["seeds"])
        if tensors["state"].shape != self._state.shape:
            raise ValueError("it is of another network")
        self._state = tensors["state"]
        self.updates = plain["updates"]
        self.best = math.inf if plain["best"] is None else plain["best"]
        self.streams.go_to(plain["streams"])
        extra: dict[str, Any] = plain["extra"]
        return extra


def _loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy in nats of logits [B, T, V] and targets [B, T]."""
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    )


def _windows(
    recipe: Recipe,
    ids: NDArray[np.int32],
    line_end: int,
    tell: Callable[[NDArray[np.int32]], NDArray[np.int32]],
) -> PieceBatches | StreamBatches | WindowBatches:
    if recipe.windows == "pieces":
        return PieceBatches(ids, line_end, recipe.batch, recipe.window, recipe.seed, tell)
    if recipe.windows == "streams":
        return StreamBatches(tell(ids), recipe.batch, recipe.window, recipe.seed)
    return WindowBatches(tell(ids), recipe.windows, recipe.batch, recipe.window, recipe.seed)


def _evenly_drawn(arrays: Arrays, span: float, seed: int) -> Arrays:
    """Arrays of the same shapes, every weight drawn from -span to span; a layer's biases about 1
    or 0, as they were.
    """
    random = np.random.default_rng(seed)

    def drawn(name: str, array: NDArray[np.float32]) -> NDArray[np.float32]:
        if name == CODES:
            return array
        about = array if name.startswith("layer") and name.endswith(".bias") else 0
        return (random.uniform(-span, span, array.shape) + about).astype(np.float32)

    return {name: drawn(name, array) for name, array in arrays.items()}


def _rows(ids: NDArray[np.int32], window: int) -> NDArray[np.int32]:
    """Up to 32 parallel rows from all over a text, none of them short if there are two: [B, n]."""
    rows = max(1, min(32, (len(ids) - 1) // max(window, _ROW)))
    apart = (len(ids) - 1) // rows
    length = min(apart, max(window, _ESTIMATED // rows))
    starts = np.arange(rows)[:, None] * apart
    rows_of_ids: NDArray[np.int32] = ids[starts + np.arange(length + 1)[None, :]]
    return rows_of_ids


def _metadata(checkpoint: bytes) -> dict[str, str]:
    """The header's free part; safetensors reads it only from a file, and this is none."""
    size = int.from_bytes(checkpoint[:8], "little")
    metadata: dict[str, str] = json.loads(checkpoint[8 : 8 + size])["__metadata__"]
    return metadata
