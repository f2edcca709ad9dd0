"""The trained network rebuilt of stock Keras layers in float32, to check everything else against.

The mogrifier, which Keras lacks, is Keras's LSTM cell with the gates before it. Nothing is trained
here.

Glossary: B batch, T steps, V symbols, F tables of the features.
"""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.network.features import Features
from training.network.spelling import CODES
from training.network.weights import INPUT_GATE, STATE_GATE, Arrays, Ints, layer_weight_names
from training.recipe import Cell, Recipe


@keras.saving.register_keras_serializable("pastiche")
class MogrifierCell(keras.layers.LSTMCell):  # type: ignore[misc]
    """One step of the mogrifier (Melis et al., 2020, with two rounds), as in cells.py.

    Its weights are kernel, recurrent_kernel, bias, and then the gates.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights for inputs of that shape."""
        super().build(input_shape)
        inputs = input_shape[-1]
        self.input_gate = self.add_weight((self.units, inputs), "zeros", name=INPUT_GATE)
        self.state_gate = self.add_weight((inputs, self.units), "zeros", name=STATE_GATE)

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        """Return the output and the states h and c after one step."""
        h, c = states
        inputs = 2 * keras.ops.sigmoid(h @ self.input_gate) * inputs
        h = 2 * keras.ops.sigmoid(inputs @ self.state_gate) * h
        return super().call(inputs, (h, c), training=training)


def reference_model(recipe: Recipe, arrays: Arrays) -> keras.Model:
    """Return the network in stock Keras layers, float32: symbols [B, T] -> logits [B, T, V].

    It reads from a zero state and gives no state. A network with features takes a list: the
    symbols and F times rows [B, T], as `reference_inputs` finds them.

    Args:
        recipe: for the architecture.
        arrays: the weights by name.
    """
    symbols, features = len(arrays["head.bias"]), Features(recipe)
    ids = keras.Input((None,), dtype="int32")
    if recipe.embedding:
        x = keras.layers.Embedding(symbols, recipe.embedding, weights=[arrays["embedding"]])(ids)
    else:
        x = keras.layers.Lambda(lambda i: keras.ops.one_hot(i, symbols))(ids)
    rows = [keras.Input((None,), dtype="int32") for _ in range(features.table_count)]
    if rows:
        tables = features.tables(arrays)
        numbers = [_table(table)(row) for table, row in zip(tables, rows, strict=True)]
        x = keras.layers.Concatenate()([x, *numbers])
    for i, units in enumerate(recipe.units):
        layer = _layer(recipe.cell, units)
        x = layer(x)
        layer.set_weights([arrays[f"layer{i}.{name}"] for name in layer_weight_names(recipe.cell)])
    dense = keras.layers.Dense(symbols)
    logits = dense(x)
    dense.set_weights([arrays["head.kernel"], arrays["head.bias"]])
    for head, table, row in features.copy_gates(rows):
        copy = keras.layers.Dense(1, use_bias=False)
        gate = keras.layers.Add()([copy(x), _table(arrays[head.bias][table][:, None])(row)])
        copy.set_weights([arrays[head.kernel][:, table : table + 1]])
        symbol = keras.ops.one_hot(head.symbols(row), symbols)
        logits = keras.layers.Add()([logits, keras.layers.Multiply()([symbol, gate])])
    return keras.Model([ids, *rows] if rows else ids, logits)


def _layer(cell: Cell, units: int) -> keras.layers.Layer:
    if cell == "mogrifier":
        return keras.layers.RNN(MogrifierCell(units), return_sequences=True)
    kind = keras.layers.LSTM if cell == "lstm" else keras.layers.GRU
    return kind(units, return_sequences=True)


def _table(rows: NDArray[np.floating]) -> keras.layers.Layer:
    return keras.layers.Embedding(*rows.shape, weights=[rows])


def reference_inputs(recipe: Recipe, arrays: Arrays, ids: Ints) -> Any:
    """Return what `reference_model` takes to read texts that begin a page.

    Args:
        recipe: for the features.
        arrays: the weights by name, for the letter codes.
        ids: the texts' symbols, [B, T].

    Returns:
        The symbols; of a network with features, a list of these and F times rows [B, T].
    """
    codes = arrays.get(CODES, np.zeros(0, np.float32))
    columns = np.stack([Features(recipe).columns(codes, text) for text in ids])  # [B, T, 1 + F]
    inputs = [*columns.transpose(2, 0, 1)]
    return inputs if len(inputs) > 1 else ids
