"""The recurrent layer of a network in training: its weights, and how it reads a window.

The weights, their shapes and their order are those of keras.layers.LSTM and keras.layers.GRU, so
that these can be given the same weights (a test compares both, values and gradients). The
computation and its gradients are in training/network/cells.py.

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
    """A recurrent layer that processes a sequence of time steps, starting from a given state.

    The layer returns its outputs and the state after the last step. In arrays of inputs and
    outputs, the first axis is time and the last axis is the batch.

    Args:
        cell: the type of layer: "lstm", "mogrifier" (an LSTM in which the input and the state first
            gate each other) or "gru".
        units: H, the number of units.
        **options: options for `keras.layers.Layer`. The option `dtype` sets the dtype in which
            matrix products are computed: "float32" or "mixed_bfloat16".

    Attributes:
        cell: the type of layer.
        units: H, the number of units.
        state_size: S, the number of values in the state of one text: H for a GRU, otherwise 2 H.
    """

    def __init__(self, cell: Cell, units: int, **options: Any) -> None:
        super().__init__(autocast=False, **options)
        self.cell = cell
        self.units = units
        self.state_size = units * (1 if cell == "gru" else 2)

    def build(self, inputs: int) -> None:
        """Create the layer's weights, with the same shapes as in Keras's own layers.

        The weights of a mogrifier's two additional gates are initialised to zero, so that initially
        these gates leave the input and the state unchanged.

        Args:
            inputs: the number of inputs at each time step.
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
        # weights stay float32 when they are read: only the products are in the compute type
        return self.add_weight(shape=shape, initializer=initializer, name=name, autocast=False)

    def weights_by_name(self) -> dict[str, Any]:
        """Return the layer's variables by name, such as "kernel", in the order used by Keras.

        The additional weights of a mogrifier, a type of layer that Keras does not provide, come
        last.
        """
        weights = {weight.name: weight for weight in self.trainable_weights}
        return {name: weights[name] for name in layer_weight_names(self.cell)}

    def call(
        self,
        x: Tensor,
        state: Tensor,
        kernel: Tensor | None = None,
        recurrent: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Process T time steps of inputs, for B texts in parallel.

        I is the number of inputs at each step, and H the number of units of the layer. S is the
        number of values in the state of one text: H for a GRU, otherwise 2 H. G is the number of
        gates: 3 for a GRU, otherwise 4.

        Args:
            x: the inputs, [T, I, B], in the dtype in which matrix products are computed.
            state: the state before the first step, float32 [S, B].
            kernel: weights to apply to the inputs, [I, G H], for example the layer's own multiplied
                by an embedding; None to use the layer's own.
            recurrent: weights to apply to the previous output, [H, G H], for example the layer's
                own with some set to 0; None to use the layer's own.

        Returns:
            The outputs of all steps, [T, H, B], with the same dtype as the inputs, and the state
            after the last step, float32 [S, B].
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
