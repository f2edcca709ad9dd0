"""The trainer: one update of a network, and everything that a checkpoint must hold.

Updates use truncated backpropagation through time (Williams and Peng, 1990): if the recipe carries
the state, a window starts with the state after the last one; gradients stop at the start of the
window. training/loop/fit.py decides when a training ends, and training/job writes the files.
"""

import json
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from common.errors import TrainingError
from training.loop.batches import Batches
from training.loop.estimator import (
    BITS,
    Estimate,
    Estimator,
    TrainingDiverged,
    mean_loss,
)
from training.loop.optimisers import Optimiser, make_optimiser
from training.loop.pieces import PieceBatches
from training.loop.streams import StreamBatches
from training.loop.windows import WindowBatches
from training.network.language_model import LanguageModel
from training.network.spelling import CODES
from training.network.weights import Arrays, Ints, Tensor
from training.recipe import Recipe

MakeOptimiser = Callable[[Recipe, Sequence[Any], str], Optimiser]


class Trainer:
    """A network being trained, with its optimiser, its position in the text and its best weights.

    The held-out text is excluded from training and used for evaluation.

    Args:
        recipe: the settings of the training run, which specify the architecture, the optimiser, the
            seed, and how the text is divided into batches.
        symbols: V, the number of symbols in the alphabet.
        train: the n symbols of the training text, as indices into the alphabet, int32 [n].
        held_out: the m symbols of the held-out text, as indices into the alphabet, int32 [m]; the
            best weights are those with the lowest loss on this text.
        compute_type: the dtype in which matrix products are computed, "bfloat16" or "float32".
        line_end: the index of the symbol that ends a line; if the recipe splits the text into
            shuffled pieces, the text is split after this symbol where possible.
        weights: the initial weights, by name. If the network has features (lookup tables that
            provide additional input), they include the letter codes. If None, the weights are
            initialised at random.
        codes: the letter codes, as returned by `letter_codes`, float32 [V]: the number that each
            symbol adds to the hash of the word that contains it. The hash selects rows of the
            lookup tables. None if there are no features, or if `weights` includes the codes.
        make_optimiser: a function that takes the recipe, the variables to train and the compute
            type, and returns the optimiser.

    Attributes:
        net: the network being trained.
        batches: the batches of text to train on; each update reads the next one.
        updates: the number of updates so far.
        best: the lowest loss on the held-out text so far, in bits per symbol; infinite before the
            first estimate.
        best_arrays: the weights that gave the loss `best`, by name; before the first estimate, the
            initial weights.
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
        self._estimator = Estimator(
            self.net, held_out, self.batches.window, columns, recipe.minutes
        )
        self._state = np.zeros((self.batches.batch, self.net.state_size), np.float32)
        self._recipe = recipe
        self._optimiser = make_optimiser(recipe, self.net.learnable, compute_type)
        self._update_graph = tf.function(self._update, autograph=False)

    def update(self, rate: float) -> float:
        """Read the next batch of text, and update the weights once.

        Args:
            rate: the learning rate.

        Returns:
            The mean loss over the batch before the update, in bits per symbol.

        Raises:
            TrainingDiverged: if the loss is not a finite number.
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
        """Have TensorFlow build the graph for updates, without updating the weights.

        Building the graph takes several seconds. Calling this method before the first update keeps
        those seconds out of the measured time of that update.
        """
        shape = self.batches.batch, self.batches.window
        columns = tf.zeros((*shape, 1 + self.net.features.table_count), tf.int32)
        targets = tf.zeros(shape, tf.int32)
        self._update_graph.get_concrete_function(columns, targets, self._state, tf.constant(0.0))

    def estimate(self) -> Estimate:
        """Return the network's loss and accuracy on the held-out text, and keep its best weights.

        The loss is in bits per symbol, and the accuracy is a fraction from 0 to 1. The held-out
        text is excluded from training. If the loss is the lowest so far, the current weights are
        stored in `best_arrays`.

        Raises:
            TrainingDiverged: if the loss is not a finite number.
        """
        estimate = self._estimator.measure()
        if estimate.bits < self.best:
            self.best, self.best_arrays = estimate.bits, self.net.arrays()
        return estimate

    def _update(
        self, inputs: Tensor, targets: Tensor, state: Tensor, rate: Tensor
    ) -> tuple[Tensor, Tensor]:
        with tf.GradientTape() as tape:
            logits, state = self.net(inputs, state, training=True)
            if self._recipe.predict == "last":
                logits, targets = logits[:, -1:], targets[:, -1:]
            loss = mean_loss(logits, targets)
            summed = loss * targets.shape[1] if self._recipe.loss == "sum" else loss
        weights = self.net.learnable
        self._optimiser.apply(tape.gradient(summed, weights), weights, rate)
        return loss, state

    def checkpoint(self, extra: dict[str, Any]) -> bytes:
        """Return everything that is needed to resume training later, in safetensors format.

        This includes the weights, the best weights so far, the optimiser's variables, the seeds for
        dropout, the network's state and the position in the text.

        Args:
            extra: additional JSON-serialisable values to save in the checkpoint; `restore` returns
                them.
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
            "estimated": self._estimator.symbols,
            "streams": self.batches.position(),
            "extra": extra,
        }
        return save(tensors, {"pastiche": json.dumps(plain)})

    def restore(self, checkpoint: bytes) -> dict[str, Any]:
        """Restore everything saved in a checkpoint, so that training continues from that point.

        Args:
            checkpoint: the checkpoint, as returned by the method `checkpoint`.

        Returns:
            The additional values that were passed to `checkpoint` as `extra`.

        Raises:
            TrainingError: if the checkpoint is damaged, or was made for a different network.
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
        # a loss on other text, as by another length, cannot be compared
        symbols = self._estimator.symbols
        is_same = plain.get("estimated", 0 if self._estimator.is_short else symbols) == symbols
        self.best = plain["best"] if is_same and plain["best"] is not None else math.inf
        self.batches.restore(plain["streams"])
        extra: dict[str, Any] = plain["extra"]
        return extra


