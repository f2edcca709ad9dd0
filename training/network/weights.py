"""A network's weights by name, and how a style file carries them. No network is built here."""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from training.recipe import Cell

Arrays = dict[str, NDArray[np.float32]]  # weights by name
Ints = NDArray[np.int32]
Tensor = Any  # TensorFlow is not typed

INPUT_GATE, STATE_GATE = "input_gate_kernel", "state_gate_kernel"


class WeightSpec(NamedTuple):
    """The name, the shape and the first values of one weight.

    Attributes:
        name: its name in style files.
        shape: its dimensions.
        initializer: Keras's name of the distribution its first values are drawn from.
        is_last: whether optimisers list it after the network's own weights instead of before them.
            Checkpoints number an optimiser's moments in that order, so it must not change.
    """

    name: str
    shape: tuple[int, ...]
    initializer: Literal["uniform", "random_normal", "zeros"]
    is_last: bool = False

    def draw(self, random: np.random.Generator) -> NDArray[np.float32]:
        """Draw the first values for a network that was trained without this weight."""
        if self.initializer == "zeros":
            return np.zeros(self.shape, np.float32)
        return random.normal(0, 0.05, self.shape).astype(np.float32)


def layer_weight_names(cell: Cell) -> list[str]:
    """Return the names of a recurrent layer's weights, without `layerN.` before them."""
    gates = [INPUT_GATE, STATE_GATE] if cell == "mogrifier" else []
    return ["kernel", "recurrent_kernel", "bias", *gates]


def pack_weights(arrays: Arrays) -> bytes:
    """Return weights as a style file carries them: safetensors in float16.

    Rounding to float16 costs less of what was learnt than int8 does.
    """
    return save({name: array.astype(np.float16) for name, array in arrays.items()})


def unpack_weights(weights: bytes) -> Arrays:
    """Return the weights that `pack_weights` packed, in float32.

    Raises:
        SafetensorError: when they cannot be read.
    """
    return {name: array.astype(np.float32) for name, array in load(weights).items()}
