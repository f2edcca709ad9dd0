"""The parts of a backward pass that all recurrent layers share: gradients of gates and of products.

A product is made for all time steps of a window at once, which are then one matrix, side by side.

Glossary: T steps, B batch, I inputs, W weighted sums; other letters are any sizes.
"""

import tensorflow as tf

from training.network.weights import Tensor


def join_steps(x: Tensor) -> Tensor:
    """Reshape T time steps [T, N, B] to one matrix with the steps side by side: [N, T B]."""
    _, n, _ = x.shape
    return tf.reshape(tf.transpose(x, [1, 0, 2]), [n, -1])


def sigmoid_gradient(y: Tensor, dy: Tensor) -> Tensor:
    """Return the gradient dy y (1 - y) of what a sigmoid read, in one pass over the numbers."""
    return tf.raw_ops.SigmoidGrad(y=y, dy=dy)


def tanh_gradient(y: Tensor, dy: Tensor) -> Tensor:
    """Return the gradient dy (1 - y^2) of what a tanh read, in one pass over the numbers."""
    return tf.raw_ops.TanhGrad(y=y, dy=dy)


def join_list(steps: list[Tensor]) -> Tensor:
    """Return T steps [N, B] each as one array [N, T B]."""
    return join_steps(tf.stack(steps))


def bias_gradient(dz: Tensor) -> Tensor:
    """Return the gradient of a bias, float32 [N], from that of the sums it is in, [N, T B]."""
    return tf.reduce_sum(tf.cast(dz, tf.float32), axis=1)


def weight_gradient(dz: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of weights [M, N] from that of their products, [M, K], and x [N, K]."""
    return tf.matmul(dz, x, transpose_b=True)


def input_gradient(inward: Tensor, dz: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of x [T, I, B] from that of its products with inward [W, I], [W, T B]."""
    steps, width, _ = x.shape
    dx = tf.matmul(inward, dz, transpose_a=True)  # [I, T B]
    return tf.transpose(tf.reshape(dx, [width, steps, -1]), [1, 0, 2])
