"""Loops in TensorFlow: updates of our network and of Keras's own LSTM, and matrix products."""

import json
import os
import sys
from dataclasses import replace
from functools import partial

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from benchmarks.sample_text import invent_text
from benchmarks.speed.networks import count_multiplied, make_recipe
from benchmarks.speed.worker import Loop, serve, time_calls
from common.processor import read_cpuinfo
from models.alphabet.characters import Alphabet
from training.loop.trainer import Trainer
from training.network.language_model import choose_compute_type
from training.network.spelling import letter_codes
from training.recipe import Recipe, read_recipe


def make_trainer(recipe: Recipe, alphabet: Alphabet, text: str, dtype: str) -> Trainer:
    """Return a trainer for a network with random weights, whose TensorFlow graph has been built.

    Args:
        recipe: the settings of the training run, which include the architecture.
        alphabet: the characters that the network reads.
        text: the text to train on.
        dtype: the dtype of matrix products, "float32" or "bfloat16".
    """
    ids = alphabet.encode(text).ids
    codes = letter_codes(alphabet.characters)
    trainer = Trainer(recipe, len(alphabet), ids, ids[:2000], dtype, alphabet.start, codes=codes)
    trainer.trace()
    return trainer


def keras_loop(recipe: Recipe, symbols: int, dtype: str) -> Loop:
    """Return a loop in which each round trains a model of Keras's own layers on one batch.

    Args:
        recipe: the settings of the training run; only the sizes of the network and of a batch, the
            learning rate and the limit of the gradients' norm are used.
        symbols: the number of symbols.
        dtype: the dtype of matrix products, "float32" or "bfloat16".
    """
    policy = "mixed_bfloat16" if dtype == "bfloat16" else "float32"
    layers = [keras.layers.Embedding(symbols, recipe.embedding)]
    layers += [keras.layers.LSTM(n, return_sequences=True, dtype=policy) for n in recipe.units]
    model = keras.Sequential([*layers, keras.layers.Dense(symbols)])
    model.compile(
        keras.optimizers.Adam(recipe.learning_rate, global_clipnorm=recipe.clip),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    shape = recipe.batch, recipe.window + 1
    text = np.random.default_rng(1).integers(0, symbols, shape).astype(np.int32)
    x, y = text[:, :-1], text[:, 1:]
    return partial(time_calls, partial(model.train_on_batch, x, y))


def matrix_loop(side: int, dtype: str) -> Loop:
    """Return a loop in which each round multiplies two square matrices.

    Args:
        side: the number of rows of a matrix.
        dtype: the dtype of the matrices, "float32" or "bfloat16".
    """
    a = tf.cast(tf.random.normal((side, side)), dtype)

    @tf.function  # type: ignore[untyped-decorator]
    def multiply(a: tf.Tensor) -> tf.Tensor:
        return tf.matmul(a, a)

    return lambda count: time_calls(lambda: multiply(a)[0, 0].numpy(), count)


def main() -> None:
    """Serve the loops, and report the number of weights in the networks' matrix products."""
    options = json.loads(sys.argv[1])
    alphabet = Alphabet(options["alphabet"])
    text = invent_text(options["text"])
    default = replace(read_recipe("default"), batch=options["batch"], window=options["window"])
    recipe = make_recipe(options["network"], default)
    plain = replace(recipe, cell="lstm", lexicon=0, memory=0, optimiser="adam", dropout=0.0)
    loops: dict[str, Loop] = {}
    dtypes = sorted({"float32", choose_compute_type(read_cpuinfo())})
    facts: dict[str, float] = {"bfloat16": "bfloat16" in dtypes}
    for dtype in dtypes:
        for name, each in (("ours", recipe), ("plain", plain)):
            trainer = make_trainer(each, alphabet, text, dtype)
            facts[name] = count_multiplied(trainer.net)
            update = partial(trainer.update, recipe.learning_rate)
            loops[f"{name} {dtype}"] = partial(time_calls, update)
        loops[f"keras {dtype}"] = keras_loop(plain, len(alphabet), dtype)
    for dtype in ("float32", "bfloat16"):
        loops[f"matrices {dtype}"] = matrix_loop(options["side"], dtype)
    serve(loops, {"tensorflow": tf.__version__, "keras": keras.__version__}, facts)


if __name__ == "__main__":
    main()
