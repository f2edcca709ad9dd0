"""The network while it is trained: embedding, recurrent layers, logits.

Built by Keras layers from a recipe. This module knows neither texts nor optimisers nor files.

Glossary: B batch, T steps, V symbols, S numbers of one row's state, all layers side by side; F
numbers that are told beside a symbol: its lexicon's row, and the two of its memory, where the
recipe has these. training/network/beside.py finds them.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training.network.beside import feature_width
from training.network.cells import Tensor, columns
from training.network.layer import RecurrentLayer
from training.network.lexicon import CODES, ROWS, TABLE
from training.network.memory import BIAS, CONTEXTS, COPY, MEMORY, MOST, memory_rows
from training.network.weights import Arrays
from training.recipe import Recipe

_FEW = 512  # symbols that are read one-hot
_ALIGNED = 64  # rows that oneDNN's bfloat16 product likes to have a multiple of


class LanguageModel(keras.Model):  # type: ignore[misc]
    """columns [B, T, 1 + F], state [B, S] -> logits [B, T, V] float32, state [B, S].

    The first column are the symbols; where there are no others, ids [B, T] will do.

    Args:
        recipe: for its architecture, dropout and seed.
        symbols: V.
        kind: compute type of the matrix products, "bfloat16" or "float32"; weights are float32.
        codes: what each symbol adds to a hash, [V]; of use with lexicon or memory only.
    """

    def __init__(
        self,
        recipe: Recipe,
        symbols: int,
        kind: str = "float32",
        codes: NDArray[np.float32] | None = None,
    ) -> None:
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
        self.recurrent = [
            RecurrentLayer(recipe.cell, units, dtype=policy) for units in recipe.units
        ]
        self.head = keras.layers.Dense(symbols, dtype=policy, name="head")
        self.state_sizes = [layer.state_size for layer in self.recurrent]
        self.state_size = sum(self.state_sizes)  # S
        self.lexicon: Any = None
        self.memory: Any = None
        self.codes: Any = None
        if recipe.lexicon:
            self.lexicon = keras.layers.Embedding(ROWS, recipe.lexicon, name="lexicon")
            self.lexicon.build()
        if recipe.memory:
            shape = CONTEXTS, memory_rows(symbols)
            self.memory = {
                MEMORY: self.add_weight((*shape, recipe.memory), "random_normal", name="memory"),
                COPY: self.add_weight((recipe.units[-1], CONTEXTS), "zeros", name="copy"),
                BIAS: self.add_weight(shape, "zeros", name="copy_bias"),
            }
        if recipe.lexicon or recipe.memory:
            self.codes = self.add_weight((symbols,), "zeros", trainable=False, name="codes")
            if codes is not None:
                self.codes.assign(codes)
        self.seeds = keras.random.SeedGenerator(recipe.seed)
        if self.embedding is not None:
            self.embedding.build()
        width = (recipe.embedding or symbols) + feature_width(recipe)
        for layer in self.recurrent:
            layer.build(width)
            width = layer.units
        self.head.build((None, width))
        self.built = True

    def call(
        self, columns_: Tensor, state: Tensor, training: bool = False
    ) -> tuple[Tensor, Tensor]:
        told = tf.transpose(
            columns_ if len(columns_.shape) == 3 else columns_[..., None], [2, 1, 0]
        )
        ids, told = told[0], told[1:]  # [T, B], [F, T, B]
        steps = ids.shape[0]
        kernel: Tensor | None
        states = tf.split(tf.transpose(state), self.state_sizes)
        x, kernel = self._first(ids)
        if training and self.recipe.input_dropout:
            x = self._dropped(x, self.recipe.input_dropout)
        if told.shape[0]:
            found = self._found(told)
            if training and self.recipe.dropout:
                found = self._dropped(found, self.recipe.dropout)
            x = tf.concat([x, found], axis=1)
        for i, layer in enumerate(self.recurrent):
            recurrent = self._silenced(layer) if training else None
            x, states[i] = layer(x, states[i], kernel, recurrent)  # [T, H, B]
            kernel = None
            if training and self.recipe.dropout:
                x = self._dropped(x, self.recipe.dropout)
        logits = self._logits(columns(x), told)
        logits = tf.reshape(logits, [self.symbols, steps, -1])
        return tf.transpose(logits, [2, 1, 0]), tf.transpose(tf.concat(states, axis=0))

    def _found(self, told: Tensor) -> Tensor:
        """What stands in the rows that are told [F, T, B]: [T, L, B]."""
        rows = []
        if self.lexicon is not None:
            rows.append(tf.gather(tf.convert_to_tensor(self.lexicon.embeddings), told[0]))
        if self.memory is not None:
            tables = tf.convert_to_tensor(self.memory[MEMORY])
            rows += [tf.gather(tables[j], told[j - CONTEXTS]) for j in range(CONTEXTS)]
        return tf.transpose(tf.cast(tf.concat(rows, axis=-1), self.kind), [0, 2, 1])

    def _logits(self, x: Tensor, told: Tensor) -> Tensor:
        """Of the last layer's output [H, T B]: [V, T B] float32."""
        kernel, bias = self.head.kernel, self.head.bias[:, None]
        if self.memory is None:
            return tf.cast(tf.matmul(tf.cast(tf.transpose(kernel), x.dtype), x), tf.float32) + bias
        both = tf.transpose(tf.concat([kernel, self.memory[COPY]], axis=1))
        out = tf.cast(tf.matmul(tf.cast(both, x.dtype), x), tf.float32)
        logits = out[: self.symbols] + bias
        biases = tf.convert_to_tensor(self.memory[BIAS])
        for j in range(CONTEXTS):
            row = tf.reshape(told[j - CONTEXTS], [-1])  # [T B]
            gate = out[self.symbols + j] + tf.gather(biases[j], row)
            logits += tf.one_hot((row - 1) // MOST, self.symbols, axis=0) * gate  # row 0 is nobody
        return logits

    def _first(self, ids: Tensor) -> tuple[Tensor, Tensor | None]:
        """What the first layer reads of ids [T, B], and its kernel if that is not its own.

        Few symbols are read one-hot by a kernel with the embedding multiplied out: a few columns
        more in the product of each step, in place of looking rows up and turning them.
        """
        gated = self.recipe.cell == "mogrifier"  # so what is read cannot be multiplied out
        looked_up = self.symbols > _FEW or self.recipe.input_dropout or gated
        if self.embedding is not None and looked_up:
            x = tf.cast(tf.gather(self.embedding.embeddings, ids), self.kind)  # [T, B, E]
            return tf.transpose(x, [0, 2, 1]), None
        # so that what is read in all, with what is told beside it, is aligned
        depth = self.symbols
        if not gated:
            depth += -(self.symbols + feature_width(self.recipe)) % _ALIGNED
        x = tf.one_hot(ids, depth, axis=1, dtype=self.kind)  # [T, depth, B]
        kernel = tf.convert_to_tensor(self.recurrent[0].kernel)
        width = self.recipe.embedding or self.symbols
        own, beyond = kernel[:width], kernel[width:]
        if self.embedding is not None:
            own = tf.matmul(self.embedding.embeddings, own)
        return x, tf.concat([tf.pad(own, [[0, depth - self.symbols], [0, 0]]), beyond], axis=0)

    def _dropped(self, x: Tensor, share: float) -> Tensor:
        """X with a share of its values silenced and the rest made up for it.

        The share is rounded to a 256th, so that one random byte a value will do.
        """
        seed = self.seeds.next()
        count = tf.size(x) // 4 + 1
        words = tf.random.stateless_uniform(
            [count], tf.cast(seed, tf.int32), None, None, dtype=tf.uint32
        )
        drawn = tf.reshape(tf.bitcast(words, tf.uint8), [-1])[: tf.size(x)]
        least = min(255, round(share * 256))
        kept = tf.reshape(tf.cast(drawn >= tf.constant(least, tf.uint8), x.dtype), tf.shape(x))
        return x * kept * tf.cast(256 / (256 - least), x.dtype)

    def _silenced(self, layer: RecurrentLayer) -> Tensor | None:
        """The layer's recurrent weights for one window of training; None when they are as ever."""
        share = self.recipe.recurrent_dropout
        if not share:
            return None
        return self._dropped(tf.convert_to_tensor(layer.recurrent_kernel), share)

    def arrays(self) -> Arrays:
        """A copy of the weights by name: embedding, layerN.kernel ..., head.kernel, head.bias.

        With a lexicon lexicon.rows, with a memory memory.rows, memory.head and memory.bias, with
        either lexicon.codes; the first layer's kernel then has the rows for the embedding first,
        those for the lexicon next.
        """
        return {name: variable.numpy().copy() for name, variable in self._named().items()}

    def load(self, arrays: Arrays) -> None:
        """Take up weights as `arrays` gave them."""
        for name, variable in self._named().items():
            variable.assign(arrays[name])

    def _named(self) -> dict[str, Any]:
        named = {} if self.embedding is None else {"embedding": self.embedding.embeddings}
        if self.lexicon is not None:
            named[TABLE] = self.lexicon.embeddings
        if self.memory is not None:
            named |= self.memory
        if self.codes is not None:
            named[CODES] = self.codes
        for i, layer in enumerate(self.recurrent):
            named |= {f"layer{i}.{name}": weight for name, weight in layer.named().items()}
        return named | {"head.kernel": self.head.kernel, "head.bias": self.head.bias}


def compute_kind(cpuinfo: str) -> str:
    """bfloat16 where the processor multiplies it natively, as Linux tells; else float32.

    Elsewhere bfloat16 is emulated, and slower than float32.

    Args:
        cpuinfo: text of /proc/cpuinfo, or nothing where there is none.
    """
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "").split()
    return "bfloat16" if {"avx512_bf16", "amx_bf16"} & set(flags) else "float32"
