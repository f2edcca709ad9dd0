"""The network while it is trained: embedding, recurrent layers, logits.

Built by Keras layers from a recipe. `reference` rebuilds the same network of stock Keras layers in
float32, the yardstick that the exported step is checked against. This module knows neither texts
nor optimisers nor files.

Glossary: B batch, T steps, V symbols, S numbers of one row's state, all layers side by side.
"""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training.cells import Recurrent, Tensor
from training.recipe import Recipe

Arrays = dict[str, NDArray[np.float32]]


class Net(keras.Model):  # type: ignore[misc]
    """ids [B, T], state [B, S] -> logits [B, T, V] float32, state [B, S].

    Args:
        recipe: for its architecture, dropout and seed.
        symbols: V.
        kind: compute type of the matrix products, "bfloat16" or "float32"; weights are float32.
    """

    def __init__(self, recipe: Recipe, symbols: int, kind: str = "float32") -> None:
        super().__init__()
        policy = "mixed_bfloat16" if kind == "bfloat16" else "float32"
        self.recipe = recipe
        self.symbols = symbols
        self.kind = kind
        self.embedding = (
            keras.layers.Embedding(symbols, recipe.embedding, name="embedding")
            if recipe.embedding
            else None
        )
        self.recurrent = [Recurrent(recipe.cell, units, dtype=policy) for units in recipe.units]
        self.head = keras.layers.Dense(symbols, dtype=policy, name="head")
        self.state_sizes = [layer.state_size for layer in self.recurrent]
        self.state_size = sum(self.state_sizes)  # S
        self._seeds = keras.random.SeedGenerator(recipe.seed)
        self(tf.zeros((1, 1), tf.int32), tf.zeros((1, self.state_size)))  # makes the weights

    def call(self, ids: Tensor, state: Tensor, training: bool = False) -> tuple[Tensor, Tensor]:
        steps = ids.shape[1]
        ids = tf.transpose(ids)  # [T, B]: the recurrence runs over the first axis
        if self.embedding is None:
            x = tf.one_hot(ids, self.symbols, dtype=self.kind)
        else:
            x = tf.cast(self.embedding(ids), self.kind)
        states = []
        for layer, own in zip(
            self.recurrent, tf.split(state, self.state_sizes, axis=1), strict=True
        ):
            if training and self.recipe.dropout:
                x = keras.random.dropout(x, self.recipe.dropout, seed=self._seeds)
            x, own = layer(x, own, self._silenced(layer) if training else None)
            states.append(own)
        if training and self.recipe.dropout:
            x = keras.random.dropout(x, self.recipe.dropout, seed=self._seeds)
        flat = tf.reshape(x, [-1, x.shape[-1]])
        logits = tf.reshape(tf.cast(self.head(flat), tf.float32), [steps, -1, self.symbols])
        return tf.transpose(logits, [1, 0, 2]), tf.concat(states, axis=1)

    def _silenced(self, layer: Recurrent) -> Tensor | None:
        """The layer's recurrent weights for one window of training; None when they are as ever."""
        share = self.recipe.recurrent_dropout
        if not share:
            return None
        return keras.random.dropout(
            tf.convert_to_tensor(layer.recurrent_kernel), share, seed=self._seeds
        )

    def arrays(self) -> Arrays:
        """A copy of the weights by name: embedding, layerN.kernel ..., head.kernel, head.bias."""
        return {name: variable.numpy().copy() for name, variable in self._named().items()}

    def load(self, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Take up weights as `arrays` gave them."""
        for name, variable in self._named().items():
            variable.assign(arrays[name])

    def _named(self) -> dict[str, Any]:
        named = {} if self.embedding is None else {"embedding": self.embedding.embeddings}
        for i, layer in enumerate(self.recurrent):
            named[f"layer{i}.kernel"] = layer.kernel
            named[f"layer{i}.recurrent_kernel"] = layer.recurrent_kernel
            named[f"layer{i}.bias"] = layer.bias
        return named | {"head.kernel": self.head.kernel, "head.bias": self.head.bias}


def reference(recipe: Recipe, arrays: Arrays) -> keras.Model:
    """The network of these weights in stock Keras layers, float32: ids [B, T] -> [B, T, V].

    It reads from a zero state and gives no state out.
    """
    symbols = len(arrays["head.bias"])
    ids = keras.Input((None,), dtype="int32")
    if recipe.embedding:
        x = keras.layers.Embedding(symbols, recipe.embedding, weights=[arrays["embedding"]])(ids)
    else:
        x = keras.layers.Lambda(lambda i: keras.ops.one_hot(i, symbols))(ids)
    for i, units in enumerate(recipe.units):
        kind = keras.layers.LSTM if recipe.cell == "lstm" else keras.layers.GRU
        layer = kind(units, return_sequences=True)
        x = layer(x)
        names = ("kernel", "recurrent_kernel", "bias")
        layer.set_weights([arrays[f"layer{i}.{name}"] for name in names])
    head = keras.layers.Dense(symbols)
    logits = head(x)
    head.set_weights([arrays["head.kernel"], arrays["head.bias"]])
    return keras.Model(ids, logits)


def compute_kind(cpuinfo: str) -> str:
    """bfloat16 where the processor multiplies it natively, as Linux tells; else float32.

    Elsewhere bfloat16 is emulated, and slower than float32.

    Args:
        cpuinfo: text of /proc/cpuinfo, or nothing where there is none.
    """
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "").split()
    return "bfloat16" if {"avx512_bf16", "amx_bf16"} & set(flags) else "float32"
