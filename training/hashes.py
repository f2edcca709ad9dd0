"""The hash of a lexicon in TensorFlow's graphs, for training and for the exported step.

What it is, training/lexicon.py says.
"""

import tensorflow as tf

from training.cells import Tensor
from training.lexicon import FACTOR, MODULUS


def advance(code: Tensor, word: Tensor) -> Tensor:
    """The hash after one symbol more: its code and the hash before it, int32 of the same shape."""
    return tf.where(code > 0, (word * FACTOR + code) % MODULUS, tf.zeros_like(word))


def hashes(code: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """The hash after each step: code [T, B] int32, state [1, B] -> [T, B] int32, state [1, B]."""
    word, steps = tf.cast(state[0], tf.int32), []
    for now in tf.unstack(code):
        word = advance(now, word)
        steps.append(word)
    return tf.stack(steps), tf.cast(word, tf.float32)[None]
