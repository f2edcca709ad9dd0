"""LSTM and GRU over a window, with their own backward pass: what training spends its time in.

The slow reference is keras.layers.LSTM and keras.layers.GRU, whose weights, their shapes and their
order these share (a test compares both, values and gradients). Three things make the difference
(benchmarks/cells.py times it):

- Features stand first and the batch last, so that a gate is a run of whole rows: taking one is no
  copy, and the product of a time step is twice as fast as the other way round at small batches.
- The recurrent weights' gradient is one product over the whole window; differentiated by
  TensorFlow it is summed from a small one a time step.
- Products run in the compute type, gates in float32.

Glossary: T steps, B batch, I inputs, H units, S state (2 H for the LSTM: h then c; H for the GRU).
The gates stand in Keras's order: i f c o for the LSTM, z r h for the GRU.
"""

from typing import Any, Literal

import keras
import tensorflow as tf

Tensor = Any  # TensorFlow is not typed


class Recurrent(keras.layers.Layer):  # type: ignore[misc]
    """One recurrent layer over a window, time first, batch last, state in and state out.

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

    def build(self, inputs: int) -> None:
        """Make the weights for I inputs, in Keras's shapes."""
        width = self.units * (4 if self.cell == "lstm" else 3)
        bias = (width,) if self.cell == "lstm" else (2, width)  # GRU: the input's, the recurrence's
        start = _forget_bias if self.cell == "lstm" else "zeros"
        self.kernel = self._weight((inputs, width), "glorot_uniform", "kernel")
        self.recurrent_kernel = self._weight((self.units, width), "orthogonal", "recurrent_kernel")
        self.bias = self._weight(bias, start, "bias")
        self.built = True

    def _weight(self, shape: tuple[int, ...], initializer: Any, name: str) -> Any:
        # float32 wherever it is read: the products alone are in the compute type
        return self.add_weight(shape=shape, initializer=initializer, name=name, autocast=False)

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
        kind = self.compute_dtype
        # turned once a window, so that the product of a step is weights times columns
        inward = tf.transpose(tf.cast(self.kernel if kernel is None else kernel, kind))
        own = self.recurrent_kernel if recurrent is None else recurrent
        recurrence = tf.transpose(tf.cast(own, kind))
        if self.cell == "lstm":
            h, c = tf.split(state, 2)
            y, h, c = _lstm(x, inward, recurrence, tf.convert_to_tensor(self.bias), h, c)
            return y, tf.concat([h, c], axis=0)
        y, h = _gru(x, inward, recurrence, tf.convert_to_tensor(self.bias), state)
        return y, h


def _forget_bias(shape: tuple[int, ...], dtype: Any = None) -> Tensor:
    """Ones for the forget gate, so that a new network remembers (Jozefowicz et al., 2015)."""
    units = shape[0] // 4
    zeros = tf.zeros((units,), dtype)
    return tf.concat([zeros, tf.ones((units,), dtype), zeros, zeros], axis=0)


def columns(x: Tensor) -> Tensor:
    """Time and batch side by side: [T, N, B] -> [N, T B]."""
    _, n, _ = x.shape
    return tf.reshape(tf.transpose(x, [1, 0, 2]), [n, -1])


@tf.custom_gradient  # type: ignore[untyped-decorator]
def _lstm(
    x: Tensor, inward: Tensor, recurrence: Tensor, bias: Tensor, h0: Tensor, c0: Tensor
) -> Tensor:
    """Run x [T, I, B], inward [4H, I], recurrence [4H, H], bias [4H] from h0 and c0 [H, B].

    Gives y [T, H, B], h and c [H, B].
    """
    kind = x.dtype
    steps, width, _ = x.shape
    both = tf.concat([inward, recurrence], axis=1)  # one product a step for input and state
    upright = bias[:, None]
    h, c = tf.cast(h0, kind), c0
    before, cells, gates, squashed = [h], [c], [], []
    for now in tf.unstack(x):
        z = tf.cast(tf.matmul(both, tf.concat([now, h], axis=0)), tf.float32) + upright
        i, f, g, o = tf.split(z, 4)
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
        back = tf.transpose(recurrence)
        dzs: list[Tensor] = []
        for t in reversed(range(steps)):
            (i, f, g, o), s = gates[t], squashed[t]
            dh = dh + tf.cast(outer[t], tf.float32)
            dc = dc + _through_tanh(s, dh * o)
            dz = [
                _through_sigmoid(i, dc * g),
                _through_sigmoid(f, dc * cells[t]),
                _through_tanh(g, dc * i),
                _through_sigmoid(o, dh * s),
            ]
            # rounded one by one, which moves half the bytes that joining them first would
            dzs.append(tf.concat([tf.cast(part, kind) for part in dz], axis=0))
            dh = tf.cast(tf.matmul(back, dzs[-1]), tf.float32)
            dc = dc * f
        dz_all = columns(tf.stack(dzs[::-1]))  # [4H, T B]
        dboth = _product(dz_all, tf.concat([columns(x), columns(tf.stack(before[:-1]))], axis=0))
        return (
            _to_inputs(inward, dz_all, x),
            dboth[:, :width],
            dboth[:, width:],
            tf.reduce_sum(tf.cast(dz_all, tf.float32), axis=1),
            dh,
            dc,
        )

    return (tf.stack(before[1:]), tf.cast(h, tf.float32), c), backward


