"""The export of trained weights to the LiteRT step that styles run on, and the check of it.

The step is a pure function, for a batch of any size: (ids [B], state [B, S]) -> (logits [B, V],
state [B, S]). The embedding, the first layer's kernel and its bias are multiplied out once into one
row per symbol, which gives the same numbers and saves a product per character; a mogrifier, which
gates its input, keeps them separate. For one-hot input, the rows are the kernel's own. If a feature
(such as the memory) notes what is read, ids from V to 2 V - 1 stand for the symbols 0 to V - 1,
read without being noted. int8 is LiteRT's dynamic-range quantisation: weights in 8 bits with one
scale per row, activations quantised at run time.

Glossary: V symbols, H units, S numbers of one row's state, B batch.
"""

import numpy as np
import tensorflow as tf

from common.stderr import silence_stderr
from models.network import Floats, Network
from training.network.features import Features
from training.network.reference import reference_inputs, reference_model
from training.network.spelling import CODES
from training.network.weights import INPUT_GATE, STATE_GATE, Arrays, Tensor, layer_weight_names
from training.recipe import Recipe

TOLERANCE = 1e-4  # largest error allowed in the logits of a float32 export


class Exporter:
    """A converter that exports a trained network in LiteRT format (formerly TensorFlow Lite).

    The exported network is a function that reads one symbol of a text at a time; its weights are
    constants. It is meant to be stored in a style, a file that contains a trained language model.

    Args:
        recipe: the settings of the training run, which specify the architecture.
        arrays: the weights of the network, by name.
    """

    def __init__(self, recipe: Recipe, arrays: Arrays) -> None:
        self._module = tf.Module()  # it keeps the step alive
        self._module.step = _build_step(recipe, arrays)
        self._graph = self._module.step.get_concrete_function()

    def export(self, quantise: bool) -> bytes:
        """Export the network, and return the contents of a LiteRT file (a flatbuffer).

        Args:
            quantise: whether to round the exported weights to int8; otherwise, they stay in
                float32.
        """
        with silence_stderr():
            converter = tf.lite.TFLiteConverter.from_concrete_functions([self._graph], self._module)
            converter.exclude_conversion_metadata = True  # to add it takes a second
            if quantise:
                converter.optimizations = [tf.lite.Optimize.DEFAULT]
            flatbuffer: bytes = converter.convert()
        return flatbuffer


def max_logit_error(recipe: Recipe, arrays: Arrays, flatbuffer: bytes, ids: np.ndarray) -> float:
    """Return the largest absolute error in the logits that an exported network computes for a text.

    They are compared with the logits of a network that has the same weights but is built from stock
    Keras layers.

    Args:
        recipe: the settings of the training run, which specify the architecture.
        arrays: the weights of the network, by name.
        flatbuffer: the exported network, as returned by `export`.
        ids: the n symbols of the text, as indices into the alphabet, [n].
    """
    ids = np.asarray(ids, np.int32)
    network = Network(flatbuffer)
    logits, _ = network.read(ids, network.zero_state(), all_logits=True)  # [n, V]
    model, inputs = reference_model(recipe, arrays), reference_inputs(recipe, arrays, ids[None])
    # as a graph, in which a step of Keras's layers takes a tenth of the time
    read = tf.function(model, autograph=False)
    expected = read(tf.nest.map_structure(tf.constant, inputs))[0].numpy()  # [n, V]
    return float(np.abs(logits - expected).max())


def _build_step(recipe: Recipe, arrays: Arrays) -> Tensor:
    sizes = [units * (1 if recipe.cell == "gru" else 2) for units in recipe.units]
    layers = len(sizes)
    features = Features(recipe)
    sizes += features.state_sizes
    gated = recipe.cell == "mogrifier"
    width = len(arrays["layer0.kernel"]) - features.width
    kernel, feature_kernel = np.split(arrays["layer0.kernel"], [width])
    symbols = arrays["embedding"] if recipe.embedding else np.eye(width, dtype=np.float32)
    if not gated:  # [V, gates H]
        symbols = symbols @ kernel + _input_bias({"bias": arrays["layer0.bias"]})
    tables = features.tables(arrays)

    def step(ids: Tensor, state: Tensor) -> dict[str, Tensor]:
        notes: Tensor = True
        if features.take_notes:
            notes, ids = ids < len(symbols), ids % len(symbols)
        x, states = tf.gather(tf.constant(symbols), ids), []
        parts = tf.split(state, sizes, axis=1)
        codes = tf.constant(arrays.get(CODES, ()), tf.int32)
        rows, feature_state = features.step(codes, ids, parts[layers:], notes)
        if rows:
            pairs = zip(tables, rows, strict=True)
            numbers = tf.concat([tf.gather(tf.constant(table), row) for table, row in pairs], 1)
            x = tf.concat([x, numbers], axis=1) if gated else x + tf.matmul(numbers, feature_kernel)
        for i, part in enumerate(parts[:layers]):
            layer = {name: arrays[f"layer{i}.{name}"] for name in layer_weight_names(recipe.cell)}
            h, *c = tf.split(part, sizes[i] // recipe.units[i], axis=1)
            if gated:
                x *= 2 * tf.sigmoid(tf.matmul(h, layer[INPUT_GATE]))
                h *= 2 * tf.sigmoid(tf.matmul(x, layer[STATE_GATE]))
            if i or gated:
                x = tf.matmul(x, layer["kernel"]) + _input_bias(layer)
            x, *c = _gru(layer, x, h) if recipe.cell == "gru" else _lstm(layer, x, h, *c)
            states += [x, *c]
        logits = tf.matmul(x, arrays["head.kernel"]) + arrays["head.bias"]
        for head, table, row in features.copy_gates(rows):
            gate = tf.matmul(x, arrays[head.kernel][:, table : table + 1])
            gate += tf.gather(tf.constant(arrays[head.bias][table]), row)[:, None]
            logits += tf.one_hot(head.symbols(row), logits.shape[1]) * gate
        return {"logits": logits, "state": tf.concat([*states, *feature_state], axis=1)}

    return tf.function(
        step,
        autograph=False,
        input_signature=[
            tf.TensorSpec([None], tf.int32, name="ids"),
            tf.TensorSpec([None, sum(sizes)], tf.float32, name="state"),
        ],
    )


def _input_bias(layer: Arrays) -> Floats:
    """Return the bias of the input's product, [gates H]; a GRU has another for the state's."""
    bias = layer["bias"]
    return bias[0] if bias.ndim == 2 else bias


def _lstm(layer: Arrays, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    """Return the next h and c of an LSTM, from the input's product x [B, 4H] and h and c [B, H]."""
    i, f, g, o = tf.split(x + tf.matmul(h, layer["recurrent_kernel"]), 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


def _gru(layer: Arrays, x: Tensor, h: Tensor) -> tuple[Tensor]:
    """Return the next h of a GRU, from the input's product x [B, 3H] and h [B, H]."""
    xz, xr, xn = tf.split(x, 3, axis=1)
    own = tf.matmul(h, layer["recurrent_kernel"]) + layer["bias"][1]
    hz, hr, hn = tf.split(own, 3, axis=1)
    z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
    n = tf.tanh(xn + r * hn)
    return (n + z * (h - n),)
