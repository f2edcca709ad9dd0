"""LSTM, mogrifier and GRU over a window, each with a backward pass written out by hand.

Most of a training's time is spent here. The reference is keras.layers, which is slower (a test
compares values and gradients). Three things make these faster (benchmarks/cells.py times both):

- Units come first and the batch last, so that a gate is a run of whole rows: slicing one copies
  nothing, and at small batches the product of a time step is twice as fast as in the other order.
- The gradient of the recurrent weights is one product over the whole window; TensorFlow's own
  differentiation would add up a small product for each time step.
- Products run in the compute type, gates in float32.

The mogrifier is an LSTM whose input and state gate each other before each step (Melis et al.,
"Mogrifier LSTM", 2020, with two rounds):

    x' = 2 sigmoid(Q h) x, h' = 2 sigmoid(R x') h, followed by the LSTM's step on x' and h'

Glossary: T steps, B batch, I inputs, H units. The gates are in Keras's order: i f c o for the LSTM,
z r h for the GRU.
"""

from typing import Any

import tensorflow as tf

from training.network.gradients import (
    bias_gradient,
    input_gradient,
    join_list,
    join_steps,
    sigmoid_gradient,
    tanh_gradient,
    weight_gradient,
)
from training.network.weights import Tensor


@tf.custom_gradient  # type: ignore[untyped-decorator]
def lstm(
    x: Tensor, inward: Tensor, recurrence: Tensor, bias: Tensor, h0: Tensor, c0: Tensor
) -> Tensor:
    """Run an LSTM layer (Hochreiter and Schmidhuber, 1997) over T time steps.

    B texts are processed in parallel. I is the number of inputs at each step, and H the number of
    units. The compute type is the dtype in which matrix products are computed, bfloat16 or float32.
    In arrays of size 4H, the gates are in Keras's order: input, forget, cell candidate, output.

    Args:
        x: the inputs, [T, I, B], in the compute type.
        inward: the weights applied to the input, [4H, I], in the compute type.
        recurrence: the weights applied to the previous output, [4H, H], in the compute type.
        bias: the biases of the gates, float32 [4H].
        h0: the layer's output before the first step, float32 [H, B].
        c0: the cell state before the first step, float32 [H, B].

    Returns:
        The outputs of all steps, [T, H, B], in the compute type, followed by the output and the
        cell state after the last step, each float32 [H, B].
    """
    compute_type = x.dtype
    steps, width, _ = x.shape
    joint = tf.concat([inward, recurrence], axis=1)  # one product a step for input and state
    bias_column = bias[:, None]
    h, c = tf.cast(h0, compute_type), c0
    hs, cells, gates = [h], [c], []
    for inputs in tf.unstack(x):
        z = tf.cast(tf.matmul(joint, tf.concat([inputs, h], axis=0)), tf.float32) + bias_column
        opening, c, full = _open_gates(z, c)
        h = tf.cast(full, compute_type)
        gates.append(opening)
        cells.append(c)
        hs.append(h)

    def backward(dy: Tensor, dh: Tensor, dc: Tensor) -> tuple[Tensor, ...]:
        dys = tf.unstack(dy)
        transpose = tf.transpose(recurrence)
        dzs: list[Tensor] = []
        for t in reversed(range(steps)):
            dh = dh + tf.cast(dys[t], tf.float32)
            dz, dc = _gate_gradients(gates[t], cells[t], dh, dc, compute_type)
            dzs.append(dz)
            dh = tf.cast(tf.matmul(transpose, dz), tf.float32)
        dz_all = join_list(dzs[::-1])  # [4H, T B]
        djoint = weight_gradient(dz_all, tf.concat([join_steps(x), join_list(hs[:-1])], axis=0))
        return (
            input_gradient(inward, dz_all, x),
            djoint[:, :width],
            djoint[:, width:],
            bias_gradient(dz_all),
            dh,
            dc,
        )

    return (tf.stack(hs[1:]), tf.cast(h, tf.float32), c), backward


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
    """Run a mogrifier layer (Melis et al., 2020, with two rounds) over T time steps.

    A mogrifier is an LSTM with two additional gates. Before each step, the input is scaled by a
    gate computed from the previous output. Then the previous output is scaled by a gate computed
    from the scaled input.

    B texts are processed in parallel. I is the number of inputs at each step, and H the number of
    units. The compute type is the dtype in which matrix products are computed, bfloat16 or float32.
    In arrays of size 4H, the gates are in Keras's order: input, forget, cell candidate, output.

    Args:
        x: the inputs, [T, I, B], in the compute type.
        inward: the weights applied to the input, [4H, I], in the compute type.
        recurrence: the weights applied to the previous output, [4H, H], in the compute type.
        input_gate: the weights of the gate that scales the input, [I, H], in the compute type.
        state_gate: the weights of the gate that scales the previous output, [H, I], in the compute
            type.
        bias: the biases of the gates, float32 [4H].
        h0: the layer's output before the first step, float32 [H, B].
        c0: the cell state before the first step, float32 [H, B].

    Returns:
        The outputs of all steps, [T, H, B], in the compute type, followed by the output and the
        cell state after the last step, each float32 [H, B].
    """
    compute_type = x.dtype
    steps, width, _ = x.shape
    # the gates' factor of 2 is multiplied into the weights, once, and not at each step
    joint, to_gate = 2 * tf.concat([inward, recurrence], axis=1), 2 * state_gate
    bias_column = bias[:, None]
    h, c = h0, c0
    xs = [tf.cast(inputs, tf.float32) for inputs in tf.unstack(x)]
    hs, rounded, cells = [h], [tf.cast(h, compute_type)], [c]
    gates, openings, reads = [], [], []
    for inputs in xs:
        a = tf.sigmoid(tf.cast(tf.matmul(input_gate, rounded[-1]), tf.float32))
        inner = tf.cast(a * inputs, compute_type)
        b = tf.sigmoid(tf.cast(tf.matmul(to_gate, inner), tf.float32))
        reads.append(tf.concat([inner, tf.cast(b * h, compute_type)], axis=0))
        z = tf.cast(tf.matmul(joint, reads[-1]), tf.float32) + bias_column
        opening, c, h = _open_gates(z, c)
        openings.append((a, b))
        gates.append(opening)
        cells.append(c)
        hs.append(h)
        rounded.append(tf.cast(h, compute_type))

    def backward(dy: Tensor, dh: Tensor, dc: Tensor) -> tuple[Tensor, ...]:
        dys = tf.unstack(dy)
        transpose = tf.transpose(joint)
        to_state, to_inner = tf.transpose(input_gate), tf.transpose(to_gate)
        dzs: list[Tensor] = []
        das: list[Tensor] = []
        dbs: list[Tensor] = []
        dxs: list[Tensor] = []
        for t in reversed(range(steps)):
            a, b = openings[t]
            dh = dh + tf.cast(dys[t], tf.float32)
            dz, dc = _gate_gradients(gates[t], cells[t], dh, dc, compute_type)
            dinner, dh = tf.split(tf.cast(tf.matmul(transpose, dz), tf.float32), [width, -1])
            db = tf.cast(sigmoid_gradient(b, dh * hs[t]), compute_type)
            dinner += tf.cast(tf.matmul(to_inner, db), tf.float32)
            da = tf.cast(sigmoid_gradient(a, dinner * xs[t]), compute_type)
            dh = dh * b + tf.cast(tf.matmul(to_state, da), tf.float32)
            dxs.append(tf.cast(dinner * a, compute_type))
            dzs.append(dz)
            das.append(da)
            dbs.append(db)
        dz_all, read_all = join_list(dzs[::-1]), 2 * join_list(reads)
        djoint = weight_gradient(dz_all, read_all)
        return (
            tf.stack(dxs[::-1]),
            djoint[:, :width],
            djoint[:, width:],
            weight_gradient(join_list(das[::-1]), join_list(rounded[:-1])),
            weight_gradient(join_list(dbs[::-1]), read_all[:width]),
            bias_gradient(dz_all),
            dh,
            dc,
        )

    return (tf.stack(rounded[1:]), h, c), backward


