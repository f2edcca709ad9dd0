"""The trained network once more, of stock Keras layers in float32: what others are checked against.

The mogrifier, which Keras has not, is its LSTM's cell with the gates before it. This module trains
nothing.

Glossary: B batch, T steps, V symbols.
"""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.network.beside import beside
from training.network.lexicon import CODES, TABLE
from training.network.memory import BIAS, CONTEXTS, COPY, MEMORY, MOST
from training.network.weights import INPUT_GATE, STATE_GATE, Arrays, layer_weight_names
from training.recipe import Cell, Recipe


@keras.saving.register_keras_serializable("pastiche")
class MogrifierCell(keras.layers.LSTMCell):  # type: ignore[misc]
    """cells.py's mogrifier, one step of it; its weights: kernel, recurrent_kernel, bias,
    then the gates.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        super().build(input_shape)
        inputs = input_shape[-1]
        self.input_gate = self.add_weight((self.units, inputs), "zeros", name=INPUT_GATE)
        self.state_gate = self.add_weight((inputs, self.units), "zeros", name=STATE_GATE)

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        h, c = states
        inputs = 2 * keras.ops.sigmoid(h @ self.input_gate) * inputs
        h = 2 * keras.ops.sigmoid(inputs @ self.state_gate) * h
        return super().call(inputs, (h, c), training=training)


def reference(recipe: Recipe, arrays: Arrays) -> keras.Model:
    """The network of these weights in stock Keras layers, float32: ids [B, T] -> [B, T, V].

    It reads from a zero state and gives no state out. With lexicon or memory it takes the rows
    besides, [B, T] each; `inputs` gives all.
    """
    symbols = len(arrays["head.bias"])
    ids = keras.Input((None,), dtype="int32")
    if recipe.embedding:
        x = keras.layers.Embedding(symbols, recipe.embedding, weights=[arrays["embedding"]])(ids)
    else:
        x = keras.layers.Lambda(lambda i: keras.ops.one_hot(i, symbols))(ids)
    count = bool(recipe.lexicon) + CONTEXTS * bool(recipe.memory)
    given = [keras.Input((None,), dtype="int32") for _ in range(count)]
    tables = [arrays[TABLE]] if recipe.lexicon else []
    tables += [*arrays[MEMORY]] if recipe.memory else []
    if given:
        rows = [_table(each)(row) for each, row in zip(tables, given, strict=True)]
        x = keras.layers.Concatenate()([x, *rows])
    for i, units in enumerate(recipe.units):
        layer = _layer(recipe.cell, units)
        x = layer(x)
        layer.set_weights([arrays[f"layer{i}.{name}"] for name in layer_weight_names(recipe.cell)])
    head = keras.layers.Dense(symbols)
    logits = head(x)
    head.set_weights([arrays["head.kernel"], arrays["head.bias"]])
    if recipe.memory:
        for j in range(CONTEXTS):
            row = given[j - CONTEXTS]
            copy = keras.layers.Dense(1, use_bias=False)
            gate = keras.layers.Add()([copy(x), _table(arrays[BIAS][j][:, None])(row)])
            copy.set_weights([arrays[COPY][:, j : j + 1]])
            recalled = keras.ops.one_hot((row - 1) // MOST, symbols)  # row 0 is nobody
            logits = keras.layers.Add()([logits, keras.layers.Multiply()([recalled, gate])])
    return keras.Model([ids, *given] if given else ids, logits)


def _layer(cell: Cell, units: int) -> keras.layers.Layer:
    if cell == "mogrifier":
        return keras.layers.RNN(MogrifierCell(units), return_sequences=True)
    kind = keras.layers.LSTM if cell == "lstm" else keras.layers.GRU
    return kind(units, return_sequences=True)


def _table(rows: NDArray[np.floating]) -> keras.layers.Layer:
    return keras.layers.Embedding(*rows.shape, weights=[rows])


def inputs(recipe: Recipe, arrays: Arrays, ids: NDArray[np.int32]) -> Any:
    """What `reference` takes to read ids [B, T] from an empty page: these alone, or with rows."""
    code = arrays.get(CODES, np.zeros(0, np.float32))
    found = [beside(recipe, code, each) for each in ids]  # [T, 1 + F] each
    given = [*np.stack(found).transpose(2, 0, 1)]
    return given if len(given) > 1 else ids
