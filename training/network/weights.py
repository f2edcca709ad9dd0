"""A network's weights by name, and how a style carries them. It knows no network."""

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from training.recipe import Cell

Arrays = dict[str, NDArray[np.float32]]

INPUT_GATE, STATE_GATE = "input_gate_kernel", "state_gate_kernel"


def layer_weight_names(cell: Cell) -> list[str]:
    """The names of a recurrent layer's weights."""
    gates = [INPUT_GATE, STATE_GATE] if cell == "mogrifier" else []
    return ["kernel", "recurrent_kernel", "bias", *gates]


def pack_weights(arrays: Arrays) -> bytes:
    """Weights as a style carries them: safetensors in float16, which costs less than int8 does."""
    return save({name: array.astype(np.float16) for name, array in arrays.items()})


def unpack_weights(weights: bytes) -> Arrays:
    """Weights that `packed` wrote, in float32 again."""
    return {name: array.astype(np.float32) for name, array in load(weights).items()}
