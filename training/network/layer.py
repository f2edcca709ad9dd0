"""The recurrent layer of a network in training: its weights, and how it reads a window.

The weights, their shapes and their order are those of keras.layers.LSTM and keras.layers.GRU, so
that these can be given the same weights (a test compares both, values and gradients). How a window
is run and differentiated is in training/network/cells.py.

Glossary: T steps, B batch, I inputs, H units, S state (2 H for the LSTM and the mogrifier: h then
c; H for the GRU).
"""

from typing import Any

import keras
import tensorflow as tf

from training.network.cells import gru, lstm, mogrifier
from training.network.weights import INPUT_GATE, STATE_GATE, Tensor, layer_weight_names
from training.recipe import Cell


class RecurrentLayer(keras.layers.Layer):  # type: ignore[misc]
    """One recurrent layer over a window: time first, batch last, state in and state out.

    Args:
        cell: lstm, mogrifier or gru.
        units: H.
        dtype: a Keras policy, whose compute type is that of the matrix products.
    """

    def __init__(self, cell: Cell, units: int, **options: Any) -> None:
        super().__init__(autocast=False, **options)
        self.cell = cell
        self.units = units
        self.state_size = units * (1 if cell == "gru" else 2)

    def build(self, inputs: int) -> None:
        """Make the weights for I inputs, in Keras's shapes.

        A mogrifier's gates start at zero, which lets everything through as it is.
        """
        width = self.units * (3 if self.cell == "gru" else 4)
        bias = (2, width) if self.cell == "gru" else (width,)  # GRU: the input's, the recurrence's
        start = "zeros" if self.cell == "gru" else _forget_bias
        self.kernel = self._add((inputs, width), "glorot_uniform", "kernel")
        self.recurrent_kernel = self._add((self.units, width), "orthogonal", "recurrent_kernel")
        self.bias = self._add(bias, start, "bias")
        if self.cell == "mogrifier":
            self.input_gate = self._add((self.units, inputs), "zeros", INPUT_GATE)
            self.state_gate = self._add((inputs, self.units), "zeros", STATE_GATE)
        self.built = True

    def _add(self, shape: tuple[int, ...], initializer: Any, name: str) -> Any:
        # float32 wherever it is read: the products alone are in the compute type
        return self.add_weight(shape=shape, initializer=initializer, name=name, autocast=False)

    def weights_by_name(self) -> dict[str, Any]:
        """Return the layer's variables by name, in Keras's order."""
        weights = {weight.name: weight for weight in self.trainable_weights}
        return {name: weights[name] for name in layer_weight_names(self.cell)}

    def call(
        self,
        x: Tensor,
        state: Tensor,
        kernel: Tensor | None = None,
        recurrent: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Read a window x [T, I, B] from a state [S, B].

        Args:
            x: in the compute type.
            state: float32.
            kernel: replaces the layer's own, [I, width]; with an embedding multiplied out, say.
            recurrent: replaces the layer's own, [H, width]; with some weights dropped, say.

        Returns:
            The outputs y [T, H, B] in the compute type, and the state [S, B] in float32.
        """

        def transpose(weight: Tensor) -> Tensor:
            # once a window, so that the product of a step is weights times columns
            return tf.transpose(tf.cast(weight, self.compute_dtype))

        inward = transpose(self.kernel if kernel is None else kernel)
        recurrence = transpose(self.recurrent_kernel if recurrent is None else recurrent)
        bias = tf.convert_to_tensor(self.bias)
        if self.cell == "gru":
            y, h = gru(x, inward, recurrence, bias, state)
            return y, h
        h, c = tf.split(state, 2)
        if self.cell == "lstm":
            y, h, c = lstm(x, inward, recurrence, bias, h, c)
        else:
            gates = transpose(self.input_gate), transpose(self.state_gate)
            y, h, c = mogrifier(x, inward, recurrence, *gates, bias, h, c)
        return y, tf.concat([h, c], axis=0)


def _forget_bias(shape: tuple[int, ...], dtype: Any = None) -> Tensor:
    """Return 1 for the forget gate: a new network then remembers (Jozefowicz et al., 2015)."""
    units = shape[0] // 4
    zeros = tf.zeros((units,), dtype)
    return tf.concat([zeros, tf.ones((units,), dtype), zeros, zeros], axis=0)