def _make_batches(
    recipe: Recipe, ids: Ints, line_end: int, columns: Callable[[Ints], Ints]
) -> Batches:
    """Return the batches of a text that the recipe asks for.

    Args:
        recipe: the training's settings, for windows, batch, window and seed.
        ids: the symbols of the text, [n].
        line_end: the symbol that ends a line, after which a piece may begin.
        columns: a function from the symbols of a stretch, [m], to the network's inputs for it,
            [m, 1 + F].
    """
    if recipe.windows == "pieces":
        return PieceBatches(ids, line_end, recipe.batch, recipe.window, recipe.seed, columns)
    if recipe.windows == "streams":
        return StreamBatches(columns(ids), recipe.batch, recipe.window, recipe.seed)
    return WindowBatches(columns(ids), recipe.windows, recipe.batch, recipe.window, recipe.seed)


def _draw_evenly(arrays: Arrays, span: float, seed: int) -> Arrays:
    """Return new first weights, drawn evenly from -span to span.

    The biases of recurrent layers are drawn around their values so far, 1 or 0. The letter codes
    stay.
    """
    random = np.random.default_rng(seed)

    def draw(name: str, array: NDArray[np.float32]) -> NDArray[np.float32]:
        if name == CODES:
            return array
        centre = array if name.startswith("layer") and name.endswith(".bias") else 0
        return (random.uniform(-span, span, array.shape) + centre).astype(np.float32)

    return {name: draw(name, array) for name, array in arrays.items()}


def _metadata(checkpoint: bytes) -> dict[str, str]:
    """Return the metadata in a checkpoint's header, which safetensors can only read from a file."""
    size = int.from_bytes(checkpoint[:8], "little")
    metadata: dict[str, str] = json.loads(checkpoint[8 : 8 + size])["__metadata__"]
    return metadata
