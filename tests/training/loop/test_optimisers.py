"""training/loop/optimisers.py: steps like those of Keras's optimisers, clipped, and kept."""

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from training.loop.optimisers import Optimiser, make_optimiser, orthogonalise
from training.network.language_model import LanguageModel
from training.recipe import Recipe

SHAPES = ((7, 5), (5,), (2, 3))
RECIPE = Recipe(clip=1.0)


def weights() -> list[Any]:
    random = np.random.default_rng(1)
    return [keras.Variable(random.normal(size=shape).astype(np.float32)) for shape in SHAPES]


def gradients(step: int, spread: float = 1.0) -> list[Any]:
    random = np.random.default_rng((2, step))
    return [tf.constant(random.normal(0, spread, shape).astype(np.float32)) for shape in SHAPES]


def rate(step: int) -> Any:
    return tf.constant(0.02 / (1 + step))


def equal(one: list[Any], other: list[Any], rtol: float = 1e-7, atol: float = 0.0) -> None:
    for a, b in zip(one, other, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=rtol, atol=atol)


@pytest.mark.parametrize("name", ["adam", "sgd"])
@pytest.mark.parametrize("clip", [None, 1.0, 100.0])
def test_the_steps_are_those_of_keras(name: str, clip: float | None) -> None:
    classes = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}
    own, stock = weights(), weights()
    keras_own = classes[name](0.0, global_clipnorm=clip)
    keras_own.build(stock)
    ours = make_optimiser(replace(RECIPE, optimiser=name, clip=clip), own)  # type: ignore[arg-type]
    apply = tf.function(lambda gradients, rate: ours.apply(gradients, own, rate))
    for step in range(40):
        apply(gradients(step), rate(step))
        keras_own.learning_rate.assign(rate(step))
        keras_own.apply_gradients(zip(gradients(step), stock, strict=True))
    assert (
        np.abs(own[0].numpy() - weights()[0].numpy()).max() > 1e-3
    )  # so that there is something to compare
    equal(own, stock, atol=2e-6)


def test_only_the_direction_of_clipped_gradients_counts() -> None:
    def stepped(spread: float) -> list[Any]:
        own = weights()
        make_optimiser(replace(RECIPE, optimiser="sgd"), own).apply(
            gradients(0, spread), own, tf.constant(1.0)
        )
        return own

    equal(stepped(1.0), stepped(50.0), atol=1e-5)
    moved = [a.numpy() - b.numpy() for a, b in zip(stepped(50.0), weights(), strict=True)]
    assert np.sqrt(sum((m**2).sum() for m in moved)) == pytest.approx(1.0, rel=1e-5)


@pytest.mark.parametrize("name", ["adam", "sgd"])
def test_a_row_looked_up_twice_counts_as_one(name: str) -> None:
    recipe = replace(RECIPE, optimiser=name)  # type: ignore[arg-type]
    rows, indices = tf.constant([[3.0, 0.0], [1.0, 0.0], [0.0, 2.0]]), tf.constant([1, 1, 0])
    sparse = tf.IndexedSlices(rows, indices, tf.constant([3, 2]))
    dense = tf.constant([[0.0, 2.0], [4.0, 0.0], [0.0, 0.0]])
    results = []
    for gradient in (sparse, dense):
        own = [keras.Variable(np.ones((3, 2), np.float32))]
        make_optimiser(recipe, own).apply([gradient], own, tf.constant(0.1))
        results.append(own)
    first, second = results
    equal(first, second, atol=1e-7)


def run_steps(one: Optimiser, own: list[Any], steps: range) -> None:
    for step in steps:
        one.apply(gradients(step), own, rate(step))


