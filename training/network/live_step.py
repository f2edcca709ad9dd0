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
    """The function by which a network in training reads a symbol and predicts the next one.

    The function always uses the current weights. The class has those methods of
    `models.network.Network` that a voice (a running network with its reading state) needs.

    Args:
        net: the network in training.
        notes: whether features such as the memory record the symbols that are read.
    """

    def __init__(self, net: LanguageModel, notes: bool = True) -> None:
        self._net = net
        self._notes = notes
        self._sizes = [net.state_size, *net.features.state_sizes]
        self._graph = tf.function(self._read_symbol, reduce_retracing=True)

    def voice(self, alphabet: AnyAlphabet) -> Voice:
        """Return a voice (a running network with its reading state) that uses this network.

        As in a finished style (a trained author, in one file), features such as the memory record
        the symbols that the voice reads, but not those that it writes.

        Args:
            alphabet: the alphabet that the network is trained with.
        """
        recall_only = LiveStep(self._net, notes=False) if self._net.features.take_notes else None
        return Voice(alphabet, self, recall_only)

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the network's state before anything is read: zeros, one row for each text.

        Args:
            batch: the number of texts read side by side.
        """
        return np.zeros((batch, sum(self._sizes)), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol in each of the B rows of a batch.

        S is how many numbers the state holds for one row, V the number of symbols in the alphabet.

        Args:
            ids: the symbols, [B].
            state: the network's state before the symbols, [B, S].

        Returns:
            The logits of the next symbols, [B, V], and the state after the symbols, [B, S].
        """
        logits, state_after = self._graph(tf.constant(ids, tf.int32), tf.constant(state))
        return cast(Floats, logits.numpy()), cast(Floats, state_after.numpy())

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read n symbols one after another, in a batch of one row.

        S is how many numbers the state holds, V the number of symbols in the alphabet.

        Args:
            ids: the symbols, [n], at least one.
            state: the network's state before the symbols, [1, S].
            all_logits: whether to return the logits after every symbol, or only after the last.

        Returns:
            The logits, [n, V] after every symbol or [1, V] after the last, and the state after the
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