@tf.custom_gradient  # type: ignore[untyped-decorator]
def gru(x: Tensor, inward: Tensor, recurrence: Tensor, bias: Tensor, h0: Tensor) -> Tensor:
    """Run a GRU layer (Cho et al., 2014) over T time steps.

    As in cuDNN, the previous output is multiplied by the recurrent weights before the reset gate is
    applied.

    B texts are processed in parallel. I is the number of inputs at each step, and H the number of
    units. The compute type is the dtype in which matrix products are computed, bfloat16 or float32.
    In arrays of size 3H, the gates are in Keras's order: update, reset, candidate.

    Args:
        x: the inputs, [T, I, B], in the compute type.
        inward: the weights applied to the input, [3H, I], in the compute type.
        recurrence: the weights applied to the previous output, [3H, H], in the compute type.
        bias: the biases added to the products with the input (first row) and with the previous
            output (second row), float32 [2, 3H].
        h0: the layer's output before the first step, float32 [H, B].

    Returns:
        The outputs of all steps, [T, H, B], in the compute type, followed by the output of the last
        step, float32 [H, B].
    """
    compute_type = x.dtype
    steps = x.shape[0]
    input_bias, state_bias = bias[0][:, None], bias[1][:, None]
    h = h0
    hs, rounded, gates = [h], [tf.cast(h, compute_type)], []
    for inputs in tf.unstack(x):
        from_input = tf.cast(tf.matmul(inward, inputs), tf.float32) + input_bias
        from_state = tf.cast(tf.matmul(recurrence, rounded[-1]), tf.float32) + state_bias
        (xz, xr, xn), (hz, hr, hn) = tf.split(from_input, 3), tf.split(from_state, 3)
        z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
        n = tf.tanh(xn + r * hn)
        h = n + z * (h - n)
        gates.append((z, r, n, hn))
        hs.append(h)
        rounded.append(tf.cast(h, compute_type))

    def backward(dy: Tensor, dh: Tensor) -> tuple[Tensor, ...]:
        dys = tf.unstack(dy)
        transpose = tf.transpose(recurrence)
        dxs: list[Tensor] = []
        downs: list[Tensor] = []
        for t in reversed(range(steps)):
            z, r, n, hn = gates[t]
            dh = dh + tf.cast(dys[t], tf.float32)
            dn = tanh_gradient(n, dh * (1 - z))
            dz = tf.cast(sigmoid_gradient(z, dh * (hs[t] - n)), compute_type)
            dr = tf.cast(sigmoid_gradient(r, dn * hn), compute_type)
            dxs.append(tf.concat([dz, dr, tf.cast(dn, compute_type)], axis=0))
            downs.append(tf.concat([dz, dr, tf.cast(dn * r, compute_type)], axis=0))
            dh = dh * z + tf.cast(tf.matmul(transpose, downs[-1]), tf.float32)
        dx_all, down_all = join_list(dxs[::-1]), join_list(downs[::-1])  # [3H, T B]
        return (
            input_gradient(inward, dx_all, x),
            weight_gradient(dx_all, join_steps(x)),
            weight_gradient(down_all, join_list(rounded[:-1])),
            tf.stack([bias_gradient(dx_all), bias_gradient(down_all)]),
            dh,
        )

    return (tf.stack(rounded[1:]), h), backward


