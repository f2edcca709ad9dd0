"""The speed of training with our recurrent layers and with Keras's: same network, same updates.

    .venv/bin/python benchmarks/cells.py [--smoke]

It prints characters of training text a second, for an embedding of 128, one layer, batches of 32
windows of 64 and Adam with clipping, in the compute type that suits the processor. The two take
turns, and the medians count.
"""

import os
import statistics
import time
from typing import Annotated, Any

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
import typer

from common.processor import read_cpuinfo
from training.network.language_model import LanguageModel, choose_compute_type
from training.network.reference import MogrifierCell
from training.recipe import Cell, Recipe

_SYMBOLS, _BATCH, _WINDOW = 66, 32, 64


def stock(cell: str, units: int, kind: str) -> keras.Model:
    """Return a model of Keras's own layers: ids and states in, logits and states out."""
    keras.mixed_precision.set_global_policy("mixed_bfloat16" if kind == "bfloat16" else "float32")
    if cell == "mogrifier":
        layer = keras.layers.RNN(MogrifierCell(units), return_sequences=True, return_state=True)
    else:
        kind_of = keras.layers.LSTM if cell == "lstm" else keras.layers.GRU
        layer = kind_of(units, return_sequences=True, return_state=True)
    ids = keras.Input((_WINDOW,), batch_size=_BATCH, dtype="int32")
    states = [keras.Input((units,), batch_size=_BATCH) for _ in range(1 if cell == "gru" else 2)]
    y, *after = layer(keras.layers.Embedding(_SYMBOLS, 128)(ids), initial_state=states)
    model = keras.Model([ids, *states], [keras.layers.Dense(_SYMBOLS)(y), *after])
    keras.mixed_precision.set_global_policy("float32")
    return model


def updater(model: keras.Model, forward: Any) -> Any:
    """Return a compiled function that updates the model once."""
    optimiser = keras.optimizers.Adam(4e-3, global_clipnorm=1.0)
    optimiser.build(model.trainable_variables)

    def update(ids: Any, state: Any) -> Any:
        with tf.GradientTape() as tape:
            logits, state = forward(ids, state)
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(
                    labels=ids, logits=tf.cast(logits, tf.float32)
                )
            )
        gradients = tape.gradient(loss, model.trainable_variables)
        optimiser.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss, state

    return tf.function(update)


def rate(update: Any, state: Any, updates: int) -> float:
    """Return how many characters a second the updates read."""
    ids = tf.constant(np.random.default_rng(0).integers(0, _SYMBOLS, (_BATCH, _WINDOW)), tf.int32)
    loss, state = update(ids, state)
    loss.numpy()
    start = time.perf_counter()
    for _ in range(updates):
        loss, state = update(ids, state)
        loss.numpy()
    return updates * _BATCH * _WINDOW / (time.perf_counter() - start)


def compare(cell: Cell, units: int, kind: str, rounds: int, updates: int) -> None:
    """Print both rates for one architecture, as the medians of some rounds."""
    net = LanguageModel(Recipe(cell=cell, units=(units,), dropout=0.0), _SYMBOLS, kind)
    peer = stock(cell, units, kind)
    ours = updater(net, lambda ids, state: net(ids, state, training=True))

    def forward(ids: Any, states: Any) -> Any:
        logits, *after = peer([ids, *states], training=True)
        return logits, [tf.cast(state, tf.float32) for state in after]

    theirs = updater(peer, forward)
    zeros = tf.zeros((_BATCH, units))
    states = [zeros] if cell == "gru" else [zeros, zeros]
    own, stock_rates = [], []
    for _ in range(rounds):
        own.append(rate(ours, tf.concat(states, 1), updates))
        stock_rates.append(rate(theirs, states, updates))
    ratio = statistics.median(a / b for a, b in zip(own, stock_rates, strict=True))
    print(
        f"{cell} {units}, {kind}: ours {statistics.median(own):,.0f} characters/s, "
        f"Keras's {statistics.median(stock_rates):,.0f}, ratio {ratio:.2f}"
    )


def main(
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print a line for each architecture."""
    kind = choose_compute_type(read_cpuinfo())
    sizes: list[tuple[Cell, int]] = [
        ("lstm", 384), ("lstm", 512), ("mogrifier", 512), ("gru", 512),
    ]  # fmt: skip
    if smoke:
        sizes = [("lstm", 8), ("mogrifier", 8), ("gru", 8)]
    rounds, updates = (1, 2) if smoke else (5, 40)
    for cell, units in sizes:
        compare(cell, units, kind, rounds, updates)


if __name__ == "__main__":
    typer.run(main)
