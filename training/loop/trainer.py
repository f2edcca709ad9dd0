"""A network in training: what one update does, and all that a checkpoint needs to go on later.

Truncated backpropagation through time (Williams and Peng, 1990): the state of one window is the
next one's first, where the recipe carries it; gradients stop at the window's edge. How long a
training is decides training/loop/fit.py; files are the job's (training/job).
"""

import json
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from common.errors import TrainingError
from training.loop.batches import Batches
from training.loop.optimisers import Optimiser, make_optimiser
from training.loop.pieces import PieceBatches
from training.loop.streams import StreamBatches
from training.loop.windows import WindowBatches
from training.network.language_model import LanguageModel
from training.network.spelling import CODES
from training.network.weights import Arrays, Ints, Tensor
from training.recipe import Recipe

MakeOptimiser = Callable[[Recipe, Sequence[Any], str], Optimiser]

BITS = 1 / math.log(2)  # of a nat
_ESTIMATED = 2**16  # held-out symbols an estimate reads at most
_ROW = 2**11  # of them in a row, at least: authors read pages, not lines


class TrainingDiverged(TrainingError):
    """A training whose loss or weights are no numbers any more; its best weights are unharmed."""

    def __init__(self) -> None:
        super().__init__(
            "the loss is no longer a number: the training has diverged",
            "Train with a lower learning_rate, or a lower clip, in the recipe.",
        )


class Estimate(NamedTuple):
    """How well the weights predict the held-out text.

    Attributes:
        bits: cross-entropy in bits a symbol.
        accuracy: share of the symbols whose likeliest prediction is right.
    """

    bits: float
    accuracy: float


class Trainer:
    """The network, its optimiser, its position in the text, and the best weights so far.

    Args:
        recipe: for the architecture, windows, optimiser and seed.
        symbols: V, the size of the alphabet.
        train: the training text, int32 [n].
        held_out: the held-out text, by which weights are chosen, int32 [m].
        compute_type: of the matrix products, "bfloat16" or "float32".
        line_end: the symbol after which a piece of the text may begin.
        weights: those to start from, by name; None draws new ones.
        codes: `letter_codes` of the alphabet, float32 [V], for features; where there are `weights`
            these hold them too.
        make_optimiser: makes the optimiser from recipe, weights and compute type.

    Attributes:
        net: the network.
        batches: what it reads.
        updates: how many there were.
        best: the least held-out bits a symbol so far.
        best_arrays: the weights that gave them.
    """

    def __init__(
        self,
        recipe: Recipe,
        symbols: int,
        train: Ints,
        held_out: Ints,
        compute_type: str,
        line_end: int = 0,
        weights: Arrays | None = None,
        codes: NDArray[np.float32] | None = None,
        make_optimiser: MakeOptimiser = make_optimiser,
    ) -> None:
        keras.utils.set_random_seed(recipe.seed)
        self.net = LanguageModel(recipe, symbols, compute_type, codes)
        if recipe.initial is not None:
            self.net.load(_draw_evenly(self.net.arrays(), recipe.initial, recipe.seed))
        if weights is not None:
            self.net.load(weights)
        own_codes = self.net.arrays().get(CODES, np.zeros(0, np.float32))
        columns = partial(self.net.features.columns, own_codes)
        self.batches = _make_batches(recipe, train, line_end, columns)
        self.updates = 0
        self.best = math.inf  # held-out bits a symbol
        self.best_arrays: Arrays = self.net.arrays()
        rows = _cut_rows(held_out, self.batches.window)
        self._held_out = np.stack([columns(row) for row in rows])  # [B, n + 1, 1 + F]
        self._state = np.zeros((self.batches.batch, self.net.state_size), np.float32)
        self._recipe = recipe
        self._optimiser = make_optimiser(recipe, self.net.learnable, compute_type)
        self._update_graph = tf.function(self._update)
        self._judge_graph = tf.function(self._judge)

    def update(self, rate: float) -> float:
        """Make one update at a learning rate; return the window's loss in bits a symbol.

        Raises:
            TrainingDiverged: when the loss is no number.
        """
        inputs, targets, is_fresh = self.batches.next()
        is_zero = np.broadcast_to(is_fresh | (not self._recipe.carry), len(self._state))  # [B]
        self._state = np.where(is_zero[:, None], 0, self._state).astype(np.float32)
        loss, self._state = self._update_graph(
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
        """Have TensorFlow build the update's graph, which takes seconds, without an update."""
        shape = self.batches.batch, self.batches.window
        columns = tf.zeros((*shape, self._held_out.shape[-1]), tf.int32)
        targets = tf.zeros(shape, tf.int32)
        self._update_graph.get_concrete_function(columns, targets, self._state, tf.constant(0.0))

    def estimate(self) -> Estimate:
        """Measure the weights on the held-out text, and keep them if they are the best so far.

        The text is read as parallel streams with the state carried, whatever the recipe's windows
        are: that is how an author reads.

        Raises:
            TrainingDiverged: when the bits are no number.
        """
        rows = self._held_out  # [B, n + 1, 1 + F]
        window = min(self.batches.window, rows.shape[1] - 1)
        state = np.zeros((len(rows), self.net.state_size), np.float32)
        losses, rights = [], []
        for begin in range(0, rows.shape[1] - window, window):
            cut = rows[:, begin : begin + window + 1]
            loss, right, state = self._judge_graph(
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
        """Return the mean loss in nats, the share of right predictions, and the state after it."""
        logits, state = self.net(inputs, state)
        right = tf.equal(tf.argmax(logits, axis=-1, output_type=tf.int32), targets)
        return _loss(logits, targets), tf.reduce_mean(tf.cast(right, tf.float32)), state

    def _update(
        self, inputs: Tensor, targets: Tensor, state: Tensor, rate: Tensor
    ) -> tuple[Tensor, Tensor]:
        with tf.GradientTape() as tape:
            logits, state = self.net(inputs, state, training=True)
            if self._recipe.predict == "last":
                logits, targets = logits[:, -1:], targets[:, -1:]
            loss = _loss(logits, targets)
            summed = loss * targets.shape[1] if self._recipe.loss == "sum" else loss
        weights = self.net.learnable
        self._optimiser.apply(tape.gradient(summed, weights), weights, rate)
        return loss, state

    def checkpoint(self, extra: dict[str, Any]) -> bytes:
        """Return everything to go on from, as safetensors.

        Args:
            extra: plain values to keep with it, which `restore` returns.
        """
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
            "streams": self.batches.position(),
            "extra": extra,
        }
        return save(tensors, {"pastiche": json.dumps(plain)})

    def restore(self, checkpoint: bytes) -> dict[str, Any]:
        """Go back to where `checkpoint` was made; return its `extra`.

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
        self.batches.restore(plain["streams"])
        extra: dict[str, Any] = plain["extra"]
        return extra


def _loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross-entropy in nats of logits [B, T, V] at targets [B, T]."""
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    )


