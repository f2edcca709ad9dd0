"""The word being spelt, as a number: a hash of its letters so far.

Lexicon and memory both find their rows by it.

    h' = (211 h + code) mod 8,388,593 within a word, 0 outside

    code = 1 + code point mod 2,039 of a letter or digit, as Unicode says, in lower case; 40 of both
        apostrophes; 0 of all else, which ends the word

The hash is a whole number below 2^23, so a state of float32 carries it exactly. Text without spaces
between words has long words, and gains nothing.

Glossary: V symbols of the alphabet, T symbols of a text, B rows of a batch.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.network.weights import Tensor

# TensorFlow is imported where a graph is built: what a training prepares needs none of it, and
# loading it takes seconds.

CODES = "lexicon.codes"  # the weight's name in style files, of a network with a memory alone too
FACTOR, MODULUS = 211, 8_388_593  # a product of theirs and a code fit into an int32
_CODES = 2_039  # small enough for float16 to be exact


def letter_codes(characters: Iterable[str]) -> NDArray[np.float32]:
    """Return what each symbol of an alphabet adds to its word's hash, [V]; 0 ends a word."""
    return np.array([_letter_code(character) for character in characters], np.float32)


def _letter_code(character: str) -> int:
    if character in "’'":
        return 1 + ord("'")
    return 1 + ord(character.lower()[0]) % _CODES if character.isalnum() else 0


def word_hashes(codes: NDArray[np.float32], ids: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the hash of the word after each symbol of a text, from an empty page on.

    Args:
        codes: `letter_codes` of the alphabet, [V].
        ids: the text's symbols, [T].

    Returns:
        The hashes, [T]; 0 outside words.
    """
    hashes = accumulate(
        codes[ids].astype(int).tolist(),
        lambda word, code: (word * FACTOR + code) % MODULUS if code else 0,
        initial=0,
    )
    return np.fromiter(hashes, np.int32, len(ids) + 1)[1:]


class Spelling(NamedTuple):
    """One symbol a row in a graph, with the word that it is a part of.

    Attributes:
        ids: the symbols, int32 [B].
        codes: the symbols' letter codes, int32 [B].
        word: the word's hash after the symbol, int32 [B].
        symbols: V, the size of the alphabet.
    """

    ids: Tensor
    codes: Tensor
    word: Tensor
    symbols: int


def spell(codes: Tensor, ids: Tensor, word: Tensor) -> Spelling:
    """Read one symbol a row in a TensorFlow graph.

    Args:
        codes: `letter_codes` of the alphabet, int32 [V].
        ids: the symbols, int32 [B].
        word: the word's hash before them, int32 [B].
    """
    import tensorflow as tf

    code = tf.gather(codes, ids)
    word = tf.where(code > 0, (word * FACTOR + code) % MODULUS, tf.zeros_like(word))
    return Spelling(ids, code, word, codes.shape[0])


def hash_to_state(hashes: Tensor) -> Tensor:
    """Return hashes int32 [B] as a part of the network's state, float32 [B, 1]."""
    import tensorflow as tf

    return tf.cast(hashes, tf.float32)[:, None]


def hash_from_state(part: Tensor) -> Tensor:
    """Return the hashes int32 [B] that a part of the network's state, float32 [B, 1], holds."""
    import tensorflow as tf

    return tf.cast(part[:, 0], tf.int32)