@pytest.mark.parametrize("name", ["adam", "muon", "sgd"])
def test_its_variables_are_all_that_it_has_to_keep(name: str) -> None:
    recipe = replace(RECIPE, optimiser=name)  # type: ignore[arg-type]
    whole, cut, resumed = weights(), weights(), weights()
    run_steps(make_optimiser(recipe, whole), whole, range(9))
    before = make_optimiser(recipe, cut)
    run_steps(before, cut, range(4))
    after = make_optimiser(recipe, resumed)
    for weight, source in zip(resumed, cut, strict=True):
        weight.assign(source.numpy())
    for key, variable in before.variables.items():
        after.variables[key].assign(variable.numpy())
    run_steps(after, resumed, range(4, 9))
    equal(resumed, whole, atol=0.0, rtol=0.0)


def test_orthogonal_brings_singular_values_near_one_whatever_the_shape() -> None:
    random = np.random.default_rng(1)
    for rows, columns in ((6, 20), (20, 6), (7, 7)):
        left, _ = np.linalg.qr(random.normal(size=(rows, min(rows, columns))))
        right, _ = np.linalg.qr(random.normal(size=(columns, min(rows, columns))))
        values = np.linspace(0.2, 5.0, min(rows, columns))
        matrix = (left * values @ right.T).astype(np.float32)
        got = (
            orthogonalise(tf.constant(matrix), "float32").numpy() / max(1.0, columns / rows) ** 0.5
        )
        turned = np.linalg.svd(got, compute_uv=False)
        assert turned.min() > 0.3
        assert turned.max() < 1.3
        # the directions are those of the matrix
        np.testing.assert_allclose(got, left @ (left.T @ got @ right) @ right.T, atol=1e-4)
        inner = left.T @ got @ right
        np.testing.assert_allclose(inner, np.diag(np.diag(inner)), atol=1e-4)


def test_muon_turns_the_recurrent_layers_and_leaves_the_rest_to_adam() -> None:
    recipe = Recipe(units=(6, 5), embedding=4, optimiser="muon", clip=None)
    nets = [LanguageModel(recipe, 9), LanguageModel(recipe, 9)]
    nets[1].load(nets[0].arrays())
    before = nets[0].arrays()
    for net, name in zip(nets, ("muon", "adam"), strict=True):
        weights = net.learnable
        gradients = [tf.ones(weight.shape) * 0.01 for weight in weights]
        make_optimiser(replace(recipe, optimiser=name), weights).apply(  # type: ignore[arg-type]
            gradients, weights, tf.constant(0.01)
        )
    muon, adam = nets[0].arrays(), nets[1].arrays()
    for name in before:
        same = np.allclose(muon[name], adam[name], atol=1e-7)
        assert same == (not (name.startswith("layer") and "kernel" in name)), name
        assert np.abs(muon[name] - before[name]).max() > 1e-4, name


def test_muon_takes_off_a_share_of_what_it_turns_and_of_nothing_else() -> None:
    recipe = Recipe(units=(6, 5), embedding=4, optimiser="muon", weight_decay=0.5)
    net = LanguageModel(recipe, 9)
    before, weights = net.arrays(), net.learnable
    nothing = [tf.zeros(weight.shape) for weight in weights]
    make_optimiser(recipe, weights).apply(nothing, weights, tf.constant(0.01))
    after = net.arrays()
    for name, array in before.items():
        turned = name.startswith("layer") and "kernel" in name
        left = 1 - 0.5 * 10 * 0.01 if turned else 1  # its rate is ten times the rate of the rest
        np.testing.assert_allclose(after[name], left * array, rtol=1e-5, err_msg=name)


def test_muon_keeps_one_moment_of_what_it_turns_and_two_of_the_rest() -> None:
    recipe = Recipe(units=(6, 5), embedding=4, optimiser="muon")
    weights = LanguageModel(recipe, 9).learnable
    turned = [w for w in weights if "kernel" in w.name and w.shape[-1] in (24, 20)]
    assert len(turned) == 4
    kept = make_optimiser(recipe, weights).variables.values()
    every, once = (sum(int(np.prod(w.shape)) for w in some) for some in (weights, turned))
    powers = 2
    assert sum(int(np.prod(v.shape)) for v in kept) == 2 * every - once + powers
