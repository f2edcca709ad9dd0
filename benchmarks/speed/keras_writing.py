"""Loops in Keras that write character by character: that of tutorials, and compiled ones.

The models are stateful, and consist of Keras's own layers with random weights.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf

from benchmarks.speed.networks import count_multiplied, make_recipe
from benchmarks.speed.worker import Loop, serve
from training.network.language_model import LanguageModel
from training.recipe import Recipe

_TEMPERATURE = 0.7


def tutorial_model(network: Mapping[str, Any], symbols: int) -> keras.Model:
    """Return a stateful model of stock Keras layers, batch 1, with random weights.

    Args:
        network: the architecture, as on the card (metadata) of a trained author. Only "cell",
            "units" and "embedding" are used, and the cell "mogrifier" becomes an LSTM.
        symbols: the number of symbols in the alphabet.
    """
    kind = keras.layers.GRU if network["cell"] == "gru" else keras.layers.LSTM
    layers = [keras.layers.Embedding(symbols, network["embedding"])]
    layers += [kind(n, return_sequences=True, stateful=True) for n in network["units"]]
    model = keras.Sequential([*layers, keras.layers.Dense(symbols)])
    model.build((1, 1))
    return model


def tutorial_seconds(model: keras.Model, length: int) -> float:
    """Return the seconds in which the eager loop of tutorials writes `length` characters."""
    ids = tf.constant([[1]])
    start = time.perf_counter()
    for _ in range(length):
        logits = tf.squeeze(model(ids), 0) / _TEMPERATURE
        symbol = tf.random.categorical(logits, num_samples=1)[-1, 0].numpy()
        ids = tf.expand_dims([symbol], 0)
    return time.perf_counter() - start


def compiled_loop(model: keras.Model, xla: bool) -> Loop:
    """Return a loop that writes characters with a tf.function, which also chooses the next one.

    Args:
        model: a stateful Keras model for batches of one.
        xla: whether to compile the function with XLA.
    """

    @tf.function(jit_compile=xla)  # type: ignore[untyped-decorator]
    def step(ids: Any) -> Any:
        logits = tf.squeeze(model(ids), 0) / _TEMPERATURE
        return tf.random.categorical(logits, num_samples=1, dtype=tf.int32)

    def write(count: int) -> float:
        ids = tf.constant([[1]])
        start = time.perf_counter()
        for _ in range(count):
            ids = step(ids)
            ids.numpy()  # the character is needed
        return time.perf_counter() - start

    return write


def main() -> None:
    """Serve the three loops, and report the number of weights in the author's matrix products."""
    options = json.loads(sys.argv[1])
    network, symbols = options["network"], options["symbols"]
    model = tutorial_model(network, symbols)
    loops = {
        "eager": lambda count: tutorial_seconds(model, count),
        "graph": compiled_loop(tutorial_model(network, symbols), False),
        "xla": compiled_loop(tutorial_model(network, symbols), True),
    }
    net = LanguageModel(make_recipe(network, Recipe()), symbols)
    versions = {"tensorflow": tf.__version__, "keras": keras.__version__}
    serve(loops, versions, {"weights": count_multiplied(net)})


if __name__ == "__main__":
    main()