def _open_gates(z: Tensor, c: Tensor) -> tuple[tuple[Tensor, ...], Tensor, Tensor]:
    """Return the LSTM's gates at z [4H, B] with tanh(c) after them, and the next c and h [H, B]."""
    i, f, g, o = tf.split(z, 4)
    i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)
    c = f * c + i * g
    s = tf.tanh(c)
    return (i, f, g, o, s), c, o * s


def _gate_gradients(
    opening: tuple[Tensor, ...], cell: Tensor, dh: Tensor, dc: Tensor, compute_type: Any
) -> tuple[Tensor, Tensor]:
    """Return the gradients of z, in the compute type, and of the c before, from those of h and c.

    Args:
        opening: the gates and tanh(c), as `_open_gates` returned them.
        cell: c before the step, [H, B].
        dh: the gradient of h after the step, float32 [H, B].
        dc: the gradient of c after the step, float32 [H, B].
        compute_type: what z's gradient [4H, B] is rounded to.
    """
    i, f, g, o, s = opening
    dc = dc + tanh_gradient(s, dh * o)
    dz = [
        sigmoid_gradient(i, dc * g),
        sigmoid_gradient(f, dc * cell),
        tanh_gradient(g, dc * i),
        sigmoid_gradient(o, dh * s),
    ]
    # rounded one by one, which moves half the bytes that joining them first would
    return tf.concat([tf.cast(part, compute_type) for part in dz], axis=0), dc * f
