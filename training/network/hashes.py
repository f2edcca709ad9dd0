"""Lexicon and memory one symbol on, in TensorFlow's graphs, with what they keep as a state.

What they are, lexicon.py and training/network/memory.py say, which find the same rows of a whole
text without TensorFlow.

Glossary: B batch, V symbols, S numbers of a state.
"""

from collections.abc import Sequence

import tensorflow as tf

from training.network.cells import Tensor
from training.network.lexicon import FACTOR, MODULUS, ROWS
from training.network.memory import EXACT, MARK, MOST, SHIFT, SLOTS, SPREAD, memory_rows
from training.recipe import Recipe


def feature_state_sizes(recipe: Recipe) -> list[int]:
    """Of the parts of the state: the word's hash; of a memory its two hashes, and their slots."""
    if recipe.memory:
        return [1, 1, 1, SLOTS, SLOTS]
    return [1] if recipe.lexicon else []


def step_features(
    recipe: Recipe,
    code: Tensor,
    ids: Tensor,
    own: Sequence[Tensor],
    noted: Tensor = True,
) -> tuple[list[Tensor], list[Tensor]]:
    """What is told beside symbols, int32 [B] each, and the state's parts after them, [B, S] each.

    Args:
        recipe: whether there is a lexicon, a memory.
        code: int32 [V], what each symbol adds to a hash.
        ids: int32 [B], the symbols.
        own: the state's parts before, float32 [B, S] each.
        noted: bool [B], or one for all: whether a memory notes that the symbols came now.
    """
    if not own:
        return [], []
    before, *hashes = (tf.cast(one[:, 0], tf.int32) for one in own[:3])
    code_now = tf.gather(code, ids)
    word = word_after(code_now, before)
    told, kept = [], [_state(word)]
    if recipe.lexicon:
        told.append(word % ROWS)
    if recipe.memory:
        symbols = code.shape[0]
        slots = [written(*one, ids, symbols, noted) for one in zip(own[3:], hashes, strict=True)]
        hashes = [since_after(ids, code_now, word, hashes[0]), last_six_after(ids, hashes[1])]
        told += [found(*one, symbols) for one in zip(slots, hashes, strict=True)]
        kept += [*map(_state, hashes), *slots]
    return told, kept


def _state(hashed: Tensor) -> Tensor:
    return tf.cast(hashed, tf.float32)[:, None]


def word_after(code: Tensor, word: Tensor) -> Tensor:
    """The word's hash after a symbol with that code, int32 [B]; 0 outside words."""
    return tf.where(code > 0, (word * FACTOR + code) % MODULUS, tf.zeros_like(word))


def since_after(ids: Tensor, code: Tensor, word: Tensor, since: Tensor) -> Tensor:
    """The same, going on after the word's end; `word` is its hash after the symbol."""
    return tf.where(code > 0, word, (since * FACTOR + MARK + ids) % MODULUS)


def last_six_after(ids: Tensor, last: Tensor) -> Tensor:
    """The hash of the last six symbols after one more."""
    return (last * SHIFT + ids * SPREAD % EXACT) % EXACT


def written(
    slots: Tensor, hashed: Tensor, ids: Tensor, symbols: int, noted: Tensor = True
) -> Tensor:
    """A memory's slots, float32 [B, SLOTS], once it is noted that ids followed the hash."""
    slot, tag, old = _looked_up(slots, hashed, symbols)
    row = old % memory_rows(symbols) - 1
    again = tf.logical_and(tf.equal(old // memory_rows(symbols), tag), tf.equal(row // MOST, ids))
    times = tf.where(again, tf.minimum(row % MOST + 1, MOST - 1), tf.zeros_like(row))
    new = tag * memory_rows(symbols) + 1 + MOST * ids + times
    new = tf.where(noted, new, old)
    # 1 here and 0 elsewhere; exact, and of the ways to write one slot what LiteRT does fastest
    away = tf.range(SLOTS, dtype=tf.float32) - tf.cast(slot, tf.float32)[:, None]
    return slots + tf.nn.relu(1 - tf.abs(away)) * tf.cast(new - old, tf.float32)[:, None]


def found(slots: Tensor, hashed: Tensor, symbols: int) -> Tensor:
    """The row that a hash finds in a memory's slots, [B]."""
    _, tag, value = _looked_up(slots, hashed, symbols)
    rows = memory_rows(symbols)
    return tf.where(tf.equal(value // rows, tag), value % rows, tf.zeros_like(value))


def _looked_up(slots: Tensor, hashed: Tensor, symbols: int) -> tuple[Tensor, Tensor, Tensor]:
    """Slot, tag, and what stands in the slot, [B] each."""
    slot, tag = hashed % SLOTS, hashed // SLOTS % (EXACT // memory_rows(symbols))
    value = tf.gather(slots, slot, axis=1, batch_dims=1)
    return slot, tag, tf.cast(value, tf.int32)
