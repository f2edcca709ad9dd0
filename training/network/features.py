"""The features of a network: tables of which it reads a row along with each symbol.

Which rows are read depends on the text alone. So a training finds the rows of a whole text
beforehand, without TensorFlow. A step finds the same rows in its graph, one symbol after another,
and keeps what that takes in the network's state.
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
    """The interface of a feature: lookup tables that give a network further input.

    With each symbol that the network reads, it also reads one row of each table.

    To add a feature, write a class like `Lexicon`, list it in `Features`, and add a field for its
    width to `Recipe`, the settings of a training run.
    """

    @property
    def name(self) -> str:
        """The feature's name, which is also the name of the field for its width in `Recipe`."""

    @property
    def width(self) -> int:
        """How many values the network reads from each of the feature's lookup tables per symbol."""

    @property
    def table_count(self) -> int:
        """The number of the feature's lookup tables; the network reads a row of each per symbol."""

    @property
    def state_sizes(self) -> tuple[int, ...]:
        """The sizes of the parts of the feature's state, as numbers of values per text.

        The state is what the feature remembers of a text read so far. The hash of the word being
        spelt is not included, since all features share it.
        """

    @property
    def takes_notes(self) -> bool:
        """Whether the feature records what an author reads, so that it can recall it later."""

    @property
    def copy_head(self) -> CopyHead | None:
        """The weights by which the feature raises the logits of symbols; None if it raises none."""

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and initial distribution of each of the feature's weights.

        Args:
            symbols: the number of symbols in the alphabet.
            units: the number of units of the network's last recurrent layer.
        """

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Pick the feature's lookup tables from the weights of the network.

        Args:
            weights: all weights of the network, by name.

        Returns:
            The tables, each of the shape [rows, values in a row].
        """

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the rows of the feature's lookup tables that the network reads with each symbol.

        This gives the same rows as `step` does for one symbol after another, but uses only NumPy.

        Args:
            codes: for each of the alphabet's V symbols, the number that it adds to the hash of its
                word, as `letter_codes` returns them, [V]; 0 for a symbol that ends a word.
            ids: the T symbols of a whole text, as indices into the alphabet, [T].

        Returns:
            The number of the row that is read with each symbol from each of the K tables, int32 [T,
            K].
        """

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the rows of the feature's lookup tables to read with the next symbol of each text.

        The network reads B texts side by side. This function builds a part of a TensorFlow graph.

        Args:
            spelling: the next symbol of each text, with the hash of the word being spelt there.
            state: the parts of the feature's state before these symbols (what it remembers of each
                text), float32 [B, size] each, with the sizes `state_sizes`.
            notes: whether the feature records these symbols in its state: one bool for each text,
                [B], or a single bool for all texts.

        Returns:
            The number of the row to read from each table, int32 [B] each, and the parts of the
            state after these symbols.
        """

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Extend the feature's weights for symbols that are added to the alphabet.

        Args:
            arrays: the network's weights so far, by name.
            count: the number of new symbols, which follow the old ones in the alphabet.

        Returns:
            The extended weights, by name; weights that need not be extended are left out.
        """


class Features:
    """All features of one network: lookup tables that give it further input.

    With each symbol that the network reads, it also reads one row of each table. There are two
    features: the lexicon, which looks up the word being spelt, and the memory, which recalls which
    symbol followed the same context earlier. Iteration yields the features in the order in which
    the network's first layer reads them.

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
        """The number of lookup tables of all features together."""
        return sum(feature.table_count for feature in self)

    @property
    def width(self) -> int:
        """The number of values that all features together add to the network's input per symbol."""
        return sum(feature.width * feature.table_count for feature in self)

    @property
    def state_sizes(self) -> list[int]:
        """The sizes of the parts of the features' state, as numbers of values per text.

        The state is what the features remember of a text read so far. Its first part is the hash of
        the word being spelt, which all features share. The list is empty if there are no features.
        """
        if not self._features:
            return []
        return [1, *(size for feature in self for size in feature.state_sizes)]

    @property
    def take_notes(self) -> bool:
        """Whether any feature records what an author reads, so that it can recall it later."""
        return any(feature.takes_notes for feature in self)

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and initial distribution of each weight of all features.

        The letter codes, which symbols add to the hash of a word, are not included, since they are
        not learnt.

        Args:
            symbols: the number of symbols in the alphabet.
            units: the number of units of the network's last recurrent layer.
        """
        return [spec for feature in self for spec in feature.weights(symbols, units)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Pick the lookup tables of all features from the weights of the network.

        Args:
            weights: all weights of the network, by name.

        Returns:
            The tables, each of the shape [rows, values in a row].
        """
        return [table for feature in self for table in feature.tables(weights)]

    @property
    def copy_heads(self) -> list[CopyHead]:
        """The weights by which features raise the logits of symbols, one entry per such feature."""
        return [feature.copy_head for feature in self if feature.copy_head]

    def copy_gates(self, rows: Sequence[Row]) -> Iterator[tuple[CopyHead, int, Row]]:
        """Pick the table rows that recall a symbol, with the weights that raise its logit.

        The rows of some lookup tables, such as the memory's, stand for symbols that followed the
        same context earlier in the text. The network can make such a symbol likelier by raising its
        logit.

        Args:
            rows: the row that is read from each table of all features, as a row number or in any
                other form.

        Yields:
            For each table whose rows recall symbols: the weights of its feature that raise logits,
            the number of the table within its feature, counted from 0, and the row read from the
            table.
        """
        begin = 0
        for feature in self:
            if feature.copy_head:
                for table in range(feature.table_count):
                    yield feature.copy_head, table, rows[begin + table]
            begin += feature.table_count

    def columns(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return the network's inputs at each symbol of a text: the symbol and the table rows.

        With each symbol, the network also reads one row of each of the features' lookup tables.

        Args:
            codes: for each of the alphabet's V symbols, the number that it adds to the hash of its
                word, as `letter_codes` returns them, [V]; 0 for a symbol that ends a word. They are
                not used if there are no features.
            ids: the T symbols of a whole text, as indices into the alphabet, [T].

        Returns:
            Each symbol followed by the number of the row that is read with it from each of the F
            tables, int32 [T, 1 + F].
        """
        symbols = ids[:, None].astype(np.int32)
        return np.concatenate([symbols, *(feature.rows(codes, ids) for feature in self)], axis=1)

    def step(
        self, codes: Tensor, ids: Tensor, state: Sequence[Tensor], notes: Tensor = True
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the rows of all lookup tables to read with the next symbol of each text.

        The network reads B texts side by side. This function builds a part of a TensorFlow graph.

        Args:
            codes: for each of the alphabet's V symbols, the number that it adds to the hash of its
                word, int32 [V]; 0 for a symbol that ends a word.
            ids: the next symbol of each text, as an index into the alphabet, int32 [B].
            state: the parts of the features' state before these symbols (what they remember of each
                text), float32 [B, size] each, with the sizes `state_sizes`.
            notes: whether the features record these symbols in their state: one bool for each text,
                [B], or a single bool for all texts.

        Returns:
            The number of the row to read from each table, int32 [B] each, and the parts of the
            state after these symbols.
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
        """Extend the weights of all features for characters that are added to the alphabet.

        Args:
            arrays: the network's weights so far, by name.
            characters: the characters of the alphabet, the old ones followed by the new ones.
            count: the number of new characters.

        Returns:
            The extended weights, by name, and the letter codes, which characters add to the hash of
            a word. Weights that need not be extended are left out. If there are no features, the
            result is empty.
        """
        if not self._features:
            return {}
        changes = {CODES: letter_codes(characters)}
        for feature in self:
            changes |= feature.grow(arrays, count)
        return changes
