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
    """A feature that gives the network further input for the part of a word that is spelt so far.

    With each symbol that the network reads, it also reads one row of the lexicon's table. A hash of
    the word's letters so far selects the row. The class implements the interface `Feature`.

    Attributes:
        width: L, the number of values in a row of the table; 0 leaves the lexicon out of the
            network.
    """

    width: int

    name: ClassVar = "lexicon"
    table_count: ClassVar = 1
    state_sizes: ClassVar[tuple[int, ...]] = ()  # the word's hash, which all share, is enough
    takes_notes: ClassVar = False
    copy_head: ClassVar = None

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and initial distribution of the lexicon's table.

        The lexicon gives the network further input for the word being spelt. The shape of its table
        is [32,749, L], where L is the number of values in a row.

        Args:
            symbols: the number of symbols in the alphabet, which is not used.
            units: the number of units of the network's last recurrent layer, which is not used.
        """
        return [WeightSpec(TABLE, (ROWS, self.width), "uniform", is_last=True)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Pick the lexicon's only table from the weights of the network.

        The table gives the network further input for the word being spelt.

        Args:
            weights: all weights of the network, by name.

        Returns:
            A list with the table, whose shape is [rows, values in a row].
        """
        return [weights[TABLE]]

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the row of the lexicon's table that the network reads with each symbol of a text.

        A hash of the word being spelt selects the row. This gives the same rows as `step` does for
        one symbol after another, but uses only NumPy.

        Args:
            codes: for each of the alphabet's V symbols, the number that it adds to the hash of its
                word, as `letter_codes` returns them, [V]; 0 for a symbol that ends a word.
            ids: the T symbols of a whole text, as indices into the alphabet, [T].

        Returns:
            The number of the row that is read with each symbol, int32 [T, 1].
        """
        return (word_hashes(codes, ids) % ROWS)[:, None]

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the row of the lexicon's table to read with the next symbol of each text.

        A hash of the word being spelt selects the row. The network reads B texts side by side. This
        function builds a part of a TensorFlow graph.

        Args:
            spelling: the next symbol of each text, with the hash of the word being spelt there.
            state: an empty sequence, since the lexicon has no state of its own.
            notes: not used, since the lexicon does not record what is read.

        Returns:
            A list of one tensor, the number of the row for each text, int32 [B]; and an empty list,
            since there is no state.
        """
        return [spelling.word % ROWS], []

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return an empty dict, since the lexicon's table stays as it is when an alphabet grows.

        Args:
            arrays: the network's weights so far, by name; not used.
            count: the number of new symbols in the alphabet; not used.
        """
        return {}
