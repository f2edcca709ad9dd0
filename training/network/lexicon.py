"""What a network of characters is told besides: how the word that is being written begins.

Spelling takes up most of the weights of such a network. With a lexicon it has a table besides,
learnt like an embedding, and at each character reads that row of it which a hash of the word's
letters so far finds. Beginnings of words whose hashes meet share a row (the hashing trick; for
pieces of words, Bojanowski et al., 2017).

    h' = (211 h + code) mod 8,388,593 within a word, 0 outside; the row is h mod 32,749

    code = 1 + code point mod 2,039 of a letter or digit, as Unicode says, in lower case; 40 of both
        apostrophes; 0 of all else, which ends the word

The hash is a whole number below 2^23, so a state of float32 carries it exactly. Text without spaces
between words has long words, and gains nothing.

This module knows no TensorFlow: training/network/hashes.py does the same in its graphs.

Glossary: V symbols, T steps.
"""

from collections.abc import Iterable
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

ROWS = 32_749  # a prime
TABLE, CODES = "lexicon.rows", "lexicon.codes"  # as weights are named
FACTOR, MODULUS = 211, 8_388_593  # a product of theirs and a code fit into an int32
_CODES = 2_039  # small enough for float16 to be exact


def codes(characters: Iterable[str]) -> NDArray[np.float32]:
    """What each symbol adds to the hash, [V]; 0 where it ends a word."""
    return np.array([_code(character) for character in characters], np.float32)


def _code(character: str) -> int:
    if character in "’'":
        return 1 + ord("'")
    return 1 + ord(character.lower()[0]) % _CODES if character.isalnum() else 0


def rows(code: NDArray[np.float32], ids: NDArray[np.int32]) -> NDArray[np.int32]:
    """Which row is read at each symbol, begun at an empty page: code [V], ids [T] -> [T]."""
    words = accumulate(
        code[ids].astype(int).tolist(),
        lambda word, one: (word * FACTOR + one) % MODULUS if one else 0,
        initial=0,
    )
    return np.fromiter(words, np.int32, len(ids) + 1)[1:] % ROWS
