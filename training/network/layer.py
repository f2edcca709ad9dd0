"""The recurrent layer of a network that is trained: weights, and a window read by them.

Its weights, their shapes and their order are those of keras.layers.LSTM and keras.layers.GRU (a
test compares both, values and gradients), so that these can take them up. How a window is run and
differentiated, training/network/cells.py knows.

Glossary: T steps, B batch, I inputs, H units, S state (2 H for the LSTM, mogrified or not: h then
c; H for the GRU).
"""

from typing import Any

import keras
import tensorflow as tf

from training.network.cells import Tensor, gru, lstm, mogrifier
from training.network.weights import INPUT_GATE, STATE_GATE, layer_weight_names
from training.recipe import Cell


class RecurrentLayer(keras.layers.Layer):  # type: ignore[misc]
    """One recurrent layer over a window, time first, batch last, state in and state out.

    Args:
        cell: lstm, mogrifier or gru.
        units: H.
        dtype: a policy; its compute type is that of the matrix products.
    """

    def __init__(self, cell: Cell, units: int, **options: Any) -> None:
        super().__init__(autocast=False, **options)
        self.cell = cell
        self.units = units
        self.state_size = units * (1 if cell == "gru" else 2)

    def build(self, inputs: int) -> None:
        """Make the weights for I inputs, in Keras's shapes.

        A mogrifier's gates begin at zero, which lets everything through as it is.
        """
        width = self.units * (3 if self.cell == "gru" else 4)
        bias = (2, width) if self.cell == "gru" else (width,)  # GRU: the input's, the recurrence's
        start = "zeros" if self.cell == "gru" else _forget_bias
        self.kernel = self._weight((inputs, width), "glorot_uniform", "kernel")
        self.recurrent_kernel = self._weight((self.units, width), "orthogonal", "recurrent_kernel")
        self.bias = self._weight(bias, start, "bias")
        if self.cell == "mogrifier":
            self.input_gate = self._weight((self.units, inputs), "zeros", INPUT_GATE)
            self.state_gate = self._weight((inputs, self.units), "zeros", STATE_GATE)
        self.built = True

    def _weight(self, shape: tuple[int, ...], initializer: Any, name: str) -> Any:
        # float32 wherever it is read: the products alone are in the compute type
        return self.add_weight(shape=shape, initializer=initializer, name=name, autocast=False)

    def named(self) -> dict[str, Any]:
        """Its weights by name."""
        weights = {weight.name: weight for weight in self.trainable_weights}
        return {name: weights[name] for name in layer_weight_names(self.cell)}

    def call(
        self,
        x: Tensor,
        state: Tensor,
        kernel: Tensor | None = None,
        recurrent: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Read x [T, I, B] from state [S, B] -> y [T, H, B], state [S, B] in float32.

        Args:
            x: in the compute type.
            state: float32.
            kernel: in place of the layer's own, [I, width]; with an embedding multiplied out, say.
            recurrent: in place of the layer's own, [H, width]; with some silenced, say.
        """

        def turned(weight: Tensor) -> Tensor:
            # once a window, so that the product of a step is weights times columns
            return tf.transpose(tf.cast(weight, self.compute_dtype))

        inward = turned(self.kernel if kernel is None else kernel)
        recurrence = turned(self.recurrent_kernel if recurrent is None else recurrent)
        bias = tf.convert_to_tensor(self.bias)
        if self.cell == "gru":
            y, h = gru(x, inward, recurrence, bias, state)
            return y, h
        h, c = tf.split(state, 2)
        if self.cell == "lstm":
            y, h, c = lstm(x, inward, recurrence, bias, h, c)
        else:
            gates = turned(self.input_gate), turned(self.state_gate)
            y, h, c = mogrifier(x, inward, recurrence, *gates, bias, h, c)
        return y, tf.concat([h, c], axis=0)


def _forget_bias(shape: tuple[int, ...], dtype: Any = None) -> Tensor:
    """Ones for the forget gate, so that a new network remembers (Jozefowicz et al., 2015)."""
    units = shape[0] // 4
    zeros = tf.zeros((units,), dtype)
    return tf.concat([zeros, tf.ones((units,), dtype), zeros, zeros], axis=0)
