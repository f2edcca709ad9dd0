"""training/network/cells.py and layer.py against Keras's cells: values and gradients."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from training.network.layer import RecurrentLayer
from training.network.reference import MogrifierCell
from training.network.weights import layer_weight_names
from training.recipe import Cell

T, B, I, H = 3, 4, 5, 6  # noqa: E741 - as in the glossary of training/network/cells.py
GATES = {"lstm": 4, "mogrifier": 4, "gru": 3}
STATES = {"lstm": 2, "mogrifier": 2, "gru": 1}


def draw(*shape: int, seed: int) -> tf.Tensor:
    values = np.random.default_rng(seed).normal(0, 0.7, shape)
    return tf.constant(values.astype(np.float32))


def weights(cell: Cell) -> list[tf.Tensor]:
    """Kernel, recurrent kernel, bias and a mogrifier's gates, in Keras's shapes."""
    width = GATES[cell] * H
    bias = (2, width) if cell == "gru" else (width,)
    gates = [(H, I), (I, H)] if cell == "mogrifier" else []
    shapes = [(I, width), (H, width), bias, *gates]
    return [draw(*shape, seed=seed) for seed, shape in enumerate(shapes, 11)]


def ours(cell: Cell, kind: str = "float32") -> RecurrentLayer:
    layer = RecurrentLayer(cell, H, dtype=kind)
    layer.build(I)
    layer.set_weights([np.array(array) for array in weights(cell)])
    return layer


def keras_layer(cell: Cell) -> Any:
    cells = {"lstm": keras.layers.LSTMCell, "mogrifier": MogrifierCell, "gru": keras.layers.GRUCell}
    layer = keras.layers.RNN(cells[cell](H), return_sequences=True, return_state=True)
    layer.build((B, T, I))
    layer.set_weights([np.array(array) for array in weights(cell)])
    return layer


def run_ours(layer: RecurrentLayer, x: tf.Tensor, state: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    y, after = layer(x, state)
    return y, after


def run_keras(layer: Any, x: tf.Tensor, state: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    parts = tf.split(tf.transpose(state), state.shape[0] // H, axis=1)
    y, *after = layer(tf.transpose(x, [2, 0, 1]), initial_state=parts)
    return tf.transpose(y, [1, 2, 0]), tf.transpose(tf.concat(after, axis=1))


def gradients(run: Any, layer: Any, x: tf.Tensor, state: tf.Tensor, outputs: bool) -> list[Any]:
    """Of a sum over outputs and final state, each number weighted otherwise."""
    with tf.GradientTape() as tape:
        tape.watch([x, state])
        y, after = run(layer, x, state)
        total = tf.reduce_sum(after * draw(*after.shape, seed=7))
        if outputs:
            total += tf.reduce_sum(y * draw(T, H, B, seed=6))
    slopes: list[Any] = tape.gradient(total, [x, state, *layer.trainable_variables])
    return slopes


@pytest.fixture(params=["lstm", "mogrifier", "gru"])
def cell(request: pytest.FixtureRequest) -> Cell:
    name: Cell = request.param
    return name


@pytest.fixture
def x() -> tf.Tensor:
    return draw(T, I, B, seed=4)


@pytest.fixture
def state(cell: Cell) -> tf.Tensor:
    return draw(STATES[cell] * H, B, seed=5)


def test_outputs_and_final_state_are_those_of_keras(
    cell: Cell, x: tf.Tensor, state: tf.Tensor
) -> None:
    y, after = run_ours(ours(cell), x, state)
    expected_y, expected_after = run_keras(keras_layer(cell), x, state)
    assert y.shape == (T, H, B)
    assert after.shape == (STATES[cell] * H, B)
    np.testing.assert_allclose(y, expected_y, atol=1e-6)
    np.testing.assert_allclose(after, expected_after, atol=1e-6)


@pytest.mark.parametrize("outputs", [True, False], ids=["outputs and state", "state alone"])
def test_gradients_are_those_of_keras(
    cell: Cell, x: tf.Tensor, state: tf.Tensor, outputs: bool
) -> None:
    mine = gradients(run_ours, ours(cell), x, state, outputs)
    theirs = gradients(run_keras, keras_layer(cell), x, state, outputs)
    names = ("inputs", "initial state", *layer_weight_names(cell))
    for name, got, expected in zip(names, mine, theirs, strict=True):
        assert np.abs(expected).max() > 0.1, name  # something to compare
        np.testing.assert_allclose(got, expected, atol=1e-5, err_msg=name)


def test_gradients_are_the_same_in_a_graph(cell: Cell, x: tf.Tensor, state: tf.Tensor) -> None:
    layer = ours(cell)
    graph = tf.function(lambda: gradients(run_ours, layer, x, state, True))
    for got, expected in zip(graph(), gradients(run_ours, layer, x, state, True), strict=True):
        np.testing.assert_allclose(got, expected, atol=1e-6)


def test_other_weights_may_stand_in_for_its_own(cell: Cell, x: tf.Tensor, state: tf.Tensor) -> None:
    layer = ours(cell)
    kernel, recurrent = layer.kernel.numpy(), layer.recurrent_kernel.numpy()
    expected = [np.array(output) for output in layer(x, state)]
    layer.kernel.assign(kernel * 0)
    layer.recurrent_kernel.assign(recurrent * 0)
    for got, output in zip(layer(x, state, kernel, recurrent), expected, strict=True):
        np.testing.assert_array_equal(got, output)


def test_in_bfloat16_the_state_stays_float32_and_near(
    cell: Cell, x: tf.Tensor, state: tf.Tensor
) -> None:
    y, after = run_ours(ours(cell, "mixed_bfloat16"), tf.cast(x, tf.bfloat16), state)
    _, exact = run_ours(ours(cell), x, state)
    assert y.dtype == tf.bfloat16
    assert after.dtype == tf.float32
    np.testing.assert_allclose(after, exact, atol=0.05)


def test_a_new_lstm_remembers_and_a_new_gru_has_no_bias() -> None:
    lstm, gru = RecurrentLayer("lstm", 2), RecurrentLayer("gru", 2)
    lstm.build(I)
    gru.build(I)
    assert lstm.bias.numpy().tolist() == [0, 0, 1, 1, 0, 0, 0, 0]  # i f c o
    assert gru.bias.numpy().tolist() == [[0] * 6, [0] * 6]
    assert (lstm.state_size, gru.state_size) == (4, 2)
