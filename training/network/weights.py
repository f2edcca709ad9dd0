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
        name: the name of the weight in style files (the files of trained authors).
        shape: the dimensions of the weight.
        initializer: Keras's name for the distribution from which the first values are drawn.
        is_last: whether optimisers list the weight after the network's own weights; otherwise they
            list it before them. This must not change, since checkpoints number an optimiser's
            variables in the order of that list.
    """

    name: str
    shape: tuple[int, ...]
    initializer: Literal["uniform", "random_normal", "zeros"]
    is_last: bool = False

    def draw(self, random: np.random.Generator) -> NDArray[np.float32]:
        """Draw first values for the weight, to add it to a network that is already trained.

        Args:
            random: the generator of the random values, which is not used if the initializer is
                "zeros".

        Returns:
            The values, float32, in the shape of the weight: zeros if the initializer is "zeros",
            otherwise normally distributed around 0 with a standard deviation of 0.05.
        """
        if self.initializer == "zeros":
            return np.zeros(self.shape, np.float32)
        return random.normal(0, 0.05, self.shape).astype(np.float32)


def layer_weight_names(cell: Cell) -> list[str]:
    """Return the names of a recurrent layer's weights, without the prefix `layerN.`.

    In style files (the files of trained authors), layer N has the prefix `layerN.`.

    Args:
        cell: the kind of layer: lstm, mogrifier (an LSTM with two more gates) or gru. A mogrifier
            has two weights more than the others.
    """
    gates = [INPUT_GATE, STATE_GATE] if cell == "mogrifier" else []
    return ["kernel", "recurrent_kernel", "bias", *gates]


def pack_weights(arrays: Arrays) -> bytes:
    """Pack weights for a style (the file of a trained author), as safetensors in float16.

    Rounding to float16 loses less of what was learnt than rounding to int8.

    Args:
        arrays: the weights by name, float32.
    """
    return save({name: array.astype(np.float16) for name, array in arrays.items()})


def unpack_weights(weights: bytes) -> Arrays:
    """Unpack the weights of a style (the file of a trained author), packed by `pack_weights`.

    Args:
        weights: the packed weights, safetensors in float16.

    Returns:
        The weights by name, float32.

    Raises:
        SafetensorError: if the packed weights are damaged.
    """
    return {name: array.astype(np.float32) for name, array in load(weights).items()}
