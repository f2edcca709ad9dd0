"""The language model that is trained: embedding, features, recurrent layers, logits.

It is built from a recipe as a Keras model. Texts, optimisers and files are handled elsewhere.

Glossary: B batch, T steps, V symbols of the alphabet, S numbers of one row's state, all layers side
by side, F tables of the features (training/network/features.py), of which a row each is read with
each symbol, L numbers of these rows together, H units.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training.network.features import Features
from training.network.gradients import join_steps
from training.network.layer import RecurrentLayer
from training.network.spelling import CODES
from training.network.weights import Arrays, Tensor
from training.recipe import Recipe

_FEW = 512  # symbols at most that are read one-hot
_ALIGNED = 64  # oneDNN's bfloat16 product is fast if the number of rows is a multiple of this


class LanguageModel(keras.Model):  # type: ignore[misc]
    """A network to be trained. It predicts the symbol that follows each symbol of a text.

    A symbol is a character or a word. The network reads B texts in parallel, in windows of T
    symbols. Given inputs [B, T, 1 + F] and a state [B, S], it computes float32 logits [B, T, V] and
    the state [B, S] after the window.

    The network can have features, which are F lookup tables that provide additional input: the
    lexicon looks up the word being spelt, and the memory recalls what followed earlier occurrences
    of the last symbols read. The first column of the inputs contains the symbols, and the other
    columns contain the indices of the table rows to read, as returned by `Features.columns`. If
    there are no features, the inputs can be the symbols alone, [B, T].

    Args:
        recipe: the settings of the training run, which specify the architecture, dropout and seed.
        symbols: V, the number of symbols in the alphabet.
        compute_type: the dtype in which matrix products are computed, "bfloat16" or "float32"; the
            weights are float32.
        codes: the letter codes, as returned by `letter_codes`, [V]: the number that each symbol in
            the alphabet adds to the hash of a word that contains it. Only features use them.

    Attributes:
        recipe: the settings of the training run.
        symbols: V, the number of symbols in the alphabet.
        compute_type: the dtype in which matrix products are computed.
        features: the features of the network.
        embedding: the Keras layer that embeds symbols; None if symbols are one-hot encoded.
        recurrent: the recurrent layers, in order from input to output.
        head: the Keras layer that computes the logits.
        state_sizes: the number of values in the state of each recurrent layer, for one text.
        state_size: S, the total number of values in the states of all recurrent layers, for one
            text.
        codes: the variable that contains the letter codes; None if there are no features.
        seeds: the Keras generator of random seeds for dropout.
    """

    def __init__(
        self,
        recipe: Recipe,
        symbols: int,
        compute_type: str = "float32",
        codes: NDArray[np.float32] | None = None,
    ) -> None:
        super().__init__()
        policy = "mixed_bfloat16" if compute_type == "bfloat16" else "float32"
        self.recipe = recipe
        self.symbols = symbols
        self.compute_type = compute_type
        self.features = Features(recipe)
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
        specs = self.features.weights(symbols, recipe.units[-1])
        self._feature_weights = {
            spec.name: self.add_weight(spec.shape, spec.initializer, name=spec.name)
            for spec in specs
        }
        self._last = [spec.name for spec in specs if spec.is_last]
        self.codes: Any = None
        if self.features:
            self.codes = self.add_weight((symbols,), "zeros", trainable=False, name=CODES)
            if codes is not None:
                self.codes.assign(codes)
        self.seeds = keras.random.SeedGenerator(recipe.seed)
        if self.embedding is not None:
            self.embedding.build()
        width = (recipe.embedding or symbols) + self.features.width
        for layer in self.recurrent:
            layer.build(width)
            width = layer.units
        self.head.build((None, width))
        self.built = True

    @property
    def learnable(self) -> list[Any]:
        """The variables that training changes, in the order in which checkpoints number them."""
        last = [self._feature_weights[name] for name in self._last]
        first = [v for v in self.trainable_variables if not any(v is each for each in last)]
        return [*first, *last]

    def call(self, columns: Tensor, state: Tensor, training: bool = False) -> tuple[Tensor, Tensor]:
        """Read T symbols of each of B texts, and predict the symbol that follows each symbol read.

        V is the number of symbols in the alphabet, and S the number of values in the state of the
        recurrent layers, for one text. The network can have features: F lookup tables that provide
        additional input for each symbol. F is 0 if there are no features.

        Args:
            columns: for each symbol, its index in the alphabet and then the index of the row to
                read from each table, int32 [B, T, 1 + F]. If there are no features, this can be the
                symbols alone, int32 [B, T].
            state: the state before these symbols, float32 [B, S].
            training: whether to apply dropout (set values to 0 at random), at the rate specified in
                the recipe.

        Returns:
            The logits of the symbol that follows each symbol read, float32 [B, T, V], and the state
            after the last symbol, float32 [B, S].
        """
        columns = columns if len(columns.shape) == 3 else columns[..., None]
        ids, *rows = tf.unstack(tf.transpose(columns, [2, 1, 0]))  # [T, B] each
        steps = ids.shape[0]
        kernel: Tensor | None
        states = tf.split(tf.transpose(state), self.state_sizes)
        x, kernel = self._read_symbols(ids)
        if training and self.recipe.input_dropout:
            x = self._drop(x, self.recipe.input_dropout)
        if rows:
            numbers = self._look_up(rows)
            if training and self.recipe.dropout:
                numbers = self._drop(numbers, self.recipe.dropout)
            x = tf.concat([x, numbers], axis=1)
        for i, layer in enumerate(self.recurrent):
            recurrent = self._drop_recurrent(layer) if training else None
            x, states[i] = layer(x, states[i], kernel, recurrent)  # [T, H, B]
            kernel = None
            if training and self.recipe.dropout:
                x = self._drop(x, self.recipe.dropout)
        logits = self._logits(join_steps(x), [tf.reshape(row, [-1]) for row in rows])
        logits = tf.reshape(logits, [self.symbols, steps, -1])
        return tf.transpose(logits, [2, 1, 0]), tf.transpose(tf.concat(states, axis=0))

    def _look_up(self, rows: Sequence[Tensor]) -> Tensor:
        """Return the numbers in the features' rows [T, B]: [T, L, B]."""
        weights = {name: tf.convert_to_tensor(w) for name, w in self._feature_weights.items()}
        tables = self.features.tables(weights)
        numbers = [tf.gather(table, row) for table, row in zip(tables, rows, strict=True)]
        return tf.transpose(tf.cast(tf.concat(numbers, axis=-1), self.compute_type), [0, 2, 1])

    def _logits(self, x: Tensor, rows: Sequence[Tensor]) -> Tensor:
        """Return the logits [V, T B] of the last layer's output [H, T B] and the rows [T B]."""
        weights = {name: tf.convert_to_tensor(w) for name, w in self._feature_weights.items()}
        # one product for all: a gate of a copy head is computed like one more symbol's logit
        kernels = [self.head.kernel, *(weights[head.kernel] for head in self.features.copy_heads)]
        kernel = tf.transpose(tf.concat(kernels, axis=1))
        out = tf.cast(tf.matmul(tf.cast(kernel, x.dtype), x), tf.float32)
        logits = out[: self.symbols] + self.head.bias[:, None]
        for i, (head, table, row) in enumerate(self.features.copy_gates(rows)):
            gate = out[self.symbols + i] + tf.gather(weights[head.bias][table], row)
            logits += tf.one_hot(head.symbols(row), self.symbols, axis=0) * gate
        return logits

    def _read_symbols(self, ids: Tensor) -> tuple[Tensor, Tensor | None]:
        """Return the first layer's input for ids [T, B], and a kernel to use instead of its own.

        The kernel is None if the layer uses its own. A small alphabet is read one-hot, by a kernel
        with the embedding multiplied out: that costs a few columns more in the product of each
        step, and saves looking rows up and transposing them.
        """
        gated = self.recipe.cell == "mogrifier"  # so what is read cannot be multiplied out
        looked_up = self.symbols > _FEW or self.recipe.input_dropout or gated
        if self.embedding is not None and looked_up:
            x = tf.cast(tf.gather(self.embedding.embeddings, ids), self.compute_type)  # [T, B, E]
            return tf.transpose(x, [0, 2, 1]), None
        # pad, so that the whole input, with the features' rows, is aligned
        depth = self.symbols
        if not gated:
            depth += -(self.symbols + self.features.width) % _ALIGNED
        x = tf.one_hot(ids, depth, axis=1, dtype=self.compute_type)  # [T, depth, B]
        kernel = tf.convert_to_tensor(self.recurrent[0].kernel)
        width = self.recipe.embedding or self.symbols
        own, features = kernel[:width], kernel[width:]
        if self.embedding is not None:
            own = tf.matmul(self.embedding.embeddings, own)
        return x, tf.concat([tf.pad(own, [[0, depth - self.symbols], [0, 0]]), features], axis=0)

    def _drop(self, x: Tensor, share: float) -> Tensor:
        """Return x with a share of its values set to 0 and the rest scaled to make up for it.

        The share is rounded to a 256th, so that one random byte per value is enough.
        """
        seed = self.seeds.next()
        count = tf.size(x) // 4 + 1
        words = tf.random.stateless_uniform(
            [count], tf.cast(seed, tf.int32), None, None, dtype=tf.uint32
        )
        draws = tf.reshape(tf.bitcast(words, tf.uint8), [-1])[: tf.size(x)]
        least = min(255, round(share * 256))
        mask = tf.reshape(tf.cast(draws >= tf.constant(least, tf.uint8), x.dtype), tf.shape(x))
        return x * mask * tf.cast(256 / (256 - least), x.dtype)

    def _drop_recurrent(self, layer: RecurrentLayer) -> Tensor | None:
        """Return the layer's recurrent weights for one window, or None if none are set to 0."""
        share = self.recipe.recurrent_dropout
        if not share:
            return None
        return self._drop(tf.convert_to_tensor(layer.recurrent_kernel), share)

    def arrays(self) -> Arrays:
        """Return a copy of the network's weights, keyed by the names used in style files.

        A style file contains a trained language model. Examples of names are "embedding",
        "layer0.kernel" (a weight of the first recurrent layer), "head.kernel" and "head.bias". In
        the kernel of the first recurrent layer, the rows for the embedding come first, followed by
        the rows for each feature (lookup tables that provide additional input).
        """
        return {name: variable.numpy().copy() for name, variable in self.weights_by_name().items()}

    def load(self, arrays: Arrays) -> None:
        """Replace the network's weights with the given values.

        Args:
            arrays: the new weights by name, as returned by the method `arrays`.
        """
        for name, variable in self.weights_by_name().items():
            variable.assign(arrays[name])

    def weights_by_name(self) -> dict[str, Any]:
        """Return the variables that hold the network's weights, by their names in style files.

        A style file contains a trained language model. The letter codes (the numbers that symbols
        add to the hash of a word) are included, although they are not trained. Unlike `arrays`,
        this method returns the variables themselves, not copies of their values.
        """
        variables = {} if self.embedding is None else {"embedding": self.embedding.embeddings}
        variables |= self._feature_weights
        if self.codes is not None:
            variables[CODES] = self.codes
        for i, layer in enumerate(self.recurrent):
            for name, weight in layer.weights_by_name().items():
                variables[f"layer{i}.{name}"] = weight
        return variables | {"head.kernel": self.head.kernel, "head.bias": self.head.bias}


def choose_compute_type(cpuinfo: str) -> str:
    """Return the dtype, bfloat16 or float32, in which a processor multiplies matrices faster.

    Args:
        cpuinfo: the contents of /proc/cpuinfo on Linux; empty on other systems.

    Returns:
        "bfloat16" if the processor supports it natively; otherwise "float32", because emulating
        bfloat16 would be slower.
    """
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "").split()
    return "bfloat16" if {"avx512_bf16", "amx_bf16"} & set(flags) else "float32"
