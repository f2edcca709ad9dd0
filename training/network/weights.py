"""The weights of a network as arrays by name, and their packed form in a style file."""

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
    """A description of one weight of a network: its name, shape and initial distribution.

    Attributes:
        name: the name of the weight in style files (each style file contains a language model).
        shape: the shape of the weight.
        initializer: Keras's name for the distribution from which the initial values are drawn.
        is_last: whether the weight comes after all others when an optimiser lists a network's
            weights. The value must not change for existing weights, because checkpoints number an
            optimiser's variables in this order.
    """

    name: str
    shape: tuple[int, ...]
    initializer: Literal["uniform", "random_normal", "zeros"]
    is_last: bool = False

    def draw(self, random: np.random.Generator) -> NDArray[np.float32]:
        """Return initial values for the weight, to be used when it is added to a trained network.

        Args:
            random: the random number generator; not used if the initializer is "zeros".

        Returns:
            The values, float32, with the shape of the weight: zeros if the initializer is "zeros",
            otherwise normally distributed around 0 with a standard deviation of 0.05.
        """
        if self.initializer == "zeros":
            return np.zeros(self.shape, np.float32)
        return random.normal(0, 0.05, self.shape).astype(np.float32)


def layer_weight_names(cell: Cell) -> list[str]:
    """Return the names of a recurrent layer's weights, without the prefix `layerN.`.

    In style files (which contain trained language models), the names have this prefix; N is the
    index of the layer, counted from 0.

    Args:
        cell: the type of layer: "lstm", "mogrifier" (an LSTM with two additional gates) or "gru". A
            mogrifier has two more weights than the other types.
    """
    gates = [INPUT_GATE, STATE_GATE] if cell == "mogrifier" else []
    return ["kernel", "recurrent_kernel", "bias", *gates]


def pack_weights(arrays: Arrays) -> bytes:
    """Pack weights for a style file: return them in safetensors format with dtype float16.

    A style file contains a trained language model.

    Args:
        arrays: the weights by name, float32.
    """
    return save({name: array.astype(np.float16) for name, array in arrays.items()})


def unpack_weights(weights: bytes) -> Arrays:
    """Unpack the weights in a style file, as packed by `pack_weights`.

    A style file contains a trained language model.

    Args:
        weights: the packed weights, in safetensors format with dtype float16.

    Returns:
        The weights by name, float32.

    Raises:
        SafetensorError: if the packed weights are damaged.
    """
    return {name: array.astype(np.float32) for name, array in load(weights).items()}
