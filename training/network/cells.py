"""LSTM, mogrifier and GRU over a window, with their own backward pass: where training spends time.

The slow reference of LSTM and GRU is keras.layers (a test compares both, values and gradients).
Three things make the difference (benchmarks/cells.py times it):

- Features stand first and the batch last, so that a gate is a run of whole rows: taking one is no
  copy, and the product of a time step is twice as fast as the other way round at small batches.
- The recurrent weights' gradient is one product over the whole window; differentiated by
  TensorFlow it is summed from a small one a time step.
- Products run in the compute type, gates in float32.

The mogrifier is an LSTM whose input and state gate each other before each step (Melis et al.,
"Mogrifier LSTM", 2020, with two rounds):

    x' = 2 sigmoid(Q h) x, h' = 2 sigmoid(R x') h, and then the LSTM's step on x' and h'

Glossary: T steps, B batch, I inputs, H units. The gates stand in Keras's order: i f c o for the
LSTM, z r h for the GRU.
"""

from typing import Any

import tensorflow as tf

Tensor = Any  # TensorFlow is not typed


def columns(x: Tensor) -> Tensor:
    """Time and batch side by side: [T, N, B] -> [N, T B]."""
    _, n, _ = x.shape
    return tf.reshape(tf.transpose(x, [1, 0, 2]), [n, -1])


@tf.custom_gradient  # type: ignore[untyped-decorator]
def lstm(
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
    before, cells, gates = [h], [c], []
    for now in tf.unstack(x):
        z = tf.cast(tf.matmul(both, tf.concat([now, h], axis=0)), tf.float32) + upright
        opened, c, full = _opened(z, c)
        h = tf.cast(full, kind)
        gates.append(opened)
        cells.append(c)
        before.append(h)

    def backward(dy: Tensor, dh: Tensor, dc: Tensor) -> tuple[Tensor, ...]:
        outer = tf.unstack(dy)
        back = tf.transpose(recurrence)
        dzs: list[Tensor] = []
        for t in reversed(range(steps)):
            dh = dh + tf.cast(outer[t], tf.float32)
            dz, dc = _through_gates(gates[t], cells[t], dh, dc, kind)
            dzs.append(dz)
            dh = tf.cast(tf.matmul(back, dz), tf.float32)
        dz_all = _window(dzs[::-1])  # [4H, T B]
        dboth = _product(dz_all, tf.concat([columns(x), _window(before[:-1])], axis=0))
        return (
            _to_inputs(inward, dz_all, x),
            dboth[:, :width],
            dboth[:, width:],
            _summed(dz_all),
            dh,
            dc,
        )

    return (tf.stack(before[1:]), tf.cast(h, tf.float32), c), backward


@tf.custom_gradient  # type: ignore[untyped-decorator]
def mogrifier(
    x: Tensor,
    inward: Tensor,
    recurrence: Tensor,
    input_gate: Tensor,
    state_gate: Tensor,
    bias: Tensor,
    h0: Tensor,
    c0: Tensor,
) -> Tensor:
    """Run as `lstm`, with Q, input_gate [I, H], and R, state_gate [H, I].

    Gives y [T, H, B], h and c [H, B].
    """
    kind = x.dtype
    steps, width, _ = x.shape
    # what the gates let through is doubled here, in the weights, and not at each step
    both, to_gate = 2 * tf.concat([inward, recurrence], axis=1), 2 * state_gate
    upright = bias[:, None]
    h, c = h0, c0
    wholes = [tf.cast(now, tf.float32) for now in tf.unstack(x)]
    full, before, cells = [h], [tf.cast(h, kind)], [c]
    gates, opens, read = [], [], []
    for now in wholes:
        a = tf.sigmoid(tf.cast(tf.matmul(input_gate, before[-1]), tf.float32))
        inner = tf.cast(a * now, kind)
        b = tf.sigmoid(tf.cast(tf.matmul(to_gate, inner), tf.float32))
        read.append(tf.concat([inner, tf.cast(b * h, kind)], axis=0))
        z = tf.cast(tf.matmul(both, read[-1]), tf.float32) + upright
        opened, c, h = _opened(z, c)
        opens.append((a, b))
        gates.append(opened)
        cells.append(c)
        full.append(h)
        before.append(tf.cast(h, kind))

    def backward(dy: Tensor, dh: Tensor, dc: Tensor) -> tuple[Tensor, ...]:
        outer = tf.unstack(dy)
        back = tf.transpose(both)
        to_state, to_inner = tf.transpose(input_gate), tf.transpose(to_gate)
        dzs: list[Tensor] = []
        das: list[Tensor] = []
        dbs: list[Tensor] = []
        dxs: list[Tensor] = []
        for t in reversed(range(steps)):
            a, b = opens[t]
            dh = dh + tf.cast(outer[t], tf.float32)
            dz, dc = _through_gates(gates[t], cells[t], dh, dc, kind)
            dinner, dh = tf.split(tf.cast(tf.matmul(back, dz), tf.float32), [width, -1])
            db = tf.cast(_through_sigmoid(b, dh * full[t]), kind)
            dinner += tf.cast(tf.matmul(to_inner, db), tf.float32)
            da = tf.cast(_through_sigmoid(a, dinner * wholes[t]), kind)
            dh = dh * b + tf.cast(tf.matmul(to_state, da), tf.float32)
            dxs.append(tf.cast(dinner * a, kind))
            dzs.append(dz)
            das.append(da)
            dbs.append(db)
        dz_all, read_all = _window(dzs[::-1]), 2 * _window(read)
        dboth = _product(dz_all, read_all)
        return (
            tf.stack(dxs[::-1]),
            dboth[:, :width],
            dboth[:, width:],
            _product(_window(das[::-1]), _window(before[:-1])),
            _product(_window(dbs[::-1]), read_all[:width]),
            _summed(dz_all),
            dh,
            dc,
        )

    return (tf.stack(before[1:]), h, c), backward


@tf.custom_gradient  # type: ignore[untyped-decorator]
def gru(x: Tensor, inward: Tensor, recurrence: Tensor, bias: Tensor, h0: Tensor) -> Tensor:
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
        dx_all, down_all = _window(dxs[::-1]), _window(downs[::-1])  # [3H, T B]
        return (
            _to_inputs(inward, dx_all, x),
            _product(dx_all, columns(x)),
            _product(down_all, _window(rounded[:-1])),
            tf.stack([_summed(dx_all), _summed(down_all)]),
            dh,
        )

    return (tf.stack(rounded[1:]), h), backward


def _opened(z: Tensor, c: Tensor) -> tuple[tuple[Tensor, ...], Tensor, Tensor]:
    """The LSTM's gates at z [4H, B], with tanh(c) after them, and c and h [H, B]."""
    i, f, g, o = tf.split(z, 4)
    i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)
    c = f * c + i * g
    s = tf.tanh(c)
    return (i, f, g, o, s), c, o * s


