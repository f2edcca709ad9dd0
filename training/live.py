"""The network under training, in the form that a voice takes: so that it can write samples.

It steps through the very weights that are being trained, in their compute type; the exported step
is another thing, made once at the end.
"""

from typing import cast

import numpy as np
import tensorflow as tf

from models.network import Floats, Ints
from training.net import Net


class LiveNetwork:
    """Steps of a network as its weights stand.

    Args:
        net: the network.
    """

    def __init__(self, net: Net) -> None:
        self._size = net.state_size
        self._step = tf.function(net, reduce_retracing=True)

    def zero_state(self, batch: int = 1) -> Floats:
        """The state before anything is read, [B, S]."""
        return np.zeros((batch, self._size), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""
        logits, after = self._step(tf.constant(ids[:, None], tf.int32), tf.constant(state))
        return cast(Floats, logits[:, 0].numpy()), cast(Floats, after.numpy())

    def read(self, ids: Ints, state: Floats, every: bool = False) -> tuple[Floats, Floats]:
        """Read a row: ids [n], state [1, S] -> logits [1, V] or of every symbol [n, V], state."""
        rows = []
        for symbol in ids:
            logits, state = self.step(np.array([symbol], np.int32), state)
            rows.append(logits)
        return (np.concatenate(rows) if every else rows[-1]), state
