"""The features of a network: tables of which it reads a row along with each symbol.

Which rows are read depends on the text alone. So a training finds the rows of a whole text
beforehand, without TensorFlow. A step finds the same rows in its graph, one symbol after another,
and keeps what that takes in the network's state.

Glossary: V symbols of the alphabet, T symbols of a text, B rows of a batch, F tables of all
features together, K tables of one, L numbers in a row of a table, H units of the last layer.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from training.network.lexicon import Lexicon
from training.network.memory import CopyHead, Memory
from training.network.spelling import (
    CODES,
    Spelling,
    hash_from_state,
    hash_to_state,
    letter_codes,
    spell,
)
from training.network.weights import Arrays, Ints, Tensor, WeightSpec
from training.recipe import Recipe

Row = TypeVar("Row")


class Feature(Protocol):
    """The interface of a feature: tables from which a network reads further inputs.

    Whenever the network reads a symbol, it also reads one row of each table.

    To add a feature, write a class like `Lexicon`, list it in `Features`, and give the recipe a
    field for its width.
    """

    @property
    def name(self) -> str:
        """The feature's name; the recipe's field for the feature's width has the same name."""

    @property
    def width(self) -> int:
        """How many numbers a row of each of the feature's tables holds."""

    @property
    def table_count(self) -> int:
        """The number of the feature's tables; with each symbol, one row of each table is read."""

    @property
    def state_sizes(self) -> tuple[int, ...]:
        """How many numbers each part of the feature's state holds for one row of a batch.

        The hash of the word being spelt is not included, since all features share it.
        """

    @property
    def takes_notes(self) -> bool:
        """Whether the feature records in its state which symbols have been read.

        If so, a voice (a running network with its reading state) records what it reads, but not
        what it writes.
        """

    @property
    def copy_head(self) -> CopyHead | None:
        """The weights by which the feature raises logits; None if it only provides inputs."""

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the names, shapes and first values of the feature's weights.

        Args:
            symbols: the number of symbols in the alphabet.
            units: the number of units of the network's last layer.
        """

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return the feature's tables, picked from the weights of the network.

        Each table has the shape [rows, numbers in a row].

        Args:
            weights: the weights of the network, by name.
        """

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the rows of the feature's K tables read at each symbol of a text, using only NumPy.

        Args:
            codes: the number that stands for each of the alphabet's V symbols in the hash of a word
                (0 if the symbol ends a word), as `letter_codes` returns them, [V].
            ids: the T symbols of the text, read from the start of an empty page, [T].

        Returns:
            The number of the row read from each of the K tables, int32 [T, K].
        """

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the table rows that are read with one symbol per row of a batch, in TensorFlow.

        Args:
            spelling: the symbols, one for each of the B rows, with the hashes of the words being
                spelt.
            state: the feature's parts of the network's state before the symbols, float32 [B, size]
                each, with the sizes `state_sizes`.
            notes: whether the feature records these symbols in its state: one bool for each row,
                [B], or a single bool for the whole batch.

        Returns:
            The number of the row read from each of the feature's tables, int32 [B] each, and the
            feature's parts of the state after the symbols.
        """

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return the feature's weights that depend on the alphabet, extended for new symbols.

        Args:
            arrays: the network's weights so far, by name.
            count: the number of new symbols, which follow the old ones in the alphabet.
        """


class Features:
    """All features of one network, in the order in which its first layer reads them.

    A feature is a set of tables, such as the lexicon or the memory. Whenever the network reads a
    symbol, it also reads one row of each table as further input. The first part of the features'
    state is the hash of the word being spelt, which all features use.

    Args:
        recipe: the settings of the training run, which give the width of each feature; a feature of
            width 0 is left out.
    """

    def __init__(self, recipe: Recipe) -> None:
        kinds: list[Feature] = [Lexicon(recipe.lexicon), Memory(recipe.memory)]
        self._features = [feature for feature in kinds if feature.width]

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._features)

    def __len__(self) -> int:
        return len(self._features)

    @property
    def table_count(self) -> int:
        """The number of tables of all features; with each symbol, one row of each table is read."""
        return sum(feature.table_count for feature in self)

    @property
    def width(self) -> int:
        """How many numbers the rows read with one symbol hold in total, as input to the network."""
        return sum(feature.width * feature.table_count for feature in self)

    @property
    def state_sizes(self) -> list[int]:
        """How many numbers each part of the features' state holds for one row of a batch.

        The first part is the hash of the word being spelt. The list is empty if there are no
        features.
        """
        if not self._features:
            return []
        return [1, *(size for feature in self for size in feature.state_sizes)]

    @property
    def take_notes(self) -> bool:
        """Whether any feature records in its state which symbols have been read."""
        return any(feature.takes_notes for feature in self)

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the names, shapes and first values of all features' weights.

        The letter codes, the numbers that stand for symbols in the hash of a word, are not
        included, since they are not learnt.

        Args:
            symbols: the number of symbols in the alphabet.
            units: the number of units of the network's last layer.
        """
        return [spec for feature in self for spec in feature.weights(symbols, units)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return the tables of all features, picked from the weights of the network.

        Each table has the shape [rows, numbers in a row].

        Args:
            weights: the weights of the network, by name.
        """
        return [table for feature in self for table in feature.tables(weights)]

    @property
    def copy_heads(self) -> list[CopyHead]:
        """The weights by which features raise logits, one entry for each feature that does so."""
        return [feature.copy_head for feature in self if feature.copy_head]

    def copy_gates(self, rows: Sequence[Row]) -> Iterator[tuple[CopyHead, int, Row]]:
        """Pick the rows that recall a symbol, with the weights that raise its logit.

        Args:
            rows: the row that is read from each of the features' tables; any type will do.

        Yields:
            For each table of a feature that raises logits: the feature's weights for this, the
            table's number among the feature's tables, from 0, and the row.
        """
        begin = 0
        for feature in self:
            if feature.copy_head:
                for table in range(feature.table_count):
                    yield feature.copy_head, table, rows[begin + table]
            begin += feature.table_count

    def columns(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return the network's inputs at each symbol of a text: the symbol and the table rows.

        Args:
            codes: the number that stands for each of the alphabet's V symbols in the hash of a word
                (0 if the symbol ends a word), as `letter_codes` returns them, [V]; not used if
                there are no features.
            ids: the T symbols of the text, read from the start of an empty page, [T].

        Returns:
            Each symbol followed by the numbers of the rows read from the F tables of all features,
            int32 [T, 1 + F].
        """
        symbols = ids[:, None].astype(np.int32)
        return np.concatenate([symbols, *(feature.rows(codes, ids) for feature in self)], axis=1)

    def step(
        self, codes: Tensor, ids: Tensor, state: Sequence[Tensor], notes: Tensor = True
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find all table rows that are read with one symbol per row of a batch, in TensorFlow.

        Args:
            codes: the number that stands for each of the alphabet's V symbols in the hash of a word
                (0 if the symbol ends a word), int32 [V].
            ids: one symbol for each of the B rows of the batch, int32 [B].
            state: the features' parts of the network's state before the symbols, float32 [B, size]
                each, with the sizes `state_sizes`.
            notes: whether the features record these symbols in their state: one bool for each row,
                [B], or a single bool for the whole batch.

        Returns:
            The number of the row read from each table of the features, int32 [B] each, and the
            features' parts of the state after the symbols.
        """
        if not self._features:
            return [], []
        spelling = spell(codes, ids, hash_from_state(state[0]))
        rows, next_state, begin = [], [hash_to_state(spelling.word)], 1
        for feature in self:
            end = begin + len(feature.state_sizes)
            own_rows, own_state = feature.step(spelling, state[begin:end], notes)
            rows += own_rows
            next_state += own_state
            begin = end
        return rows, next_state

    def grow(self, arrays: Arrays, characters: Sequence[str], count: int) -> Arrays:
        """Return the features' weights that depend on the alphabet, extended for new characters.

        The letter codes, the numbers that stand for characters in the hash of a word, are included.
        The result is empty if there are no features.

        Args:
            arrays: the network's weights so far, by name.
            characters: the characters of the alphabet, the old ones followed by the new ones.
            count: the number of new characters.
        """
        if not self._features:
            return {}
        changes = {CODES: letter_codes(characters)}
        for feature in self:
            changes |= feature.grow(arrays, count)
        return changes
