"""The network in training as a voice takes it, so that samples can be written meanwhile.

It steps by the very weights that are being trained, in their compute type. The exported step is
another one, made once at the end (training/network/export.py).
"""

from typing import cast

import numpy as np
import tensorflow as tf

from models.alphabet import AnyAlphabet
from models.network import Floats, Ints
from models.voice import Voice
from training.network.language_model import LanguageModel
from training.network.weights import Tensor


class LiveStep:
    """Steps of a network by its weights as they are at the moment.

    Its methods are those of `models.network.Network`, with B rows of a batch, V symbols and S
    numbers of one row's state.

    Args:
        net: the network.
        notes: whether the features note what is read.
    """

    def __init__(self, net: LanguageModel, notes: bool = True) -> None:
        self._net = net
        self._notes = notes
        self._sizes = [net.state_size, *net.features.state_sizes]
        self._graph = tf.function(self._read_symbol, reduce_retracing=True)

    def voice(self, alphabet: AnyAlphabet) -> Voice:
        """Return a voice that writes as the exported author will, noting nothing meanwhile."""
        recall_only = LiveStep(self._net, notes=False) if self._net.features.take_notes else None
        return Voice(alphabet, self, recall_only)

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state before anything is read, [B, S]."""
        return np.zeros((batch, sum(self._sizes)), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""
        logits, state_after = self._graph(tf.constant(ids, tf.int32), tf.constant(state))
        return cast(Floats, logits.numpy()), cast(Floats, state_after.numpy())

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read a row of symbols: ids [n], state [1, S] -> logits, state [1, S].

        The logits are [1, V], those after the last symbol, or with `every` [n, V], those after
        each.
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
