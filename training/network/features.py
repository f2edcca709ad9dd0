"""The features of a network: rows of tables that it reads beside each symbol.

They are functions of the text alone, so a training finds the rows of a text without TensorFlow,
before its graphs; a step finds the same rows in its graph, one symbol after another, and carries
what it needs for that in its state.

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
    """Tables of which the network reads one row each beside every symbol.

    To add a feature, write a class like `Lexicon`, list it in `Features`, and give the recipe a
    width for it.
    """

    @property
    def name(self) -> str:
        """The recipe's field that says how wide the feature is, 0 being none."""

    @property
    def width(self) -> int:
        """L, the numbers in a row of a table."""

    @property
    def table_count(self) -> int:
        """K, the tables of which one row each is read."""

    @property
    def state_sizes(self) -> tuple[int, ...]:
        """The sizes of its parts of a step's state, in numbers of one row."""

    @property
    def takes_notes(self) -> bool:
        """Whether its state notes what is read, so that a voice must hold it still as it writes."""

    @property
    def copy_head(self) -> CopyHead | None:
        """What it adds to the logits; None where it is only read."""

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Describe its weights for V symbols and H units."""

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return its K tables [rows, L] out of a network's weights by name."""

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find its rows [T, K] of a text ids [T] that begins a page, by letter codes [V]."""

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find its K rows, int32 [B] each, of one symbol a row, in a TensorFlow graph.

        Args:
            spelling: the symbols.
            state: its parts of the state before them, float32 [B, size] each.
            notes: whether the state notes the symbols: bool [B], or one for all.

        Returns:
            The rows, and its parts of the state after the symbols.
        """

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return those of its weights that change when the alphabet gets `count` symbols more."""


class Features:
    """The features of one network, in the order in which its first layer reads them.

    The first part of their state is the hash of the word being spelt, which all of them share.

    Args:
        recipe: for the features' widths; 0 is none.
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
        """F, the rows that are read beside a symbol."""
        return sum(feature.table_count for feature in self)

    @property
    def width(self) -> int:
        """The numbers that the first layer reads beside a symbol's own."""
        return sum(feature.width * feature.table_count for feature in self)

    @property
    def state_sizes(self) -> list[int]:
        """The sizes of the features' parts of a step's state, in numbers of one row."""
        if not self._features:
            return []
        return [1, *(size for feature in self for size in feature.state_sizes)]

    @property
    def take_notes(self) -> bool:
        """Whether any feature's state notes what is read."""
        return any(feature.takes_notes for feature in self)

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Describe all features' weights, but for the letter codes, for V symbols and H units."""
        return [spec for feature in self for spec in feature.weights(symbols, units)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return all F tables [rows, L] out of a network's weights by name."""
        return [table for feature in self for table in feature.tables(weights)]

    @property
    def copy_heads(self) -> list[CopyHead]:
        """What the features add to the logits."""
        return [feature.copy_head for feature in self if feature.copy_head]

    def copy_gates(self, rows: Sequence[Row]) -> Iterator[tuple[CopyHead, int, Row]]:
        """Yield, for each row that recalls a symbol, its copy head, its table's number, and it.

        Args:
            rows: one of each of the F tables, of whatever kind.
        """
        begin = 0
        for feature in self:
            if feature.copy_head:
                for table in range(feature.table_count):
                    yield feature.copy_head, table, rows[begin + table]
            begin += feature.table_count

    def columns(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return what is read at each symbol of a text, from an empty page on.

        Args:
            codes: `letter_codes` of the alphabet, [V]; of no use where there are no features.
            ids: the text's symbols, [T].

        Returns:
            The symbol, and a row of each table: [T, 1 + F].
        """
        symbols = ids[:, None].astype(np.int32)
        return np.concatenate([symbols, *(feature.rows(codes, ids) for feature in self)], axis=1)

    def step(
        self, codes: Tensor, ids: Tensor, state: Sequence[Tensor], notes: Tensor = True
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the rows of one symbol a row, in a TensorFlow graph.

        Args:
            codes: `letter_codes` of the alphabet, int32 [V].
            ids: the symbols, int32 [B].
            state: the features' parts of the state before them, float32 [B, size] each.
            notes: whether the state notes the symbols: bool [B], or one for all.

        Returns:
            A row of each of the F tables, int32 [B]; and the state's parts after the symbols.
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
        """Return those of the features' weights that change when the alphabet grows.

        Args:
            arrays: the weights so far, by name.
            characters: the alphabet that has grown.
            count: how many of its characters, the last, are new.
        """
        if not self._features:
            return {}
        changes = {CODES: letter_codes(characters)}
        for feature in self:
            changes |= feature.grow(arrays, count)
        return changes
