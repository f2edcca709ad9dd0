"""The lexicon: a feature of networks of characters, for the word as far as it is spelt.

Spelling takes up most of the weights of such a network. With a lexicon it has a table besides,
learnt like an embedding, and at each character reads the row that a hash of the word's letters so
far points to. Beginnings of words whose hashes meet share a row (the hashing trick; for pieces of
words, Bojanowski et al., 2017):

    row = h mod 32,749, with the hash h of training/network/spelling.py

Glossary: V symbols of the alphabet, T symbols of a text, L numbers in a row, B rows of a batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from training.network.spelling import Spelling, word_hashes
from training.network.weights import Arrays, Ints, Tensor, WeightSpec

ROWS = 32_749  # of the table; a prime
TABLE = "lexicon.rows"  # the table's name in style files


@dataclass(frozen=True)
class Lexicon:
    """A `Feature` of one table, whose row is found by the word being spelt.

    Attributes:
        width: L, numbers in a row.
    """

    width: int

    name: ClassVar = "lexicon"
    table_count: ClassVar = 1
    state_sizes: ClassVar[tuple[int, ...]] = ()  # the word's hash, which all share, will do
    takes_notes: ClassVar = False
    copy_head: ClassVar = None

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Describe the one weight, the table [32,749, L]."""
        return [WeightSpec(TABLE, (ROWS, self.width), "uniform", is_last=True)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return the table [32,749, L] out of a network's weights by name."""
        return [weights[TABLE]]

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the row that is read at each symbol of a text, from an empty page on.

        Args:
            codes: `letter_codes` of the alphabet, [V].
            ids: the text's symbols, [T].

        Returns:
            The rows, [T, 1].
        """
        return (word_hashes(codes, ids) % ROWS)[:, None]

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the row int32 [B] of one symbol a row, in a TensorFlow graph; it keeps no state."""
        return [spelling.word % ROWS], []

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return no weights: the table depends on words, not on the alphabet."""
        return {}
