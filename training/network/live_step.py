"""The network under training, in the form that a voice takes: so that it can write samples.

It steps through the very weights that are being trained, in their compute type; the exported step
is another thing, made once at the end.
"""

from typing import cast

import numpy as np
import tensorflow as tf

from models.alphabet import Symbols
from models.network import Floats, Ints
from models.voice import Voice
from training.network.cells import Tensor
from training.network.hashes import feature_state_sizes, step_features
from training.network.language_model import LanguageModel


class LiveStep:
    """Steps of a network as its weights stand.

    Args:
        net: the network.
        notes: whether its memory notes what is read.
    """

    def __init__(self, net: LanguageModel, notes: bool = True) -> None:
        self._net = net
        self._notes = notes
        self._sizes = [net.state_size, *feature_state_sizes(net.recipe)]
        self._step = tf.function(self._stepped, reduce_retracing=True)

    def voice(self, alphabet: Symbols) -> Voice:
        """A voice that writes as the exported author will, noting nothing meanwhile."""
        quiet = LiveStep(self._net, notes=False) if self._net.recipe.memory else None
        return Voice(alphabet, self, quiet)

    def zero_state(self, batch: int = 1) -> Floats:
        """The state before anything is read, [B, S]."""
        return np.zeros((batch, sum(self._sizes)), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""
        logits, after = self._step(tf.constant(ids, tf.int32), tf.constant(state))
        return cast(Floats, logits.numpy()), cast(Floats, after.numpy())

    def read(self, ids: Ints, state: Floats, every: bool = False) -> tuple[Floats, Floats]:
        """Read a row: ids [n], state [1, S] -> logits [1, V] or of every symbol [n, V], state."""
        rows = []
        for symbol in ids:
            logits, state = self.step(np.array([symbol], np.int32), state)
            rows.append(logits)
        return (np.concatenate(rows) if every else rows[-1]), state

    def _stepped(self, ids: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        own, *beside = tf.split(state, self._sizes, axis=1)
        net = self._net
        code = None if net.codes is None else tf.cast(tf.convert_to_tensor(net.codes), tf.int32)
        told, kept = step_features(net.recipe, code, ids, beside, self._notes)
        logits, own = net(tf.stack([ids, *told], axis=1)[:, None], own)
        return logits[:, 0], tf.concat([own, *kept], axis=1)