def _through_gates(
    opened: tuple[Tensor, ...], before: Tensor, dh: Tensor, dc: Tensor, kind: Any
) -> tuple[Tensor, Tensor]:
    """What reaches z, rounded to a type, and the c before, of what reaches h and c."""
    i, f, g, o, s = opened
    dc = dc + _through_tanh(s, dh * o)
    dz = [
        _through_sigmoid(i, dc * g),
        _through_sigmoid(f, dc * before),
        _through_tanh(g, dc * i),
        _through_sigmoid(o, dh * s),
    ]
    # rounded one by one, which moves half the bytes that joining them first would
    return tf.concat([tf.cast(part, kind) for part in dz], axis=0), dc * f


def _through_sigmoid(y: Tensor, dy: Tensor) -> Tensor:
    """Dy y (1 - y), in one pass."""
    return tf.raw_ops.SigmoidGrad(y=y, dy=dy)


def _through_tanh(y: Tensor, dy: Tensor) -> Tensor:
    """Dy (1 - y^2), in one pass."""
    return tf.raw_ops.TanhGrad(y=y, dy=dy)


def _window(steps: list[Tensor]) -> Tensor:
    """Of T steps [N, B]: [N, T B]."""
    return columns(tf.stack(steps))


def _summed(dz: Tensor) -> Tensor:
    """What reaches a bias of dz [N, T B]: [N] float32."""
    return tf.reduce_sum(tf.cast(dz, tf.float32), axis=1)


def _product(left: Tensor, right: Tensor) -> Tensor:
    """Left [M, K] times right [N, K] turned -> [M, N]."""
    return tf.matmul(left, right, transpose_b=True)


def _to_inputs(inward: Tensor, dz: Tensor, x: Tensor) -> Tensor:
    """What reaches x [T, I, B] of dz [W, T B] by way of inward [W, I]."""
    steps, width, _ = x.shape
    dx = tf.matmul(inward, dz, transpose_a=True)  # [I, T B]
    return tf.transpose(tf.reshape(dx, [width, steps, -1]), [1, 0, 2])
