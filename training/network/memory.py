"""The memory: a feature of networks of characters, for what followed here before.

A recurrent state of some hundred numbers forgets a name within a few lines. With a memory the
network also reads, beside each character, which one came the last time that the page stood like
this, and how often in a row it has been that one: once for the word as far as it is spelt (or for
the whole of the last one and the marks since), once for the last six characters. So a person who
was named once can be named again. Nothing binds the network to it: it reads both as it reads the
character, and may raise that character's logit by as much as its own state says.

It is a cache (Kuhn and De Mori, "A cache-based natural language model for speech recognition",
1990), kept in a direct-mapped table as compressors keep their run maps (Mahoney, "Adaptive weighing
of context models for lossless data compression", 2005), so a step's work does not grow with the
page. Each of the two contexts has 4,093 slots; the hash of what stands on the page points to one of
them, and what meets there overwrites:

    slot = hash mod 4,093, tag = (hash div 4,093) mod (2^24 div R), value = R tag + row
    row = 1 + 3 symbol + n - 1 for a symbol that came n times in a row, 3 at most; 0 for none
    word hash: spelling.py's h within a word, else since' = (211 since + 2048 + symbol)
        mod 8,388,593, which starts from the word's h
    last six: h' = (80 h + 40,503 symbol) mod 2^24, which has forgotten all but these, as 80^6 is a
        multiple of that; of the sixth it still has four bits

Every number is whole and below 2^24, so a state of float32 carries it exactly.

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

# TensorFlow is imported where a graph is built: what a training prepares needs none of it, and
# loading it takes seconds.

SLOTS = 4_093  # of each context; a prime
CONTEXTS = 2  # the word, and the last six characters
MOST = 3  # times in a row that are told apart
TABLES, HEAD, BIAS = (
    "memory.rows",
    "memory.head",
    "memory.bias",
)  # as style files name them

_EXACT = 2**24  # whole numbers up to it are exact in float32
_MARK = 2_048  # above the code of any letter
_SHIFT, _SPREAD = 80, 40_503


def memory_rows(symbols: int) -> int:
    """Return R, the rows of a table for an alphabet of so many symbols."""
    return MOST * symbols + 1


@dataclass(frozen=True)
class CopyHead:
    """What a feature adds to the logits: a gate for the symbol that each of its rows recalls.

    The gate of table k is x @ kernel[:, k] + bias[k, row], where x [H] is the last layer's output
    and row is what was read of the table.

    Attributes:
        kernel: the name of the weight [H, tables].
        bias: the name of the weight [tables, R].
    """

    kernel: str
    bias: str

    def symbols(self, rows: Any) -> Any:
        """Return the symbol that each row recalls, and -1 for row 0, which recalls none."""
        return (rows - 1) // MOST


@dataclass(frozen=True)
class Memory:
    """A `Feature` of two tables, whose rows say what followed the last times.

    Attributes:
        width: L, numbers in a row of a table.
    """

    width: int

    name: ClassVar = "memory"
    table_count: ClassVar = CONTEXTS
    state_sizes: ClassVar[tuple[int, ...]] = (1, 1, SLOTS, SLOTS)  # both hashes, and their slots
    takes_notes: ClassVar = True
    copy_head: ClassVar = CopyHead(HEAD, BIAS)

    def weights(self, symbols: int, units: int) -> list[WeightSpec]:
        """Describe the tables [2, R, L], and the copy head's kernel [H, 2] and bias [2, R].

        Args:
            symbols: V.
            units: H.
        """
        shape = CONTEXTS, memory_rows(symbols)
        return [
            WeightSpec(TABLES, (*shape, self.width), "random_normal"),
            WeightSpec(HEAD, (units, CONTEXTS), "zeros"),
            WeightSpec(BIAS, shape, "zeros"),
        ]

    def tables(self, weights: Mapping[str, Any]) -> list[Any]:
        """Return both tables [R, L] out of a network's weights by name."""
        return [weights[TABLES][context] for context in range(CONTEXTS)]

    def rows(self, codes: NDArray[np.float32], ids: Ints) -> Ints:
        """Find the rows that are read at each symbol of a text, from an empty page on.

        Args:
            codes: `letter_codes` of the alphabet, [V].
            ids: the text's symbols, [T].

        Returns:
            A row of each table, [T, 2].
        """
        contexts = _hash_words(codes, ids), _hash_last_six(ids)
        return np.stack([_recall(hashes, ids, len(codes)) for hashes in contexts], axis=1)

    def step(
        self, spelling: Spelling, state: Sequence[Tensor], notes: Tensor
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Find the rows of one symbol a row, in a TensorFlow graph.

        Args:
            spelling: the symbols.
            state: both hashes [B, 1] and both contexts' slots [B, 4,093] before them, float32.
            notes: whether the slots note that the symbols came now: bool [B], or one for all.

        Returns:
            A row of each table, int32 [B]; and the state's parts after the symbols.
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
        """Return the weights that depend on the alphabet, for `count` symbols more.

        The rows that recall a new symbol begin as those that recall the replacement, symbol 0.
        """
        tables, bias = arrays[TABLES], arrays[BIAS]
        more = np.tile(tables[:, 1 : 1 + MOST], (1, count, 1))
        return {
            TABLES: np.concatenate([tables, more], axis=1),
            BIAS: np.pad(bias, ((0, 0), (0, MOST * count))),
        }


def _hash_words(codes: NDArray[np.float32], ids: Ints) -> Ints:
    """Hash the word, or the last one and the marks since, after each symbol, [T]."""

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
    """Hash the last six symbols after each symbol, [T]."""
    hashes = np.zeros(len(ids), np.int64)
    for back in range(min(6, len(ids))):
        hashes[back:] += ids[: len(ids) - back].astype(np.int64) * _SPREAD * _SHIFT**back
        hashes %= _EXACT
    return hashes.astype(np.int32)


def _recall(hashes: Ints, ids: Ints, symbols: int) -> Ints:
    """Find the row that each hash points to, [T], where each symbol is noted as it comes."""
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
    """Return the word's hash, which goes on after the word's end, after one more symbol, [B]."""
    import tensorflow as tf

    mark = (since * FACTOR + _MARK + spelling.ids) % MODULUS
    return tf.where(spelling.codes > 0, spelling.word, mark)


def _step_last_six(spelling: Spelling, last: Tensor) -> Tensor:
    """Return the hash of the last six symbols after one more, [B]."""
    return (last * _SHIFT + spelling.ids * _SPREAD % _EXACT) % _EXACT


def _note(slots: Tensor, hashes: Tensor, spelling: Spelling, notes: Tensor) -> Tensor:
    """Return the slots [B, 4,093] once they note, where `notes`, which symbol followed a hash."""
    import tensorflow as tf

    ids, rows = spelling.ids, memory_rows(spelling.symbols)
    slot, tag, old = _read_slot(slots, hashes, spelling.symbols)
    row = old % rows - 1
    is_again = tf.logical_and(tf.equal(old // rows, tag), tf.equal(row // MOST, ids))
    times = tf.where(is_again, tf.minimum(row % MOST + 1, MOST - 1), tf.zeros_like(row))
    new = tag * rows + 1 + MOST * ids + times
    new = tf.where(notes, new, old)
    # 1 here and 0 elsewhere; exact, and of the ways to write one slot what LiteRT does fastest
    distance = tf.range(SLOTS, dtype=tf.float32) - tf.cast(slot, tf.float32)[:, None]
    return slots + tf.nn.relu(1 - tf.abs(distance)) * tf.cast(new - old, tf.float32)[:, None]


def _look_up(slots: Tensor, hashes: Tensor, symbols: int) -> Tensor:
    """Find the row that each hash points to in the slots, int32 [B]."""
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
