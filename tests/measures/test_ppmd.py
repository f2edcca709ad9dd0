"""measures/peers/ppmd.py: what a text adds to a compressed one."""

import numpy as np
import pyppmd
import pytest

from measures.peers.ppmd import ORDER, ppmd_bits
from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.characters import Alphabet
from tests.support.samples import invented


def test_it_is_the_compressed_size_of_all_less_that_of_what_was_read() -> None:
    train, held_out = invented(20_000), invented(3_000, seed=4)
    alphabet = Alphabet([REPLACEMENT, *sorted(set(train))])
    read, unread = alphabet.encode(train).ids, alphabet.encode(held_out).ids
    bits = ppmd_bits([read], [unread], alphabet)

    def size(text: str) -> int:
        return len(pyppmd.compress(text, max_order=ORDER, mem_size=2**24, variant="H"))

    assert bits == pytest.approx(8 * (size(train + held_out) - size(train)), abs=16)


def test_texts_are_read_one_after_the_other() -> None:
    text = invented(6_000)
    alphabet = Alphabet.from_text(text)
    whole = alphabet.encode(text).ids
    parts = [whole[:1000], whole[1000:4000]], [whole[4000:5000], whole[5000:]]
    assert ppmd_bits(*parts, alphabet) == ppmd_bits([whole[:4000]], [whole[4000:]], alphabet)


@pytest.mark.parametrize("foreign", [20, 400])
def test_symbols_past_ascii_are_told_apart_however_many(foreign: int) -> None:
    alphabet = Alphabet([REPLACEMENT, *"\n ab", *map(chr, range(0x4E00, 0x4E00 + foreign))])
    ids = np.random.default_rng(1).integers(0, len(alphabet), 4_000).astype(np.int32)
    again = ppmd_bits([ids], [ids], alphabet)
    anew = ppmd_bits([ids], [np.roll(ids[::-1], 7)], alphabet)
    assert again < anew / 5
    assert anew > 0.9 * len(ids) * np.log2(len(alphabet))
