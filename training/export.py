"""From trained weights to the LiteRT step that authors run on, and the checks it must pass.

The step is pure, for a batch of any size: (ids [B], state [B, S]) -> (logits [B, V], state [B, S]).
The embedding, the first layer's kernel and its bias are multiplied out once into one row per
symbol, which gives the same numbers and spares a product a character; one-hot input is the same
without the embedding. Where there is a memory, ids from V to 2 V are the same symbols, read without
its noting that they came. int8 is LiteRT's dynamic-range quantisation: weights in 8 bits with one
scale a row, activations quantised as they come.

Glossary: V symbols, H units, S numbers of one row's state, B batch.
"""

import numpy as np
import tensorflow as tf

from models.network import Network
from models.quiet import quiet_stderr
from training.arrays import Arrays
from training.beside import width_beside
from training.cells import Tensor
from training.hashes import sizes_beside, told_beside
from training.lexicon import CODES, TABLE
from training.memory import BIAS, CONTEXTS, COPY, MEMORY, MOST
from training.net import inputs, reference
from training.recipe import Recipe

TOLERANCE = 1e-4  # of a float32 export's logits


def export(recipe: Recipe, arrays: Arrays, quantise: bool) -> bytes:
    """The step as a LiteRT flatbuffer, float32 or with int8 weights."""
    step = _step(recipe, arrays)
    module = tf.Module()
    module.step = step
    with quiet_stderr():
        converter = tf.lite.TFLiteConverter.from_concrete_functions(
            [step.get_concrete_function()], module
        )
        if quantise:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        flatbuffer: bytes = converter.convert()
    return flatbuffer


def float_error(recipe: Recipe, arrays: Arrays, flatbuffer: bytes, ids: np.ndarray) -> float:
    """Largest difference between an exported step's logits and the Keras rebuild's, over `ids`."""
    ids = np.asarray(ids, np.int32)
    network = Network(flatbuffer)
    got, _ = network.read(ids, network.zero_state(), every=True)  # [n, V]
    expected = reference(recipe, arrays)(inputs(recipe, arrays, ids[None]))[0].numpy()  # [n, V]
    return float(np.abs(got - expected).max())


def _step(recipe: Recipe, arrays: Arrays) -> Tensor:
    sizes = [units * (2 if recipe.cell == "lstm" else 1) for units in recipe.units]
    layers = len(sizes)
    sizes += sizes_beside(recipe)
    width = len(arrays["layer0.kernel"]) - width_beside(recipe)
    rows, beyond = np.split(arrays["layer0.kernel"], [width])
    if recipe.embedding:
        rows = arrays["embedding"] @ rows  # [V, gates H]
    beside = [arrays[TABLE]] if recipe.lexicon else []  # tables, in the order of what is told
    beside += [*arrays[MEMORY]] if recipe.memory else []
    table = rows + (arrays["layer0.bias"] if recipe.cell == "lstm" else arrays["layer0.bias"][0])

    def step(ids: Tensor, state: Tensor) -> dict[str, Tensor]:
        noted: Tensor = True
        if recipe.memory:
            noted, ids = ids < len(table), ids % len(table)
        x, states = tf.gather(tf.constant(table), ids), []
        owns = tf.split(state, sizes, axis=1)
        code = tf.constant(arrays.get(CODES, ()), tf.int32)
        told, kept = told_beside(recipe, code, ids, owns[layers:], noted)
        if told:
            found = [tf.gather(tf.constant(t), row) for t, row in zip(beside, told, strict=True)]
            x += tf.matmul(tf.concat(found, axis=1), beyond)
        for i, own in enumerate(owns[:layers]):
            bias = arrays[f"layer{i}.bias"]
            if i:
                x = tf.matmul(x, arrays[f"layer{i}.kernel"])
                x += bias if recipe.cell == "lstm" else bias[0]
            recurrent = arrays[f"layer{i}.recurrent_kernel"]
            if recipe.cell == "lstm":
                h, c = tf.split(own, 2, axis=1)
                i_, f, g, o = tf.split(x + tf.matmul(h, recurrent), 4, axis=1)
                c = tf.sigmoid(f) * c + tf.sigmoid(i_) * tf.tanh(g)
                x = tf.sigmoid(o) * tf.tanh(c)
                states += [x, c]
            else:
                xz, xr, xn = tf.split(x, 3, axis=1)
                hz, hr, hn = tf.split(tf.matmul(own, recurrent) + bias[1], 3, axis=1)
                z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
                n = tf.tanh(xn + r * hn)
                x = n + z * (own - n)
                states.append(x)
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
