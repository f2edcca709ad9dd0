"""The memory: a feature that recalls which character followed the same context before.

A recurrent state of a few hundred numbers forgets a name within a few lines. With a memory, the
network also reads, next to each character, which character followed the last time the context was
the same, and how many times in a row it was that one. There are two contexts: the word as far as it
is spelt (between words, the whole last word and the marks since), and the last six characters. So a
person who was named once can be named again. The network is not bound to copy: it reads both
recalled characters as further input, and raises their logits by as much as its own state says.

The memory is a cache (Kuhn and De Mori, "A cache-based natural language model for speech
recognition", 1990). It is stored in a direct-mapped table like the run maps of compressors
(Mahoney, "Adaptive weighing of context models for lossless data compression", 2005), so a step's
work does not grow with the text. Each context has 4,093 slots; its hash points to one of them, and
a context that points to a slot in use overwrites it:

    slot = hash mod 4,093, tag = (hash div 4,093) mod (2^24 div R), value = R tag + row
    row = 1 + 3 symbol + n - 1 for a symbol that came n times in a row, 3 at most; 0 for none
    word hash: spelling.py's h within a word, else since' = (211 since + 2048 + symbol)
        mod 8,388,593, which starts from the word's h
    last six: h' = (80 h + 40,503 symbol) mod 2^24, which depends on the last six symbols only,
        since 80^6 is a multiple of 2^24; of the sixth it keeps four bits

Every number is whole and below 2^24, so float32 state holds it exactly.

Glossary: V symbols of the alphabet, R = 3 V + 1 rows of a table, L numbers in a row, T symbols of a
text, B rows of a batch, H units of the last layer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from training.network.spelling import FACTOR, MODULUS, Spelling, hash_from_state, hash_to_state
from training.network.weights import Arrays, Ints, Tensor, WeightSpec

# TensorFlow takes seconds to load, and preparing a training needs none of it, so only the functions
# that build a graph import it.

SLOTS = 4_093  # the slots of each context; a prime
CONTEXTS = 2  # the word, and the last six characters
MOST = 3  # times in a row that are counted; more count as 3
TABLES, HEAD, BIAS = (
    "memory.rows",
    "memory.head",
    "memory.bias",
)  # as style files name them

_EXACT = 2**24  # whole numbers up to it are exact in float32
_MARK = 2_048  # above the code of any letter
_SHIFT, _SPREAD = 80, 40_503


def memory_rows(symbols: int) -> int:
    """Return the number of rows in each of the memory's lookup tables.

    The memory recalls what followed earlier occurrences of the last symbols read. Each table has
    three rows for each symbol that can be recalled, and one row for when nothing is recalled.

    Args:
        symbols: the number of symbols in the alphabet.
    """
    return MOST * symbols + 1


@dataclass(frozen=True)
class CopyHead:
    """The names of the weights used to raise the logits of symbols recalled by a feature.

    The feature has lookup tables whose rows, except row 0, represent symbols seen earlier in the
    text. The network reads one row of each table along with each symbol. If row r of table k is
    read, the logit of its symbol is raised by x @ kernel[:, k] + bias[k, r], where x is the output
    of the network's last recurrent layer.

    Attributes:
        kernel: the name of the kernel, a weight with shape [units of the last layer, tables].
        bias: the name of the bias, a weight with shape [tables, rows per table].
    """

    kernel: str
    bias: str

    def symbols(self, rows: Any) -> Any:
        """Return the symbol recalled by each table row, or -1 for row 0, which recalls no symbol.

        A recalled symbol is one that followed an earlier occurrence of the last symbols read.

        Args:
            rows: the indices of the rows, an integer array or tensor of any shape.

        Returns:
            The symbols as indices into the alphabet, with the same shape as `rows`.
        """
        return (rows - 1) // MOST


@dataclass(frozen=True)
class Memory:
    """A feature that recalls what followed earlier occurrences of the last symbols read.

    The memory looks for two strings of symbols, called contexts: the current word so far (between
    words, the last word and the symbols after it), and the last six symbols. For each context, it
    has a lookup table, and the network reads one row of the table along with each symbol. If the
    memory finds the context earlier in the text, the row represents the symbol that followed it
    last time; otherwise, row 0 is read. There are three rows for each symbol: one each for a symbol
    that followed the context once, twice, or at least three times in succession.

    Attributes:
        width: L, the number of values in a row of a table; 0 if the network has no memory.
    """

    width: int

    name: ClassVar = "memory"
    table_count: ClassVar = CONTEXTS
    state_sizes: ClassVar[tuple[int, ...]] = (1, 1, SLOTS, SLOTS)  # both hashes, and their slots
    takes_notes: ClassVar = True
    copy_head: ClassVar = CopyHead(HEAD, BIAS)

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Return the name, shape and initial distribution of each of the memory's weights.

        The memory recalls what followed earlier occurrences of the last symbols read. Its weights
        are the two lookup tables, [2, R, L], a kernel, [H, 2], and a bias, [2, R]. The kernel and
        the bias are used to raise the logits of recalled symbols. R is the number of rows in a
        table, and L the number of values in a row.

        Args:
            symbols: the number of symbols in the alphabet.
            units: H, the number of units of the network's last recurrent layer.
        """
        shape = CONTEXTS, memory_rows(symbols)
        return [
            WeightSpec(TABLES, (*shape, self.width), "random_normal"),
            WeightSpec(HEAD, (units, CONTEXTS), "zeros"),
            WeightSpec(BIAS, shape, "zeros"),
        ]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return the memory's two lookup tables, each with shape [rows, values per row].

        The memory recalls what followed earlier occurrences of the last symbols read.

        Args:
            weights: all weights of the network, by name.
        """
        return [weights[TABLES][context] for context in range(CONTEXTS)]

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Return which rows of the memory's two tables to read along with each symbol of a text.

        The first table is for the current word so far (or, between words, the last word and the
        symbols after it); the second is for the last six symbols. By comparing hashes, the memory
        looks for the previous occurrence of each of these strings. If there is one, the row
        represents the symbol that followed it; otherwise, it is row 0. The method `step` returns
        the same rows, one symbol at a time.

        Args:
            codes: the number that each of the V symbols in the alphabet adds to the hash of a word,
                as returned by `letter_codes`, [V]; 0 for a symbol that ends a word.
            ids: the T symbols of a whole text, as indices into the alphabet, [T].

        Returns:
            For each symbol, the indices of the rows in the two tables, int32 [T, 2].
        """
        contexts = _hash_words(codes, ids), _hash_last_six(ids)
        return np.stack([_recall(hashes, ids, len(codes)) for hashes in contexts], axis=1)

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Take in one more symbol of each text, and return which rows of the two tables to read.

        The first table is for the current word so far (or, between words, the last word and the
        symbols after it); the second is for the last six symbols. By comparing hashes, the memory
        looks for the previous occurrence of each of these strings. If there is one, the row
        represents the symbol that followed it; otherwise, it is row 0. This method builds part of a
        TensorFlow graph, which reads B texts in parallel.

        Args:
            spelling: the symbol of each text, and the hash of the current word so far.
            state: the memory's state before these symbols, float32: a hash for each table, [B, 1],
                then, for each table, the slots that record what followed each hash, [B, 4093].
            notes: whether the memory records these symbols in its slots: one bool per text, [B], or
                a single bool for all texts.

        Returns:
            Two lists. The first contains one tensor for each table: the index of the row for each
            text, int32 [B]. The second is the state after these symbols, in the same format as
            `state`.
        """
        hashes = [hash_from_state(part) for part in state[:CONTEXTS]]
        slots = [
            _note(part, context, spelling, notes)
            for part, context in zip(state[CONTEXTS:], hashes, strict=True)
        ]
        hashes = [_step_word(spelling, hashes[0]), _step_last_six(spelling, hashes[1])]
        rows = [
            _look_up(part, context, spelling.symbols)
            for part, context in zip(slots, hashes, strict=True)
        ]
        return rows, [*map(hash_to_state, hashes), *slots]

    def grow(self, arrays: Arrays, count: int) -> Arrays:
        """Return the memory's tables and bias, extended to cover new symbols in the alphabet.

        The memory recalls what followed earlier occurrences of the last symbols read. The new rows
        of its lookup tables are copies of the rows for the replacement, the symbol that stands for
        unknown characters. The bias of the new rows is 0.

        Args:
            arrays: the network's weights so far, by name.
            count: the number of new symbols, which come after the existing symbols in the alphabet.

        Returns:
            The extended tables and the extended bias, by name.
        """
        tables, bias = arrays[TABLES], arrays[BIAS]
        more = np.tile(tables[:, 1 : 1 + MOST], (1, count, 1))
        return {
            TABLES: np.concatenate([tables, more], axis=1),
            BIAS: np.pad(bias, ((0, 0), (0, MOST * count))),
        }


def _hash_words(codes: NDArray[np.float32], ids: Ints) -> Ints:
    """Return the hash of the word, or of the last word and the marks since, after each symbol."""

    def advance(hashes: tuple[int, int], step: tuple[int, int]) -> tuple[int, int]:
        (word, since), (code, symbol) = hashes, step
        if code:
            word = (word * FACTOR + code) % MODULUS
            return word, word
        return 0, (since * FACTOR + _MARK + symbol) % MODULUS

    steps = zip(codes[ids].astype(int).tolist(), ids.tolist(), strict=True)
    hashes = (since for _, since in accumulate(steps, advance, initial=(0, 0)))
    return np.fromiter(hashes, np.int32, len(ids) + 1)[1:]


def _hash_last_six(ids: Ints) -> Ints:
    """Return the hash of the last six symbols after each symbol, [T]."""
    hashes = np.zeros(len(ids), np.int64)
    for back in range(min(6, len(ids))):
        hashes[back:] += ids[: len(ids) - back].astype(np.int64) * _SPREAD * _SHIFT**back
        hashes %= _EXACT
    return hashes.astype(np.int32)


def _recall(hashes: Ints, ids: Ints, symbols: int) -> Ints:
    """Return the row that each hash of a text points to, [T], with each symbol noted in turn."""
    hashes = np.concatenate([np.zeros(1, np.int32), hashes])  # that of the empty page
    followers = np.append(ids, np.int32(-1))  # what follows each
    slots = (hashes % SLOTS).astype(np.int16)
    tags = hashes // SLOTS % (_EXACT // memory_rows(symbols))
    order = np.argsort(slots, kind="stable")  # a slot's entries side by side, as they were noted
    slots, tags, followers = slots[order], tags[order], followers[order]
    is_first = np.append(True, slots[1:] != slots[:-1])  # of its slot
    is_new = is_first | np.append(True, tags[1:] != tags[:-1])
    begins = is_new | np.append(True, followers[1:] != followers[:-1])  # a run of one symbol
    place = np.arange(len(order), dtype=np.int32)
    times = np.minimum(place - np.maximum.accumulate(np.where(begins, place, 0)), MOST - 1)
    entries = 1 + MOST * followers + times
    rows = np.empty(len(order), np.int32)
    rows[order] = np.where(is_new, 0, np.roll(entries, 1))
    return rows[1:]


def _step_word(spelling: Spelling, since: Tensor) -> Tensor:
    """Return the hash of the word, or of the last word and the marks since, after a symbol, [B]."""
    import tensorflow as tf

    mark = (since * FACTOR + _MARK + spelling.ids) % MODULUS
    return tf.where(spelling.codes > 0, spelling.word, mark)


def _step_last_six(spelling: Spelling, last: Tensor) -> Tensor:
    """Return the hash of the last six symbols after one more symbol per row, [B]."""
    return (last * _SHIFT + spelling.ids * _SPREAD % _EXACT) % _EXACT


def _note(slots: Tensor, hashes: Tensor, spelling: Spelling, notes: Tensor) -> Tensor:
    """Return the slots [B, 4,093] after noting, if `notes`, which symbol followed each hash."""
    import tensorflow as tf

    ids, rows = spelling.ids, memory_rows(spelling.symbols)
    slot, tag, old = _read_slot(slots, hashes, spelling.symbols)
    row = old % rows - 1
    is_again = tf.logical_and(tf.equal(old // rows, tag), tf.equal(row // MOST, ids))
    times = tf.where(is_again, tf.minimum(row % MOST + 1, MOST - 1), tf.zeros_like(row))
    new = tag * rows + 1 + MOST * ids + times
    new = tf.where(notes, new, old)
    # 1 at the slot and 0 elsewhere, exactly; LiteRT has no faster way of writing one slot
    distance = tf.range(SLOTS, dtype=tf.float32) - tf.cast(slot, tf.float32)[:, None]
    return slots + tf.nn.relu(1 - tf.abs(distance)) * tf.cast(new - old, tf.float32)[:, None]


def _look_up(slots: Tensor, hashes: Tensor, symbols: int) -> Tensor:
    """Return the row that each hash points to in the slots, int32 [B]; 0 if it finds nothing."""
    import tensorflow as tf

    _, tag, value = _read_slot(slots, hashes, symbols)
    rows = memory_rows(symbols)
    return tf.where(tf.equal(value // rows, tag), value % rows, tf.zeros_like(value))


def _read_slot(slots: Tensor, hashes: Tensor, symbols: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return the slot of each hash, its tag, and the slot's value, int32 [B] each."""
    import tensorflow as tf

    slot, tag = hashes % SLOTS, hashes // SLOTS % (_EXACT // memory_rows(symbols))
    value = tf.gather(slots, slot, axis=1, batch_dims=1)
    return slot, tag, tf.cast(value, tf.int32)
