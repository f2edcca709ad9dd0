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
    """A feature that provides a network with additional input for the word being spelt.

    Along with each symbol, the network reads one row of the lexicon's table. The row is selected by
    a hash of the letters of the current word so far. The class implements the `Feature` interface.

    Attributes:
        width: L, the number of values in a row of the table; 0 if the network has no lexicon.
    """

    width: int

    name: ClassVar = "lexicon"
    table_count: ClassVar = 1
    state_sizes: ClassVar[tuple[int, ...]] = ()  # the word's hash, which all share, is enough
    takes_notes: ClassVar = False
    copy_head: ClassVar = None

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and initial distribution of the lexicon's only weight, its table.

        The table provides additional input for the word being spelt. Its shape is [32749, L], where
        L is the number of values in a row.

        Args:
            symbols: the number of symbols in the alphabet; ignored.
            units: the number of units of the network's last recurrent layer; ignored.
        """
        return [WeightSpec(TABLE, (ROWS, self.width), "uniform", is_last=True)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Select the lexicon's only table from the weights of the network.

        The table provides additional input for the word being spelt.

        Args:
            weights: all weights of the network, by name.

        Returns:
            A list that contains only the table, with shape [rows, values per row].
        """
        return [weights[TABLE]]

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return which row of the lexicon's table to read along with each symbol of a text.

        The row is selected by a hash of the letters of the current word so far. The method `step`
        selects the same rows one symbol at a time with TensorFlow; this method does so for a whole
        text at once and without TensorFlow.

        Args:
            codes: the number that each of the V symbols in the alphabet adds to the hash of a word,
                as returned by `letter_codes`, [V]; 0 for a symbol that ends a word.
            ids: the T symbols of a whole text, as indices into the alphabet, [T].

        Returns:
            The index of the row for each symbol, int32 [T, 1].
        """
        return (word_hashes(codes, ids) % ROWS)[:, None]

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Take in one more symbol of each text, and return which row of the table to read.

        The table provides the network with additional input for the word being spelt. The row is
        selected by a hash of the letters of the current word so far. The network reads B texts in
        parallel. This method builds part of a TensorFlow graph.

        Args:
            spelling: the symbol of each text, and the hash of the current word up to and including
                that symbol.
            state: an empty sequence, because the lexicon has no state of its own.
            notes: ignored, because the lexicon does not record what is read.

        Returns:
            Two lists. The first contains one tensor: the index of the row for each text, int32 [B].
            The second, the new state, is empty.
        """
        return [spelling.word % ROWS], []

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return the weights that change when symbols are added to the alphabet: an empty dict.

        The lexicon's table provides additional input for the word being spelt. Its shape does not
        depend on the alphabet.

        Args:
            arrays: the network's weights so far, by name; ignored.
            count: the number of new symbols in the alphabet; ignored.
        """
        return {}
