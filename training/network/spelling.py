"""The word being spelt, as a number: a hash of the letters read so far.

The features lexicon and memory both use the hash to find rows of their tables.

    h' = (211 h + code) mod 8,388,593 within a word, 0 outside

    code = 1 + code point mod 2,039 for a letter or digit in Unicode's sense, in lower case; 40 for
        both apostrophes; 0 for anything else, which ends the word

The hash is a whole number below 2^23, so float32 state holds it exactly. Scripts without spaces
between words have very long words, and gain nothing from it.

Glossary: V symbols of the alphabet, T symbols of a text, B rows of a batch.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.network.weights import Tensor

# TensorFlow takes seconds to load, and preparing a training needs none of it, so only the functions
# that build a graph import it.

CODES = "lexicon.codes"  # the name in style files, also if the network has only a memory
FACTOR, MODULUS = 211, 8_388_593  # their product plus a code fits into an int32
_CODES = 2_039  # small enough for float16 to be exact


def letter_codes(characters: Iterable[str]) -> NDArray[np.float32]:
    """Return the letter code of each symbol: the number that it adds to the hash of a word.

    The codes of letters, digits and apostrophes are greater than 0. An uppercase letter has the
    same code as its lowercase form. The code of any other character is 0, which marks the end of a
    word.

    Args:
        characters: the V symbols of the alphabet, in order.

    Returns:
        The codes, float32 [V].
    """
    return np.array([_letter_code(character) for character in characters], np.float32)


def _letter_code(character: str) -> int:
    if character in "’'":
        return 1 + ord("'")
    return 1 + ord(character.lower()[0]) % _CODES if character.isalnum() else 0


def word_hashes(codes: NDArray[np.float32], ids: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return, for each symbol of a text, the hash of its word up to and including that symbol.

    Args:
        codes: the number that each of the V symbols in the alphabet adds to the hash of a word, as
            returned by `letter_codes`, [V]; 0 for a symbol that ends a word.
        ids: the T symbols of a whole text, as indices into the alphabet, [T].

    Returns:
        The hashes, int32 [T]; 0 for a symbol that is not part of a word.
    """
    hashes = accumulate(
        codes[ids].astype(int).tolist(),
        lambda word, code: (word * FACTOR + code) % MODULUS if code else 0,
        initial=0,
    )
    return np.fromiter(hashes, np.int32, len(ids) + 1)[1:]


class Spelling(NamedTuple):
    """One symbol from each of B texts, with the hash of the word being spelt.

    The network reads these texts in parallel.

    Attributes:
        ids: the symbol of each text, as an index into the alphabet, int32 [B].
        codes: the number that each of these symbols adds to the hash of the word that contains it,
            int32 [B]; 0 if the symbol ends a word.
        word: the hash of the current word up to and including the symbol, int32 [B]; 0 outside
            words.
        symbols: the number of symbols in the alphabet.
    """

    ids: Tensor
    codes: Tensor
    word: Tensor
    symbols: int


def spell(codes: Tensor, ids: Tensor, word: Tensor) -> Spelling:
    """Add one symbol of each of B texts to the hash of the word being spelt, using TensorFlow.

    Args:
        codes: the number that each of the V symbols in the alphabet adds to the hash of a word,
            int32 [V]; 0 for a symbol that ends a word.
        ids: the symbol of each text, as an index into the alphabet, int32 [B].
        word: the hash of the current word before the symbol is added, int32 [B]; 0 outside words.

    Returns:
        The symbols, with the updated hashes.
    """
    import tensorflow as tf

    code = tf.gather(codes, ids)
    word = tf.where(code > 0, (word * FACTOR + code) % MODULUS, tf.zeros_like(word))
    return Spelling(ids, code, word, codes.shape[0])


def hash_to_state(hashes: Tensor) -> Tensor:
    """Convert B hashes, one per text, to the part of the network's state that stores them.

    Args:
        hashes: the hashes, int32 [B].

    Returns:
        The part of the state, float32 [B, 1].
    """
    import tensorflow as tf

    return tf.cast(hashes, tf.float32)[:, None]


def hash_from_state(part: Tensor) -> Tensor:
    """Convert a part of the network's state to the B hashes stored in it, one per text.

    Args:
        part: the part of the state, float32 [B, 1], as returned by `hash_to_state`.

    Returns:
        The hashes, int32 [B].
    """
    import tensorflow as tf

    return tf.cast(part[:, 0], tf.int32)
