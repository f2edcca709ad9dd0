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
    """The `Feature` that looks up in one table the part of a word that has been spelt so far.

    At each symbol, the network reads the row that a hash of these letters points to.

    Attributes:
        width: L, how many numbers a row of the table holds.
    """

    width: int

    name: ClassVar = "lexicon"
    table_count: ClassVar = 1
    state_sizes: ClassVar[tuple[int, ...]] = ()  # the word's hash, which all share, is enough
    takes_notes: ClassVar = False
    copy_head: ClassVar = None

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and first values of the lexicon's table.

        The shape is [32,749, L], where L is how many numbers a row holds.

        Args:
            symbols: the size of the alphabet, which has no influence here.
            units: the number of units of the network's last layer, which has no influence here.
        """
        return [WeightSpec(TABLE, (ROWS, self.width), "uniform", is_last=True)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return a list of the lexicon's one table, picked from the weights of the network.

        The table has the shape [rows, numbers in a row].

        Args:
            weights: the weights of the network, by name.
        """
        return [weights[TABLE]]

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the table row that the network reads at each symbol of a text, using only NumPy.

        Args:
            codes: the number that stands for each of the alphabet's V symbols in the hash of a word
                (0 if the symbol ends a word), as `letter_codes` returns them, [V].
            ids: the T symbols of the text, read from the start of an empty page, [T].

        Returns:
            The number of the table row for each symbol, int32 [T, 1].
        """
        return (word_hashes(codes, ids) % ROWS)[:, None]

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the table row that is read with one symbol per row of a batch, in TensorFlow.

        Args:
            spelling: the symbols, one for each of the B rows, with the hashes of the words being
                spelt.
            state: empty, since the lexicon has no state of its own.
            notes: ignored, since the lexicon records nothing.

        Returns:
            A list of one tensor, the numbers of the table rows, int32 [B]; and an empty list, since
            there is no state.
        """
        return [spelling.word % ROWS], []

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return no weights, since the table need not grow for new symbols of the alphabet.

        Args:
            arrays: the network's weights so far, by name.
            count: the number of new symbols.
        """
        return {}