@tf.custom_gradient  # type: ignore[untyped-decorator]
def _gru(x: Tensor, inward: Tensor, recurrence: Tensor, bias: Tensor, h0: Tensor) -> Tensor:
    """Run x [T, I, B], inward [3H, I], recurrence [3H, H], bias [2, 3H] from h0 [H, B].

    Gives y [T, H, B] and h [H, B].
    """
    kind = x.dtype
    steps = x.shape[0]
    outer_bias, own_bias = bias[0][:, None], bias[1][:, None]
    h = h0
    before, rounded, gates = [h], [tf.cast(h, kind)], []
    for now in tf.unstack(x):
        given = tf.cast(tf.matmul(inward, now), tf.float32) + outer_bias
        own = tf.cast(tf.matmul(recurrence, rounded[-1]), tf.float32) + own_bias
        (xz, xr, xn), (hz, hr, hn) = tf.split(given, 3), tf.split(own, 3)
        z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
        n = tf.tanh(xn + r * hn)
        h = n + z * (h - n)
        gates.append((z, r, n, hn))
        before.append(h)
        rounded.append(tf.cast(h, kind))

    def backward(dy: Tensor, dh: Tensor) -> tuple[Tensor, ...]:
        outer = tf.unstack(dy)
        back = tf.transpose(recurrence)
        dxs: list[Tensor] = []
        downs: list[Tensor] = []
        for t in reversed(range(steps)):
            z, r, n, hn = gates[t]
            dh = dh + tf.cast(outer[t], tf.float32)
            dn = _through_tanh(n, dh * (1 - z))
            dz = tf.cast(_through_sigmoid(z, dh * (before[t] - n)), kind)
            dr = tf.cast(_through_sigmoid(r, dn * hn), kind)
            dxs.append(tf.concat([dz, dr, tf.cast(dn, kind)], axis=0))
            downs.append(tf.concat([dz, dr, tf.cast(dn * r, kind)], axis=0))
            dh = dh * z + tf.cast(tf.matmul(back, downs[-1]), tf.float32)
        dx_all, down_all = columns(tf.stack(dxs[::-1])), columns(tf.stack(downs[::-1]))  # [3H, T B]
        dbias = [tf.reduce_sum(tf.cast(d, tf.float32), axis=1) for d in (dx_all, down_all)]
        return (
            _to_inputs(inward, dx_all, x),
            _product(dx_all, columns(x)),
            _product(down_all, columns(tf.stack(rounded[:-1]))),
            tf.stack(dbias),
            dh,
        )

    return (tf.stack(rounded[1:]), h), backward


def _through_sigmoid(y: Tensor, dy: Tensor) -> Tensor:
    """Dy y (1 - y), in one pass."""
    return tf.raw_ops.SigmoidGrad(y=y, dy=dy)


def _through_tanh(y: Tensor, dy: Tensor) -> Tensor:
    """Dy (1 - y^2), in one pass."""
    return tf.raw_ops.TanhGrad(y=y, dy=dy)


def _product(left: Tensor, right: Tensor) -> Tensor:
    """Left [M, K] times right [N, K] turned -> [M, N]."""
    return tf.matmul(left, right, transpose_b=True)


def _to_inputs(inward: Tensor, dz: Tensor, x: Tensor) -> Tensor:
    """What reaches x [T, I, B] of dz [W, T B] by way of inward [W, I]."""
    steps, width, _ = x.shape
    dx = tf.matmul(inward, dz, transpose_a=True)  # [I, T B]
    return tf.transpose(tf.reshape(dx, [width, steps, -1]), [1, 0, 2])
