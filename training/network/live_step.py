"""The step of a network that is still in training, so that samples can be written meanwhile.

It reads the variables that the training changes, in the training's compute type. The step of the
finished style is a different one, exported once at the end (training/network/export.py).
"""

from typing import cast

import numpy as np
import tensorflow as tf

from models.alphabet.alphabet import AnyAlphabet
from models.network import Floats, Ints
from models.voice import Voice
from training.network.language_model import LanguageModel
from training.network.weights import Tensor


class LiveStep:
    """A wrapper around a network being trained, for reading and predicting one symbol at a time.

    The wrapper always uses the network's current weights, so that samples can be written during
    training. A `Voice` (an object that reads and writes text) can use it in place of a
    `models.network.Network` (a network whose training is finished).

    Args:
        net: the network being trained.
        notes: whether the network's memory, if it has one, records the symbols that are read. The
            memory recalls what followed earlier occurrences of the last symbols read.
    """

    def __init__(self, net: LanguageModel, notes: bool = True) -> None:
        self._net = net
        self._notes = notes
        self._sizes = [net.state_size, *net.features.state_sizes]
        self._graph = tf.function(self._read_symbol, autograph=False, reduce_retracing=True)

    def voice(self, alphabet: AnyAlphabet) -> Voice:
        """Return a `Voice`, an object that reads and writes text with this network.

        Some networks have a memory, which recalls what followed earlier occurrences of the last
        symbols read. The memory records the text that the voice reads, but not the text that the
        voice writes. The same is true of authors (language models) whose training is finished.

        Args:
            alphabet: the alphabet used to train the network.
        """
        recall_only = LiveStep(self._net, notes=False) if self._net.features.take_notes else None
        return Voice(alphabet, self, recall_only)

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the network's initial state, before any text is read: zeros, float32 [B, S].

        S is the number of values in the state of one text.

        Args:
            batch: B, the number of texts to read in parallel.
        """
        return np.zeros((batch, sum(self._sizes)), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol of each of B texts, and predict the symbol that follows it.

        S is the number of values in the state of one text, and V the number of symbols in the
        alphabet.

        Args:
            ids: the symbol of each text, as an index into the alphabet, int32 [B].
            state: the network's state before these symbols, float32 [B, S].

        Returns:
            The logits of the symbols that follow, [B, V], and the state after reading, [B, S].
        """
        logits, state_after = self._graph(tf.constant(ids, tf.int32), tf.constant(state))
        return cast(Floats, logits.numpy()), cast(Floats, state_after.numpy())

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read n symbols of one text, one at a time, and predict the symbol that comes next.

        S is the number of values in the state, and V the number of symbols in the alphabet.

        Args:
            ids: the symbols, as indices into the alphabet, int32 [n], where n is at least 1.
            state: the network's state before the symbols, float32 [1, S].
            all_logits: whether to return the logits after every symbol; otherwise, only the logits
                after the last symbol are returned.

        Returns:
            The logits, [n, V] if `all_logits` is true, otherwise [1, V], and the state after the
            last symbol, [1, S].
        """
        rows = []
        for symbol in ids:
            logits, state = self.step(np.array([symbol], np.int32), state)
            rows.append(logits)
        return (np.concatenate(rows) if all_logits else rows[-1]), state

    def _read_symbol(self, ids: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        net = self._net
        layers, *parts = tf.split(state, self._sizes, axis=1)
        codes = None if net.codes is None else tf.cast(tf.convert_to_tensor(net.codes), tf.int32)
        rows, parts = net.features.step(codes, ids, parts, self._notes)
        logits, layers = net(tf.stack([ids, *rows], axis=1)[:, None], layers)
        return logits[:, 0], tf.concat([layers, *parts], axis=1)
