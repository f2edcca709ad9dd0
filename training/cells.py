"""LSTM and GRU over a window, with their own backward pass: what training spends its time in.

The slow reference is keras.layers.LSTM and keras.layers.GRU, whose weights, their shapes and their
order these share (a test compares both, values and gradients). Differentiated by TensorFlow, the
recurrent weights' gradient is summed from one small product a time step; written out, it is one
product over the whole window, and gates are kept in float32 while the products run in the compute
type. benchmarks/cells.py times both.

Glossary: T steps, B batch, I inputs, H units, S state (2 H for the LSTM: h then c; H for the GRU).
The gates stand in Keras's order: i f c o for the LSTM, z r h for the GRU.
"""

from typing import Any, Literal

import keras
import tensorflow as tf

Tensor = Any  # TensorFlow is not typed


class Recurrent(keras.layers.Layer):  # type: ignore[misc]
    """One recurrent layer over a window, time first, state in and state out.

    Args:
        cell: lstm or gru.
        units: H.
        dtype: a policy; its compute type is that of the matrix products.
    """

    def __init__(self, cell: Literal["lstm", "gru"], units: int, **options: Any) -> None:
        super().__init__(autocast=False, **options)
        self.cell = cell
        self.units = units
        self.state_size = units * (2 if cell == "lstm" else 1)

    def build(self, input_shape: tuple[int, ...]) -> None:
        width = self.units * (4 if self.cell == "lstm" else 3)
        bias = (width,) if self.cell == "lstm" else (2, width)  # GRU: the input's, the recurrence's
        start = _forget_bias if self.cell == "lstm" else "zeros"
        self.kernel = self._weight((input_shape[-1], width), "glorot_uniform", "kernel")
        self.recurrent_kernel = self._weight((self.units, width), "orthogonal", "recurrent_kernel")
        self.bias = self._weight(bias, start, "bias")

    def _weight(self, shape: tuple[int, ...], initializer: Any, name: str) -> Any:
        # float32 wherever it is read: the products alone are in the compute type
        return self.add_weight(shape=shape, initializer=initializer, name=name, autocast=False)

    def call(
        self, x: Tensor, state: Tensor, recurrent: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Read x [T, B, I] from state [B, S] -> y [T, B, H], state [B, S] in float32."""
        steps, width = x.shape[0], self.kernel.shape[-1]
        kernel = tf.cast(self.kernel, self.compute_dtype)
        if recurrent is None:  # else these very weights, some of them silenced
            recurrent = tf.convert_to_tensor(self.recurrent_kernel)
        flat = tf.matmul(tf.reshape(x, [-1, x.shape[-1]]), kernel)  # [T B, width]
        bias = self.bias if self.cell == "lstm" else self.bias[0]
        inputs = tf.reshape(flat + tf.cast(bias, flat.dtype), [steps, -1, width])
        if self.cell == "lstm":
            h, c = tf.split(state, 2, axis=1)
            y, h, c = _lstm(inputs, recurrent, h, c)
            return y, tf.concat([h, c], axis=1)
        y, h = _gru(inputs, recurrent, self.bias[1], state)
        return y, h


def _forget_bias(shape: tuple[int, ...], dtype: Any = None) -> Tensor:
    """Ones for the forget gate, so that a new network remembers (Jozefowicz et al., 2015)."""
    units = shape[0] // 4
    zeros = tf.zeros((units,), dtype)
    return tf.concat([zeros, tf.ones((units,), dtype), zeros, zeros], axis=0)


@tf.custom_gradient  # type: ignore[untyped-decorator]
def _lstm(inputs: Tensor, recurrent: Tensor, h0: Tensor, c0: Tensor) -> Tensor:
    """Run inputs [T, B, 4H], recurrent [H, 4H], h0 and c0 [B, H] -> y [T, B, H], h, c [B, H]."""
    kind = inputs.dtype
    weights = tf.cast(recurrent, kind)
    h, c = tf.cast(h0, kind), c0
    before, cells, gates, squashed = [h], [c], [], []
    for z in tf.unstack(inputs):
        z = tf.cast(z, tf.float32) + tf.cast(tf.matmul(h, weights), tf.float32)
        i, f, g, o = tf.split(z, 4, axis=1)
        i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)
        c = f * c + i * g
        s = tf.tanh(c)
        h = tf.cast(o * s, kind)
        gates.append((i, f, g, o))
        squashed.append(s)
        cells.append(c)
        before.append(h)

    def backward(dy: Tensor, dh: Tensor, dc: Tensor) -> tuple[Tensor, ...]:
        outer = tf.unstack(dy)
        dzs: list[Tensor] = []
        for t in reversed(range(len(gates))):
            (i, f, g, o), s = gates[t], squashed[t]
            dh = dh + tf.cast(outer[t], tf.float32)
            dc = dc + dh * o * (1 - s * s)
            dz = tf.concat(
                [
                    dc * g * i * (1 - i),
                    dc * cells[t] * f * (1 - f),
                    dc * i * (1 - g * g),
                    dh * s * o * (1 - o),
                ],
                axis=1,
            )
            dzs.append(tf.cast(dz, kind))
            dh = tf.cast(tf.matmul(dzs[-1], weights, transpose_b=True), tf.float32)
            dc = dc * f
        dz_all = tf.stack(dzs[::-1])  # [T, B, 4H]
        return dz_all, _weight_gradient(before[:-1], dz_all), dh, dc

    return (tf.stack(before[1:]), tf.cast(h, tf.float32), c), backward


@tf.custom_gradient  # type: ignore[untyped-decorator]
def _gru(inputs: Tensor, recurrent: Tensor, bias: Tensor, h0: Tensor) -> Tensor:
    """Run inputs [T, B, 3H], recurrent [H, 3H], bias [3H], h0 [B, H] -> y [T, B, H], h [B, H]."""
    kind = inputs.dtype
    weights = tf.cast(recurrent, kind)
    h = h0
    before, rounded, gates = [h], [tf.cast(h, kind)], []
    for x in tf.unstack(inputs):
        xz, xr, xn = tf.split(tf.cast(x, tf.float32), 3, axis=1)
        own = tf.cast(tf.matmul(rounded[-1], weights), tf.float32) + bias
        hz, hr, hn = tf.split(own, 3, axis=1)
        z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
        n = tf.tanh(xn + r * hn)
        h = n + z * (h - n)
        gates.append((z, r, n, hn))
        before.append(h)
        rounded.append(tf.cast(h, kind))

    def backward(dy: Tensor, dh: Tensor) -> tuple[Tensor, ...]:
        outer = tf.unstack(dy)
        dxs: list[Tensor] = []
        downs: list[Tensor] = []
        dbias = tf.zeros_like(bias)
        for t in reversed(range(len(gates))):
            z, r, n, hn = gates[t]
            dh = dh + tf.cast(outer[t], tf.float32)
            dn = dh * (1 - z) * (1 - n * n)
            dz = dh * (before[t] - n) * z * (1 - z)
            dr = dn * hn * r * (1 - r)
            down = tf.concat([dz, dr, dn * r], axis=1)
            dbias += tf.reduce_sum(down, axis=0)
            dxs.append(tf.cast(tf.concat([dz, dr, dn], axis=1), kind))
            downs.append(tf.cast(down, kind))
            dh = dh * z + tf.cast(tf.matmul(downs[-1], weights, transpose_b=True), tf.float32)
        dweights = _weight_gradient(rounded[:-1], tf.stack(downs[::-1]))
        return tf.stack(dxs[::-1]), dweights, dbias, dh

    return (tf.stack(rounded[1:]), h), backward


def _weight_gradient(before: list[Tensor], dz: Tensor) -> Tensor:
    """The recurrent weights' gradient: T times h [B, H], dz [T, B, W] -> [H, W] float32."""
    h = tf.concat(before, axis=0)  # [T B, H]
    flat = tf.reshape(dz, [-1, dz.shape[-1]])  # [T B, W]
    return tf.cast(tf.matmul(h, flat, transpose_a=True), tf.float32)
