"""The lexicon: a feature that looks up the word being spelt, as far as it is spelt.

A network that reads characters uses most of its weights for spelling. A lexicon gives it a table,
learnt like an embedding; at each character, the network reads the row that a hash of the word's
letters so far points to. Beginnings of words that hash to one row share that row (the hashing
trick; for parts of words, Bojanowski et al., 2017):

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

ROWS = 32_749  # the table's rows; a prime
TABLE = "lexicon.rows"  # the table's name in style files


@dataclass(frozen=True)
class Lexicon:
    """The `Feature` that looks up the word being spelt, as far as it is spelt, in one table.

    Attributes:
        width: L, the numbers in a row of the table.
    """

    width: int

    name: ClassVar = "lexicon"
    table_count: ClassVar = 1
    state_sizes: ClassVar[tuple[int, ...]] = ()  # the word's hash, which all share, is enough
    takes_notes: ClassVar = False
    copy_head: ClassVar = None

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and first values of the lexicon's table, [32,749, L].

        Args:
            symbols: the size of the alphabet, which does not matter here.
            units: the number of units of the network's last layer, which does not matter here.
        """
        return [WeightSpec(TABLE, (ROWS, self.width), "uniform", is_last=True)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return the lexicon's one table, [32,749, L], from a network's weights by name."""
        return [weights[TABLE]]

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the row that the network reads at each symbol of a text, without a graph.

        Args:
            codes: the alphabet's letter codes, as `letter_codes` returns them, [V].
            ids: the symbols of the text, read from the start of an empty page, [T].

        Returns:
            The number of the row of the table, int32 [T, 1].
        """
        return (word_hashes(codes, ids) % ROWS)[:, None]

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the row that is read with one symbol per row of a batch, in a TensorFlow graph.

        Args:
            spelling: the symbols, with the hashes of the words they belong to.
            state: empty, since the lexicon has no state of its own.
            notes: ignored, since the lexicon notes nothing.

        Returns:
            A list of the numbers of the rows of the table, int32 [B], and an empty list.
        """
        return [spelling.word % ROWS], []

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return no weights for new symbols, since the table depends on words, not on the alphabet.

        Args:
            arrays: the network's weights so far, by name.
            count: the number of new symbols.
        """
        return {}
