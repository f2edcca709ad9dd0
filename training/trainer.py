"""A network being trained: what one update does, and all that has to be kept to go on later.

Truncated backpropagation through time over parallel streams (Williams and Peng, 1990): the state of
one window is the next one's first, gradients stop at the window's edge. Adam (Kingma and Ba, 2015)
with gradients clipped by their global norm (Pascanu et al., 2013). It knows neither time budgets
(fit does) nor files (run does).
"""

import json
import math
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from models.errors import TrainingError
from training.cells import Tensor
from training.net import Arrays, Net
from training.recipe import Recipe
from training.streams import Streams

BITS = 1 / math.log(2)  # of a nat
_ESTIMATED = 2**16  # held-out symbols an estimate reads at most


class Trainer:
    """The network, its optimiser, its place in the text, and the best weights so far.

    Args:
        recipe: architecture, optimiser, seed.
        symbols: V.
        train: int32 [n], the training text.
        held_out: int32 [m], the held-out text, for choosing weights.
        kind: compute type of the matrix products.
    """

    def __init__(
        self,
        recipe: Recipe,
        symbols: int,
        train: NDArray[np.int32],
        held_out: NDArray[np.int32],
        kind: str,
    ) -> None:
        keras.utils.set_random_seed(recipe.seed)
        self.net = Net(recipe, symbols, kind)
        self.streams = Streams(train, recipe.batch, recipe.window, recipe.seed)
        self.updates = 0
        self.best = math.inf  # held-out bits a symbol
        self.best_arrays: Arrays = self.net.arrays()
        self._held_out = _stack(held_out[:_ESTIMATED], self.streams.window)
        self._state = np.zeros((self.streams.batch, self.net.state_size), np.float32)
        self._optimiser = keras.optimizers.Adam(recipe.learning_rate, global_clipnorm=recipe.clip)
        self._optimiser.build(self.net.trainable_variables)
        self._update = tf.function(self._update_once)
        self._forward = tf.function(self._loss)

    def update(self, rate: float) -> float:
        """One update at that learning rate; returns the window's loss in bits a symbol."""
        inputs, targets, fresh = self.streams.next()
        state = np.zeros_like(self._state) if fresh else self._state
        self._optimiser.learning_rate.assign(rate)
        loss, self._state = self._update(tf.constant(inputs), tf.constant(targets), state)
        self.updates += 1
        bits = float(loss) * BITS
        if not math.isfinite(bits):
            raise TrainingError(
                "the loss is no longer a number: the training has run away",
                "Train with a lower learning_rate, or a lower clip, in the recipe.",
            )
        return bits

    def trace(self) -> None:
        """Have TensorFlow build the update, which takes seconds, without making one."""
        inputs = tf.zeros((self.streams.batch, self.streams.window), tf.int32)
        self._update.get_concrete_function(inputs, inputs, self._state)

    def estimate(self) -> float:
        """Held-out bits a symbol, read as parallel streams; keeps the weights if they are best."""
        rows = self._held_out  # [B, n + 1]
        window = min(self.streams.window, rows.shape[1] - 1)
        state = np.zeros((len(rows), self.net.state_size), np.float32)
        losses = []
        for begin in range(0, rows.shape[1] - window, window):
            cut = rows[:, begin : begin + window + 1]
            loss, state = self._forward(tf.constant(cut[:, :-1]), tf.constant(cut[:, 1:]), state)
            losses.append(float(loss))
        bits = float(np.mean(losses)) * BITS
        if bits < self.best:
            self.best, self.best_arrays = bits, self.net.arrays()
        return bits

    def _loss(
        self, inputs: Tensor, targets: Tensor, state: Tensor, training: bool = False
    ) -> tuple[Tensor, Tensor]:
        logits, state = self.net(inputs, state, training=training)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
        return tf.reduce_mean(losses), state

    def _update_once(self, inputs: Tensor, targets: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        with tf.GradientTape() as tape:
            loss, state = self._loss(inputs, targets, state, training=True)
        variables = self.net.trainable_variables
        self._optimiser.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        return loss, state

    def checkpoint(self, extra: dict[str, Any]) -> bytes:
        """All of it as safetensors: weights, optimiser, place, random states; and `extra`."""
        tensors = {f"net.{name}": array for name, array in self.net.arrays().items()}
        tensors |= {f"best.{name}": array for name, array in self.best_arrays.items()}
        tensors |= {
            f"optimiser.{i}": np.atleast_1d(variable.numpy())
            for i, variable in enumerate(self._optimiser.variables)
        }
        tensors["seeds"] = np.atleast_1d(self.net._seeds.state.numpy())
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
        for i, variable in enumerate(self._optimiser.variables):
            variable.assign(tensors[f"optimiser.{i}"].reshape(variable.shape))
        self.net._seeds.state.assign(tensors["seeds"])
        self._state = tensors["state"]
        self.updates = plain["updates"]
        self.best = math.inf if plain["best"] is None else plain["best"]
        self.streams.go_to(plain["streams"])
        extra: dict[str, Any] = plain["extra"]
        return extra


def _stack(ids: NDArray[np.int32], window: int) -> NDArray[np.int32]:
    """A text as up to 32 parallel rows, each of at least a window: [B, n]."""
    rows = max(1, min(32, (len(ids) - 1) // window))
    length = (len(ids) - 1) // rows
    starts = np.arange(rows)[:, None] * length
    rows_of_ids: NDArray[np.int32] = ids[starts + np.arange(length + 1)[None, :]]
    return rows_of_ids


def _metadata(checkpoint: bytes) -> dict[str, str]:
    """The header's free part; safetensors reads it only from a file, and this is none."""
    size = int.from_bytes(checkpoint[:8], "little")
    metadata: dict[str, str] = json.loads(checkpoint[8 : 8 + size])["__metadata__"]
    return metadata
