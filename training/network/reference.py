"""A reference for the trained network: the same function in stock Keras layers and float32.

Exports and the layers used in training are checked against it. The mogrifier, which Keras lacks, is
Keras's LSTM cell with gates in front. Nothing is trained here.

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
    """A Keras cell that computes one step of a mogrifier (Melis et al., 2020).

    A mogrifier is an LSTM in which the input and the state first gate each other, each once.
    This cell is used to check the faster implementation in training/network/cells.py. The weights
    of the cell are, in order: kernel, recurrent_kernel, bias, input gate, state gate. The
    arguments, such as the number of units, are passed to keras.layers.LSTMCell.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the cell's weights. Keras calls this method before the first step.

        Args:
            input_shape: the shape of the inputs; only the last dimension is used.
        """
        super().build(input_shape)
        inputs = input_shape[-1]
        self.input_gate = self.add_weight((self.units, inputs), "zeros", name=INPUT_GATE)
        self.state_gate = self.add_weight((inputs, self.units), "zeros", name=STATE_GATE)

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        """Compute one step of a mogrifier, an LSTM with two more gates, for B texts in parallel.

        Args:
            inputs: the input of the step, [B, I], where I is the number of inputs per text.
            states: the output and the cell state before the step, each [B, H], where H is the
                number of units.
            training: whether the network is being trained; passed on to Keras's LSTM cell.

        Returns:
            The output, [B, H], and a list of the output and the cell state after the step.
        """
        h, c = states
        inputs = 2 * keras.ops.sigmoid(h @ self.input_gate) * inputs
        h = 2 * keras.ops.sigmoid(inputs @ self.state_gate) * h
        return super().call(inputs, (h, c), training=training)


def reference_model(recipe: Recipe, arrays: Arrays) -> keras.Model:
    """Return a trained network rebuilt from stock Keras layers, to check faster implementations.

    The model maps B texts of T symbols, int32 [B, T], to the logits of the symbol that follows each
    symbol, float32 [B, T, V], where V is the number of symbols in the alphabet. The state is zero
    at the start of each text, and is not returned.

    If the network has features (lookup tables that provide additional input), the model takes a
    list instead, as returned by `reference_inputs`: the symbols, followed by the indices of the
    rows to read from each table, each int32 [B, T].

    Args:
        recipe: the settings of the training run, which specify the architecture.
        arrays: the weights of the network, by name.
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
    """Convert B whole texts to the inputs of a model built by `reference_model`.

    Args:
        recipe: the settings of the training run, which specify the network's features (lookup
            tables that provide additional input).
        arrays: the network's weights by name. If the network has features, the letter codes (the
            number that each symbol adds to the hash of a word) must be included.
        ids: the texts, each of T symbols, as indices into the alphabet, [B, T].

    Returns:
        The texts themselves, [B, T], if the network has no features. Otherwise, a list: the texts,
        followed by the indices of the rows to read from each table, each [B, T].
    """
    codes = arrays.get(CODES, np.zeros(0, np.float32))
    columns = np.stack([Features(recipe).columns(codes, text) for text in ids])  # [B, T, 1 + F]
    inputs = [*columns.transpose(2, 0, 1)]
    return inputs if len(inputs) > 1 else ids