def _make_batches(
    recipe: Recipe, ids: Ints, line_end: int, columns: Callable[[Ints], Ints]
) -> Batches:
    """Return the recipe's batches of a text's symbols [n].

    Args:
        recipe: for windows, batch, window and seed.
        ids: the text's symbols.
        line_end: the symbol after which a piece may begin.
        columns: from the symbols of a stretch [m] to what is read of it, [m, 1 + F].
    """
    if recipe.windows == "pieces":
        return PieceBatches(ids, line_end, recipe.batch, recipe.window, recipe.seed, columns)
    if recipe.windows == "streams":
        return StreamBatches(columns(ids), recipe.batch, recipe.window, recipe.seed)
    return WindowBatches(columns(ids), recipe.windows, recipe.batch, recipe.window, recipe.seed)


def _draw_evenly(arrays: Arrays, span: float, seed: int) -> Arrays:
    """Draw arrays of the same shapes, every weight from -span to span, the letter codes excepted.

    A recurrent layer's biases are drawn about what they were: 1 or 0.
    """
    random = np.random.default_rng(seed)

    def draw(name: str, array: NDArray[np.float32]) -> NDArray[np.float32]:
        if name == CODES:
            return array
        centre = array if name.startswith("layer") and name.endswith(".bias") else 0
        return (random.uniform(-span, span, array.shape) + centre).astype(np.float32)

    return {name: draw(name, array) for name, array in arrays.items()}


def _cut_rows(ids: Ints, window: int) -> Ints:
    """Cut up to 32 rows out of all parts of a text, none short if there are two: [B, n + 1]."""
    count = max(1, min(32, (len(ids) - 1) // max(window, _ROW)))
    stride = (len(ids) - 1) // count
    length = min(stride, max(window, _ESTIMATED // count))
    starts = np.arange(count)[:, None] * stride
    rows: Ints = ids[starts + np.arange(length + 1)[None, :]]
    return rows


def _metadata(checkpoint: bytes) -> dict[str, str]:
    """Return the free part of the header, which safetensors itself reads only from a file."""
    size = int.from_bytes(checkpoint[:8], "little")
    metadata: dict[str, str] = json.loads(checkpoint[8 : 8 + size])["__metadata__"]
    return metadata
