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
    """The interface of a feature: tables of which a network reads one row each with every symbol.

    To add a feature, write a class like `Lexicon`, list it in `Features`, and give the recipe a
    width for it.
    """

    @property
    def name(self) -> str:
        """The feature's name, which is also that of the recipe's field for its width."""

    @property
    def width(self) -> int:
        """L, the numbers in a row of one of the feature's tables."""

    @property
    def table_count(self) -> int:
        """K, the number of the feature's tables, of which one row each is read."""

    @property
    def state_sizes(self) -> tuple[int, ...]:
        """The sizes of the feature's parts of the network's state, in numbers per row of a batch.

        The hash of the word being spelt, which all features share, is not among them.
        """

    @property
    def takes_notes(self) -> bool:
        """Whether the feature's state notes which symbols are read.

        A voice (a running network with its reading state) then writes without noting.
        """

    @property
    def copy_head(self) -> CopyHead | None:
        """The weights by which the feature raises logits, or None if it only is an input."""

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the names, shapes and first values of the feature's weights.

        Args:
            symbols: V, the size of the alphabet.
            units: H, the number of units of the network's last layer.
        """

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return the feature's K tables, [rows, L] each, from a network's weights by name."""

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the feature's rows that are read at each symbol of a text, without a graph.

        Args:
            codes: the alphabet's letter codes, as `letter_codes` returns them, [V].
            ids: the symbols of the text, read from the start of an empty page, [T].

        Returns:
            The number of the row in each of the K tables, int32 [T, K].
        """

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the feature's rows that are read with one symbol per row of a batch, in a graph.

        Args:
            spelling: the symbols, with the hashes of the words they belong to.
            state: the feature's parts of the state before the symbols, float32 [B, size] each.
            notes: whether the feature's state notes the symbols: bool [B], or one bool for the
                whole batch.

        Returns:
            The number of the row in each of the K tables, int32 [B] each, and the feature's parts
            of the state after the symbols.
        """

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return the feature's weights that depend on the alphabet, grown for new symbols.

        Args:
            arrays: the network's weights so far, by name.
            count: the number of new symbols, which come after the old ones.
        """


class Features:
    """All features of one network, in the order in which its first layer reads them.

    A feature is a set of tables of which the network reads a row along with each symbol. The first
    part of the features' state is the hash of the word being spelt, which they share.

    Args:
        recipe: the recipe of the training, for the widths of the features; one of width 0 is left
            out.
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
        """F, the number of tables of all features, so of rows that are read with each symbol."""
        return sum(feature.table_count for feature in self)

    @property
    def width(self) -> int:
        """The number of inputs that the first layer gets from all rows that a symbol reads."""
        return sum(feature.width * feature.table_count for feature in self)

    @property
    def state_sizes(self) -> list[int]:
        """The sizes of the features' parts of the network's state, in numbers per row of a batch.

        The first part is the hash of the word being spelt. Empty if there are no features.
        """
        if not self._features:
            return []
        return [1, *(size for feature in self for size in feature.state_sizes)]

    @property
    def take_notes(self) -> bool:
        """Whether the state of any feature notes which symbols are read."""
        return any(feature.takes_notes for feature in self)

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the names, shapes and first values of all features' weights.

        The letter codes, which are not learnt, are not among them.

        Args:
            symbols: V, the size of the alphabet.
            units: H, the number of units of the network's last layer.
        """
        return [spec for feature in self for spec in feature.weights(symbols, units)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return the F tables of all features, [rows, L] each, from a network's weights by name."""
        return [table for feature in self for table in feature.tables(weights)]

    @property
    def copy_heads(self) -> list[CopyHead]:
        """The weights by which features raise logits, one entry for each feature that does."""
        return [feature.copy_head for feature in self if feature.copy_head]

    def copy_gates(self, rows: Sequence[Row]) -> Iterator[tuple[CopyHead, int, Row]]:
        """Pick the rows that recall a symbol, with the weights that raise its logit.

        Args:
            rows: the row that is read from each of the F tables; any type will do.

        Yields:
            For each table of a feature with a copy head: the copy head, the table's number among
            the feature's tables, from 0, and the row.
        """
        begin = 0
        for feature in self:
            if feature.copy_head:
                for table in range(feature.table_count):
                    yield feature.copy_head, table, rows[begin + table]
            begin += feature.table_count

    def columns(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return all inputs of the network at each symbol of a text: the symbol and its rows.

        Args:
            codes: the alphabet's letter codes, as `letter_codes` returns them, [V]; unused if there
                are no features.
            ids: the symbols of the text, read from the start of an empty page, [T].

        Returns:
            The symbol and the number of the row in each of the F tables, int32 [T, 1 + F].
        """
        symbols = ids[:, None].astype(np.int32)
        return np.concatenate([symbols, *(feature.rows(codes, ids) for feature in self)], axis=1)

    def step(
        self, codes: Tensor, ids: Tensor, state: Sequence[Tensor], notes: Tensor = True
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find all features' rows that are read with one symbol per row of a batch, in a graph.

        Args:
            codes: the alphabet's letter codes, int32 [V].
            ids: one symbol for each row of the batch, int32 [B].
            state: the features' parts of the state before the symbols, float32 [B, size] each.
            notes: whether the features' state notes the symbols: bool [B], or one bool for the
                whole batch.

        Returns:
            The number of the row in each of the F tables, int32 [B] each, and the features' parts
            of the state after the symbols.
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
        """Return the features' weights that depend on the alphabet, grown for new characters.

        The letter codes are among them. Empty if there are no features.

        Args:
            arrays: the network's weights so far, by name.
            characters: the characters of the alphabet, old and new.
            count: the number of new characters, which come last.
        """
        if not self._features:
            return {}
        changes = {CODES: letter_codes(characters)}
        for feature in self:
            changes |= feature.grow(arrays, count)
        return changes
