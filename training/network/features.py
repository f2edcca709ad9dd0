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
    """The interface for a feature: lookup tables that provide additional input for a network.

    Along with each symbol (character or word) of a text, the network reads one row of each table.

    To add a feature, write a class like `Lexicon`, list it in `Features`, and add a field for its
    width (the length of a row) to `Recipe`, the settings of a training run.
    """

    @property
    def name(self) -> str:
        """The feature's name, such as "lexicon".

        The setting for the feature's width (the length of a row of its lookup tables) has the same
        name; it is a field of `Recipe`, the settings of a training run.
        """

    @property
    def width(self) -> int:
        """The number of values in each row of the feature's lookup tables."""

    @property
    def table_count(self) -> int:
        """The number of lookup tables that make up the feature."""

    @property
    def state_sizes(self) -> tuple[int, ...]:
        """The number of values in each part of the feature's state, for one text.

        The state is what the feature remembers about the text read so far. The hash of the word
        being spelt is not included, because it is shared by all features.
        """

    @property
    def takes_notes(self) -> bool:
        """Whether the feature records the text that is read, so that it can recall parts of it.

        A feature consists of lookup tables that provide additional input for a network.
        """

    @property
    def copy_head(self) -> CopyHead | None:
        """The names of the weights used to raise the logits of symbols recalled by the feature.

        A recalled symbol is one that followed an earlier occurrence of the last symbols read. None
        if the feature does not recall symbols.
        """

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and initial distribution of each of the feature's weights.

        Args:
            symbols: the number of symbols in the alphabet.
            units: the number of units of the network's last recurrent layer.
        """

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Select the feature's lookup tables from the weights of the network.

        Args:
            weights: all weights of the network, by name.

        Returns:
            The tables, each with shape [rows, values per row].
        """

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return which rows of the lookup tables to read along with each symbol of a text.

        Rows are selected by hashes of the preceding text, such as a hash of the current word. The
        method `step` selects the same rows one symbol at a time with TensorFlow; this method does
        so for a whole text at once and without TensorFlow.

        Args:
            codes: the number that each of the V symbols in the alphabet adds to the hash of a word,
                as returned by `letter_codes`, [V]; 0 for a symbol that ends a word.
            ids: the T symbols of a whole text, as indices into the alphabet, [T].

        Returns:
            For each symbol, the index of the row to read from each of the feature's K tables, int32
            [T, K].
        """

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Take in one more symbol of each text, and return which rows of the lookup tables to read.

        The network reads B texts in parallel. This method builds part of a TensorFlow graph.

        Args:
            spelling: the symbol of each text, and the hash of the current word up to and including
                that symbol.
            state: what the feature remembers about each text before these symbols: a sequence of
                float32 tensors, each [B, size], where the sizes are those in `state_sizes`.
            notes: whether the feature records these symbols in its state: one bool per text, [B],
                or a single bool for all texts.

        Returns:
            Two lists: for each table, the index of the row to read for each text, int32 [B]; and
            the state after these symbols, in the same form as `state`.
        """

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return the feature's weights, extended to cover new symbols in the alphabet.

        Args:
            arrays: the network's weights so far, by name.
            count: the number of new symbols, which come after the existing symbols in the alphabet.

        Returns:
            The extended weights, by name; weights that do not change are omitted.
        """


class Features:
    """All features of one network: lookup tables that provide additional input.

    Along with each symbol of a text, the network reads one row of each table. There are two
    features: the lexicon, which looks up the word being spelt, and the memory, which recalls what
    followed earlier occurrences of the last symbols read. Iterating over the object yields the
    features in the order in which the network reads them.

    Args:
        recipe: the settings of the training run, which specify the width of each feature; a feature
            with width 0 is omitted.
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
        """The total number of lookup tables that make up the features."""
        return sum(feature.table_count for feature in self)

    @property
    def width(self) -> int:
        """The total number of values that the features add to the network's input for each symbol.

        This is the total length of the table rows that are read along with a symbol.
        """
        return sum(feature.width * feature.table_count for feature in self)

    @property
    def state_sizes(self) -> list[int]:
        """The number of values in each part of the features' state, for one text.

        The state is what the features remember about the text read so far. The first part, the hash
        of the word being spelt, is shared by all features. Without features, the list is empty.
        """
        if not self._features:
            return []
        return [1, *(size for feature in self for size in feature.state_sizes)]

    @property
    def take_notes(self) -> bool:
        """Whether any feature records the text that is read, so that it can recall parts of it.

        A feature consists of lookup tables that provide additional input for the network.
        """
        return any(feature.takes_notes for feature in self)

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and initial distribution of every weight of every feature.

        Features are lookup tables, whose rows are selected by hashes of the text. The letter codes,
        from which the hashes are computed, are not included, because they are not trained.

        Args:
            symbols: the number of symbols in the alphabet.
            units: the number of units of the network's last recurrent layer.
        """
        return [spec for feature in self for spec in feature.weights(symbols, units)]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Select the lookup tables of all features from the weights of the network.

        Args:
            weights: all weights of the network, by name.

        Returns:
            The tables, each with shape [rows, values per row].
        """
        return [table for feature in self for table in feature.tables(weights)]

    @property
    def copy_heads(self) -> list[CopyHead]:
        """The names of the weights that raise the logits of recalled symbols.

        A recalled symbol is one that followed an earlier occurrence of the last symbols read.
        Raising its logit makes it more likely. The list has one item for each feature that recalls
        symbols.
        """
        return [feature.copy_head for feature in self if feature.copy_head]

    def copy_gates(self, rows: Sequence[Row]) -> Iterator[tuple[CopyHead, int, Row]]:
        """Yield what is needed to raise the logits of the symbols recalled by the features.

        In some lookup tables, such as the memory's, a row represents a symbol that followed
        an earlier occurrence of the last symbols read. Raising its logit makes it more likely.

        Args:
            rows: one item for each table of every feature, in order, such as the index of the row
                that is read from the table.

        Yields:
            For each table whose rows represent symbols: the names of the weights that raise the
            logits, the index of the table within its feature, and the item for the table in `rows`.
        """
        begin = 0
        for feature in self:
            if feature.copy_head:
                for table in range(feature.table_count):
                    yield feature.copy_head, table, rows[begin + table]
            begin += feature.table_count

    def columns(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return the network's inputs for a text: the symbols, and the indices of table rows.

        Features are lookup tables that provide additional input. Along with each symbol, the
        network reads one row of each table. Rows are selected by hashes of the preceding text, such
        as a hash of the current word.

        Args:
            codes: the number that each of the V symbols in the alphabet adds to the hash of a word,
                as returned by `letter_codes`, [V]; 0 for a symbol that ends a word. The codes are
                ignored if there are no features.
            ids: the T symbols of a whole text, as indices into the alphabet, [T].

        Returns:
            Each symbol followed by the index of the row to read from each of the F tables, int32
            [T, 1 + F].
        """
        symbols = ids[:, None].astype(np.int32)
        return np.concatenate([symbols, *(feature.rows(codes, ids) for feature in self)], axis=1)

    def step(
        self, codes: Tensor, ids: Tensor, state: Sequence[Tensor], notes: Tensor = True
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Take in one more symbol of each text, and return which rows of the lookup tables to read.

        The network reads B texts in parallel. This method builds part of a TensorFlow graph.

        Args:
            codes: the number that each of the V symbols in the alphabet adds to the hash of a word,
                int32 [V]; 0 for a symbol that ends a word.
            ids: the symbol of each text, as an index into the alphabet, int32 [B].
            state: what the features remember about each text before these symbols: a sequence of
                float32 tensors, each [B, size], where the sizes are those in `state_sizes`.
            notes: whether the features record these symbols in their state: one bool per text, [B],
                or a single bool for all texts.

        Returns:
            Two lists: for each table, the index of the row to read for each text, int32 [B]; and
            the state after these symbols, in the same form as `state`.
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
        """Return the weights of all features, extended to cover new characters in the alphabet.

        Features are lookup tables. Which rows are read depends on a hash of the preceding text.

        Args:
            arrays: the network's weights so far, by name.
            characters: all characters in the extended alphabet, with the new characters last.
            count: the number of new characters.

        Returns:
            The arrays that change, by name: extended weights, and letter codes (the number that
            each character adds to the hash). The result is empty if there are no features.
        """
        if not self._features:
            return {}
        changes = {CODES: letter_codes(characters)}
        for feature in self:
            changes |= feature.grow(arrays, count)
        return changes
