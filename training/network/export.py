"""From trained weights to the LiteRT step that authors run on, and the checks it must pass.

The step is pure, for a batch of any size: (ids [B], state [B, S]) -> (logits [B, V], state [B, S]).
The embedding, the first layer's kernel and its bias are multiplied out once into one row per
symbol, which gives the same numbers and spares a product a character, but where a mogrifier gates
what is read; one-hot input is the same without the embedding. Where there is a memory, ids from V
to 2 V are the same symbols, read without its noting that they came. int8 is LiteRT's dynamic-range
quantisation: weights in 8 bits with one scale a row, activations quantised as they come.

Glossary: V symbols, H units, S numbers of one row's state, B batch.
"""

import numpy as np
import tensorflow as tf

from common.stderr import silence_stderr
from models.network import Floats, Network
from training.network.beside import feature_width
from training.network.cells import Tensor
from training.network.hashes import feature_state_sizes, step_features
from training.network.lexicon import CODES, TABLE
from training.network.memory import BIAS, CONTEXTS, COPY, MEMORY, MOST
from training.network.reference import inputs, reference
from training.network.weights import INPUT_GATE, STATE_GATE, Arrays, layer_weight_names
from training.recipe import Recipe

TOLERANCE = 1e-4  # of a float32 export's logits


def export(recipe: Recipe, arrays: Arrays, quantise: bool) -> bytes:
    """The step as a LiteRT flatbuffer, float32 or with int8 weights."""
    step = _step(recipe, arrays)
    module = tf.Module()
    module.step = step
    with silence_stderr():
        converter = tf.lite.TFLiteConverter.from_concrete_functions(
            [step.get_concrete_function()], module
        )
        if quantise:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        flatbuffer: bytes = converter.convert()
    return flatbuffer


def max_logit_error(recipe: Recipe, arrays: Arrays, flatbuffer: bytes, ids: np.ndarray) -> float:
    """Largest difference between an exported step's logits and the Keras rebuild's, over `ids`."""
    ids = np.asarray(ids, np.int32)
    network = Network(flatbuffer)
    got, _ = network.read(ids, network.zero_state(), every=True)  # [n, V]
    expected = reference(recipe, arrays)(inputs(recipe, arrays, ids[None]))[0].numpy()  # [n, V]
    return float(np.abs(got - expected).max())


def _step(recipe: Recipe, arrays: Arrays) -> Tensor:
    sizes = [units * (1 if recipe.cell == "gru" else 2) for units in recipe.units]
    layers = len(sizes)
    sizes += feature_state_sizes(recipe)
    gated = recipe.cell == "mogrifier"
    width = len(arrays["layer0.kernel"]) - feature_width(recipe)
    kernel, beyond = np.split(arrays["layer0.kernel"], [width])
    rows = arrays["embedding"] if recipe.embedding else np.eye(width, dtype=np.float32)
    if not gated:  # [V, gates H]
        rows = rows @ kernel + _first_bias({"bias": arrays["layer0.bias"]})
    beside = [arrays[TABLE]] if recipe.lexicon else []  # tables, in the order of what is told
    beside += [*arrays[MEMORY]] if recipe.memory else []

    def step(ids: Tensor, state: Tensor) -> dict[str, Tensor]:
        noted: Tensor = True
        if recipe.memory:
            noted, ids = ids < len(rows), ids % len(rows)
        x, states = tf.gather(tf.constant(rows), ids), []
        owns = tf.split(state, sizes, axis=1)
        code = tf.constant(arrays.get(CODES, ()), tf.int32)
        told, kept = step_features(recipe, code, ids, owns[layers:], noted)
        if told:
            found = [tf.gather(tf.constant(t), row) for t, row in zip(beside, told, strict=True)]
            more = tf.concat(found, axis=1)
            x = tf.concat([x, more], axis=1) if gated else x + tf.matmul(more, beyond)
        for i, own in enumerate(owns[:layers]):
            layer = {name: arrays[f"layer{i}.{name}"] for name in layer_weight_names(recipe.cell)}
            h, *c = tf.split(own, sizes[i] // recipe.units[i], axis=1)
            if gated:
                x *= 2 * tf.sigmoid(tf.matmul(h, layer[INPUT_GATE]))
                h *= 2 * tf.sigmoid(tf.matmul(x, layer[STATE_GATE]))
            if i or gated:
                x = tf.matmul(x, layer["kernel"]) + _first_bias(layer)
            x, *c = _gru(layer, x, h) if recipe.cell == "gru" else _lstm(layer, x, h, *c)
            states += [x, *c]
        logits = tf.matmul(x, arrays["head.kernel"]) + arrays["head.bias"]
        for j, row in enumerate(told[-CONTEXTS:] if recipe.memory else ()):
            gate = tf.matmul(x, arrays[COPY][:, j : j + 1])
            gate += tf.gather(tf.constant(arrays[BIAS][j]), row)[:, None]
            logits += tf.one_hot((row - 1) // MOST, logits.shape[1]) * gate  # row 0 is nobody
        return {"logits": logits, "state": tf.concat([*states, *kept], axis=1)}

    return tf.function(
        step,
        input_signature=[
            tf.TensorSpec([None], tf.int32, name="ids"),
            tf.TensorSpec([None, sum(sizes)], tf.float32, name="state"),
        ],
    )


def _first_bias(layer: Arrays) -> Floats:
    """What is added to the input's product [gates H]; a GRU adds another to the state's."""
    bias = layer["bias"]
    return bias[0] if bias.ndim == 2 else bias


def _lstm(layer: Arrays, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    """From x [B, 4H], the input's product, and h and c [B, H]: h and c."""
    i, f, g, o = tf.split(x + tf.matmul(h, layer["recurrent_kernel"]), 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


def _gru(layer: Arrays, x: Tensor, h: Tensor) -> tuple[Tensor]:
    """From x [B, 3H], the input's product, and h [B, H]: h."""
    xz, xr, xn = tf.split(x, 3, axis=1)
    own = tf.matmul(h, layer["recurrent_kernel"]) + layer["bias"][1]
    hz, hr, hn = tf.split(own, 3, axis=1)
    z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
    n = tf.tanh(xn + r * hn)
    return (n + z * (h - n),)
