"""Gradient descent: how gradients change weights.

Gradients are clipped by their global norm first (Pascanu et al., 2013). An optimiser holds what it
has to remember between two updates. Networks and schedules are not known here.

Muon (Jordan et al., 2024, kellerjordan.github.io/posts/muon) gives a matrix a step that is its
momentum made orthogonal: every singular value brought near 1, so that directions rare in the text
get as large a step as common ones. The values are raised by an odd polynomial, round after round
(Newton-Schulz), with other coefficients each round: the first three of the five that J. You tuned
(x.com/YouJiacheng/status/1905861218138804534). After these, singular values that were above a
fiftieth of the matrix's Frobenius norm lie between 0.38 and 1.25; smaller ones stay small.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from training.network.weights import Tensor
from training.recipe import Recipe

_ROUNDS = ((4.0848, -6.8946, 2.9270), (3.9505, -6.3029, 2.6377), (3.7418, -5.5913, 2.3037))
_MOMENTUM = 0.95


class Optimiser(ABC):
    """The base class for optimisers, which use gradients to update the weights of a network.

    Args:
        weights: the float32 Keras variables to train; the method `apply`, which updates them, must
            be given the same variables.
        clip: the maximum norm of all gradients taken together; if their norm is larger, they are
            scaled down to it. If None, gradients are not scaled.

    Attributes:
        variables: the variables that the optimiser keeps between updates, by name; they must be
            saved in checkpoints, so that training can be resumed.
    """

    def __init__(self, weights: Sequence[Any], clip: float | None) -> None:
        self._clip = clip
        self.variables: dict[str, Any] = {}

    def apply(self, gradients: Sequence[Tensor], weights: Sequence[Any], rate: Tensor) -> None:
        """Update the weights once, using their gradients and the learning rate.

        If only some rows of a lookup table were read, its gradient is sparse. Such gradients are
        converted to dense tensors first, so that a row that was read twice is not counted as two
        rows in the norm of the gradients.

        Args:
            gradients: the gradient of each weight, with the same shape as the weight.
            weights: the weights to update, float32 Keras variables, in the same order as the
                gradients.
            rate: the learning rate, a float32 scalar.
        """
        dense = [tf.convert_to_tensor(gradient) for gradient in gradients]
        if self._clip is not None:
            dense, _ = tf.clip_by_global_norm(dense, self._clip)
        self._descend(dense, weights, rate)

    @abstractmethod
    def _descend(self, gradients: Sequence[Tensor], weights: Sequence[Any], rate: Tensor) -> None:
        """Change the weights by gradients that are dense and clipped already."""


class Sgd(Optimiser):
    """Plain gradient descent: each weight is reduced by the learning rate times its gradient.

    Args:
        weights: the float32 Keras variables to train; the method `apply`, which updates them, must
            be given the same variables.
        clip: the maximum norm of all gradients taken together; if their norm is larger, they are
            scaled down to it. If None, gradients are not scaled.
    """

    def _descend(self, gradients: Sequence[Tensor], weights: Sequence[Any], rate: Tensor) -> None:
        for gradient, weight in zip(gradients, weights, strict=True):
            tf.raw_ops.ResourceApplyGradientDescent(
                var=weight.value.handle, alpha=rate, delta=gradient
            )


class Adam(Optimiser):
    """The Adam optimiser (Kingma and Ba, 2015), with Keras's defaults except for the learning rate.

    The formula is the same as in keras.optimizers.Adam, but each weight and its moments are updated
    in a single pass over the array, by a fused TensorFlow operation.

    Args:
        weights: the float32 Keras variables to train; the method `apply`, which updates them, must
            be given the same variables.
        clip: the maximum norm of all gradients taken together; if their norm is larger, they are
            scaled down to it. If None, gradients are not scaled.
    """

    _BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-7

    def __init__(self, weights: Sequence[Any], clip: float | None) -> None:
        super().__init__(weights, clip)
        self._powers = [tf.Variable(1.0), tf.Variable(1.0)]  # of both betas, at this many updates
        self._moments = [self._make_moments(weight) for weight in weights]
        self.variables = {"adam.power1": self._powers[0], "adam.power2": self._powers[1]}
        for i, moments in enumerate(self._moments):
            for name, moment in zip(("first", "second"), moments, strict=False):
                self.variables[f"adam.{i}.{name}"] = moment

    def _descend(self, gradients: Sequence[Tensor], weights: Sequence[Any], rate: Tensor) -> None:
        self._advance()
        for gradient, weight, moments in zip(gradients, weights, self._moments, strict=True):
            self._step(gradient, weight, moments, rate)

    def _make_moments(self, weight: Any) -> tuple[Any, ...]:
        """Return the first and the second moment of a weight that has had no gradient yet."""
        return tf.Variable(tf.zeros(weight.shape)), tf.Variable(tf.zeros(weight.shape))

    def _advance(self) -> None:
        """Count an update."""
        for power, beta in zip(self._powers, (self._BETA1, self._BETA2), strict=True):
            power.assign(power * beta)

    def _step(self, gradient: Tensor, weight: Any, moments: tuple[Any, ...], rate: Tensor) -> None:
        """Change one weight and its moments."""
        tf.raw_ops.ResourceApplyAdam(
            var=weight.value.handle,
            m=moments[0].handle,
            v=moments[1].handle,
            beta1_power=self._powers[0],
            beta2_power=self._powers[1],
            lr=rate,
            beta1=self._BETA1,
            beta2=self._BETA2,
            epsilon=self._EPSILON,
            grad=gradient,
        )


class Muon(Adam):
    """An optimiser that uses Muon for the matrices of the recurrent layers and Adam for the rest.

    Muon (Jordan et al., 2024) makes each update of a matrix nearly orthogonal. This version is used
    instead of keras.optimizers.Muon because its updates take about a tenth less time. How much a
    network learns in the same time depends on `ratio`: at 10, it learnt less than with Keras's
    version at its best, and at 20, more (see benchmarks/optimisers.py).

    Args:
        weights: the float32 Keras variables to train; the method `apply`, which updates them, must
            be given the same variables.
        clip: the maximum norm of all gradients taken together; if their norm is larger, they are
            scaled down to it. If None, gradients are not scaled.
        compute_type: the dtype in which Muon computes its matrix products, "bfloat16" or "float32".
        decay: the weight decay of the matrices trained with Muon: each update also multiplies them
            by 1 - `decay` * their learning rate.
        ratio: the learning rate of the matrices trained with Muon, divided by the learning rate of
            all other weights.
    """

    # benchmarks/optimisers.py, measured on 2026-12-01: the recipe `alone` on Great Expectations, 90
    # s of processor time on one thread, one seed, a busy machine. Bits per character of the int8
    # step on text that was neither learnt from nor used to choose weights, by `ratio`: this version
    # 2.32 at 10 and 2.14 at 20; Keras's 2.33 at 3 and 2.24 at 5. The ratios of the two versions are
    # not comparable, since each scales its updates by a matrix's shape in its own way, and higher
    # ones were not tried. An update took 0.68 to 0.69 s, against 0.76 to 0.79 s with Keras's
    # version. The best ratio for such a short run need not be the best for a longer one, and at 24
    # a training diverged (docs/log.md, Muon against Adam), so the default stays at 10.

    def __init__(
        self,
        weights: Sequence[Any],
        clip: float | None,
        compute_type: str,
        decay: float = 0.0,
        ratio: float = 10.0,
    ) -> None:
        super().__init__(weights, clip)
        self._compute_type = compute_type
        self._decay = decay
        self._ratio = ratio

    def _make_moments(self, weight: Any) -> tuple[Any, ...]:
        moments = super()._make_moments(weight)
        return moments[:1] if _is_kernel(weight) else moments

    def _descend(self, gradients: Sequence[Tensor], weights: Sequence[Any], rate: Tensor) -> None:
        self._advance()
        for gradient, weight, moments in zip(gradients, weights, self._moments, strict=True):
            if _is_kernel(weight):
                momentum = moments[0].assign(_MOMENTUM * moments[0] + (1 - _MOMENTUM) * gradient)
                lookahead = _MOMENTUM * momentum + (1 - _MOMENTUM) * gradient  # Nesterov's
                step = orthogonalise(lookahead, self._compute_type)
                weight.assign_sub(rate * self._ratio * (step + self._decay * weight))
            else:
                self._step(gradient, weight, moments, rate)


def orthogonalise(matrix: Tensor, compute_type: str) -> Tensor:
    """Make a matrix nearly orthogonal by bringing its singular values close to 1.

    If the matrix has more columns than rows, the result is then multiplied by the square root of
    the ratio of columns to rows.

    Args:
        matrix: the matrix, float32.
        compute_type: the dtype in which the matrix products are computed, "bfloat16" or "float32".

    Returns:
        The new matrix, float32, with the same shape as the original.
    """
    rows, columns = matrix.shape
    x = tf.cast(matrix / (tf.norm(matrix) + 1e-7), compute_type)
    if rows > columns:
        x = tf.transpose(x)  # the smaller Gram matrix
    for a, b, c in _ROUNDS:
        gram = tf.matmul(x, x, transpose_b=True)
        x = a * x + tf.matmul(b * gram + c * tf.matmul(gram, gram), x)
    if rows > columns:
        x = tf.transpose(x)
    return tf.cast(x, tf.float32) * max(1.0, columns / rows) ** 0.5


def _is_kernel(weight: Any) -> bool:
    """Tell whether Muon changes the weight: a matrix of a recurrent layer."""
    return "kernel" in weight.name and "head" not in weight.path


def make_optimiser(
    recipe: Recipe, weights: Sequence[Any], compute_type: str = "float32"
) -> Optimiser:
    """Return a new optimiser of the type specified in a recipe, for the given weights.

    Args:
        recipe: the settings of the training run; its fields `optimiser`, `clip` and `weight_decay`
            are used.
        weights: the weights to train, float32 Keras variables.
        compute_type: the dtype in which the Muon optimiser computes its matrix products, "bfloat16"
            or "float32"; ignored by the other optimisers.
    """
    if recipe.optimiser == "muon":
        return Muon(weights, recipe.clip, compute_type, recipe.weight_decay)
    return (Adam if recipe.optimiser == "adam" else Sgd)(weights, recipe.clip)
