"""What a network of characters is told besides: what followed here before.

A recurrent state of some hundred numbers forgets a name within a few lines. With a memory the
network also reads, beside each character, which one came the last time that the page stood like
this, and how often in a row it has been that one: once for the word as far as it is written (or for
the whole of the last one and the marks since), once for the last six characters. So a person that
was named once can be named again. The network is not bound by it: it reads both as it reads the
character, and may raise that character's logit by as much as its own state says.

It is a cache (Kuhn and De Mori, "A cache-based natural language model for speech recognition",
1990), kept in a direct-mapped table as compressors keep their run maps (Mahoney, "Adaptive weighing
of context models for lossless data compression", 2005), so a step's work does not grow with the
page. Each of the two has SLOTS places; the hash of what stands on the page finds one of them, and
what meets there overwrites:

    slot = hash mod SLOTS, tag = (hash div SLOTS) mod (2^24 div R), value = R tag + row
    row = 1 + 3 symbol + n - 1 for a symbol that came n times in a row, 3 at most; 0 for none
    word hash: lexicon.py's h within a word, else since' = (211 since + 2048 + symbol)
        mod 8,388,593, begun at the word's h
    last six: h' = (80 h + 40,503 symbol) mod 2^24, which has forgotten all but these, as 80^6 is a
        multiple of that; of the sixth it still has four bits

Every number is whole and below 2^24, so a state of float32 carries it exactly. This module knows no
TensorFlow: training/network/hashes.py does the same in the exported step's graph.

Glossary: V symbols, R = 3 V + 1 rows, T steps.
"""

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from training.network.lexicon import FACTOR, MODULUS

SLOTS = 4_093  # a prime
CONTEXTS = 2  # the word, and the last six characters
MOST = 3  # times in a row that are told apart
EXACT = 2**24  # whole numbers up to it are exact in float32
MARK = 2_048  # above the code of any letter
SHIFT, SPREAD = 80, 40_503
MEMORY, COPY, BIAS = "memory.rows", "memory.head", "memory.bias"  # as weights are named

Ints = NDArray[np.int32]


def memory_rows(symbols: int) -> int:
    """R, of an alphabet of so many."""
    return MOST * symbols + 1


def rows(code: NDArray[np.float32], ids: Ints) -> Ints:
    """Which rows are read at each symbol, begun at an empty page: code [V], ids [T] -> [T, 2]."""
    found = [_found(hashes, ids, len(code)) for hashes in (_words(code, ids), _last_six(ids))]
    return np.stack(found, axis=1)


def _words(code: NDArray[np.float32], ids: Ints) -> Ints:
    """The word's hash after each symbol, [T]."""

    def advance(before: tuple[int, int], now: tuple[int, int]) -> tuple[int, int]:
        letter, symbol = now
        if letter:
            word = (before[0] * FACTOR + letter) % MODULUS
            return word, word
        return 0, (before[1] * FACTOR + MARK + symbol) % MODULUS

    steps = zip(code[ids].astype(int).tolist(), ids.tolist(), strict=True)
    since = (one for _, one in accumulate(steps, advance, initial=(0, 0)))
    return np.fromiter(since, np.int32, len(ids) + 1)[1:]


def _last_six(ids: Ints) -> Ints:
    """The hash of the last six after each symbol, [T]."""
    hashed = np.zeros(len(ids), np.int64)
    for back in range(min(6, len(ids))):
        hashed[back:] += ids[: len(ids) - back].astype(np.int64) * SPREAD * SHIFT**back
        hashed %= EXACT
    return hashed.astype(np.int32)


def _found(hashes: Ints, ids: Ints, symbols: int) -> Ints:
    """The row that each hash finds, [T], when what followed it is written down at each step."""
    hashes = np.concatenate([np.zeros(1, np.int32), hashes])  # that of the empty page
    next_ = np.append(ids, np.int32(-1))  # what follows each
    slots = (hashes % SLOTS).astype(np.int16)
    tags = hashes // SLOTS % (EXACT // memory_rows(symbols))
    order = np.argsort(slots, kind="stable")  # a slot's entries side by side, as they were written
    slots, tags, next_ = slots[order], tags[order], next_[order]
    first = np.append(True, slots[1:] != slots[:-1])  # of its slot
    other = first | np.append(True, tags[1:] != tags[:-1])
    begins = other | np.append(True, next_[1:] != next_[:-1])  # of so many of the same in a row
    place = np.arange(len(order), dtype=np.int32)
    times = np.minimum(place - np.maximum.accumulate(np.where(begins, place, 0)), MOST - 1)
    written = 1 + MOST * next_ + times
    rows = np.empty(len(order), np.int32)
    rows[order] = np.where(other, 0, np.roll(written, 1))
    return rows[1:]
