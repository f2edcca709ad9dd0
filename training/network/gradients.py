"""The parts of a backward pass that all recurrent layers share: gradients of gates and of products.

A product is made for all time steps of a window at once, which are then one matrix, side by side.

Glossary: T steps, B batch, I inputs, W weighted sums; other letters are any sizes.
"""

import tensorflow as tf

from training.network.weights import Tensor


def join_steps(x: Tensor) -> Tensor:
    """Return an array of T time steps, [T, N, B], reshaped into a single matrix, [N, T * B].

    Each time step has a column of N values for each of the B texts that are processed in parallel.
    In the matrix, the columns are ordered by time step.
    """
    _, n, _ = x.shape
    return tf.reshape(tf.transpose(x, [1, 0, 2]), [n, -1])


def sigmoid_gradient(y: Tensor, dy: Tensor) -> Tensor:
    """Return the gradient of a sigmoid's input, `dy * y * (1 - y)`, in one pass over the array.

    Args:
        y: the sigmoid's output, of any shape.
        dy: the gradient of the output, with the same shape.
    """
    return tf.raw_ops.SigmoidGrad(y=y, dy=dy)


def tanh_gradient(y: Tensor, dy: Tensor) -> Tensor:
    """Return the gradient of a tanh's input, `dy * (1 - y**2)`, in one pass over the array.

    Args:
        y: the tanh's output, of any shape.
        dy: the gradient of the output, with the same shape.
    """
    return tf.raw_ops.TanhGrad(y=y, dy=dy)


def join_list(steps: list[Tensor]) -> Tensor:
    """Return the arrays of T time steps, each [N, B], joined into a single matrix, [N, T * B].

    Each time step has a column of N values for each of the B texts that are processed in parallel.
    In the matrix, the columns are ordered by time step.
    """
    return join_steps(tf.stack(steps))


def bias_gradient(dz: Tensor) -> Tensor:
    """Return the gradient, float32 [N], of a bias that was added to every column of a matrix.

    Args:
        dz: the gradient of the matrix, [N, K], with one column for each time step of each text.
    """
    return tf.reduce_sum(tf.cast(dz, tf.float32), axis=1)


def weight_gradient(dz: Tensor, x: Tensor) -> Tensor:
    """Return the gradient, [M, N], of the weights in the matrix product `weights @ x`.

    Args:
        dz: the gradient of the product, [M, K].
        x: the matrix by which the weights were multiplied, [N, K].
    """
    return tf.matmul(dz, x, transpose_b=True)


def input_gradient(inward: Tensor, dz: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a layer's inputs, given the gradient of their weighted sums.

    The result has the same shape as the inputs, [T, I, B].

    Args:
        inward: the weights applied to the inputs, [W, I], where W is the number of weighted sums
            and I the number of inputs.
        dz: the gradient of the weighted sums, [W, T * B], with one column for each of B texts in
            each of T time steps, ordered by time step.
        x: the inputs, [T, I, B]; only the shape is used.
    """
    steps, width, _ = x.shape
    dx = tf.matmul(inward, dz, transpose_a=True)  # [I, T B]
    return tf.transpose(tf.reshape(dx, [width, steps, -1]), [1, 0, 2])
