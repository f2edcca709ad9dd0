"""memory.py: what a network is told of what followed before; the same in a graph."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from models.alphabet import Alphabet
from tests.support.samples import invented
from training.network.hashes import found, last_six_after, since_after, word_after, written
from training.network.lexicon import codes
from training.network.memory import MOST, SLOTS, rows

TEXT = invented(3_000) + "Mr. Pip met Mr. Pip; Pip, Pip, Pip! 1849 – don’t\n"
ALPHABET = Alphabet.of(TEXT * 5)
CODES = codes(ALPHABET.characters)


def hash_of(word: str) -> int:
    """The word's hash, as the module's docstring tells it."""
    hashed = 0
    for code in codes(word):
        hashed = (211 * hashed + int(code)) % 8_388_593
    return hashed


def told(text: str, place: int = -1) -> list[tuple[str, int] | None]:
    """After a character of the text: by word and by the last six, what followed, how often."""
    both = rows(CODES, ALPHABET.encode(text).ids)[place]
    return [
        (ALPHABET.decode([(row - 1) // MOST]), (row - 1) % MOST + 1) if row else None
        for row in both.tolist()
    ]


def test_an_empty_page_recalls_nothing() -> None:
    assert told("P") == [None, None]
    assert told("Lantern") == [None, None]


def test_a_word_begun_recalls_how_it_went_on_last() -> None:
    assert told("Pumblechook said. Pu")[0] == ("m", 1)
    assert told("pumblechook said. PU")[0] == ("m", 1)  # whatever the case
    assert told("Pumblechook, Pummice, Pum")[0] == ("m", 1)  # the last time decides
    assert told("lPum, Pu")[0] is None  # another word


def test_after_a_word_its_end_is_recalled_and_what_came_then() -> None:
    assert told("Mr. Pip and Mr")[0] == (".", 1)
    assert told("Mr. Pip and Mr. ")[0] == ("P", 1)
    assert told("Mr. Pip and Mr, ")[0] is None


def test_the_last_six_characters_recall_what_followed_them() -> None:
    assert told("by lamp and the lam")[1] is None
    assert told("by the lamp, by the lam")[1] == ("p", 1)
    assert told("by the lamp, By the lam")[1] == ("p", 1)  # six back, and no further
    assert told("by thy lamp, by the lam")[1] is None


def test_what_follows_again_and_again_is_counted_up_to_three() -> None:
    for times, counted in ((1, 1), (2, 2), (3, 3), (7, 3)):
        assert told("by the lamp, " * times + "by the lam") == [("p", counted)] * 2
    assert told("lamp. lamp. lamp. la")[0] == ("m", 3)
    assert told("lamp. lamp. land. la")[0] == ("n", 1)
    assert told("lamp. lamp. land. lamp. la")[0] == ("m", 1)  # begun anew


def test_what_meets_in_a_slot_overwrites_and_is_not_taken_for_the_other() -> None:
    words: dict[int, str] = {}
    for letters in itertools.product("adehilmnoprt", repeat=4):
        word = "".join(letters)
        slot = hash_of(word) % SLOTS
        other = words.setdefault(slot, word)
        if other != word:
            break
    assert told(f"{word}, {other}")[0] is None
    assert told(f"{word}, lamp {word}")[0] == (",", 1)
    assert told(f"{word}, {other}; {word}")[0] is None


def test_most_of_a_text_of_few_words_is_recalled() -> None:
    both = rows(CODES, ALPHABET.encode(TEXT).ids)
    ids = ALPHABET.encode(TEXT).ids
    right = (both[1000:-1] - 1) // MOST == ids[1001:, None]
    assert (right.mean(axis=0) > 0.4).all()


@pytest.mark.parametrize("symbols", [len(ALPHABET), 1_365, 20_000])
def test_the_graph_recalls_the_same(symbols: int) -> None:
    texts = [invented(700, seed=seed)[:600] for seed in range(3)]
    ids = np.stack([ALPHABET.encode(text).ids for text in texts])  # [B, T]
    ids += symbols - len(ALPHABET)  # the last of an alphabet of so many
    code_of = np.concatenate([np.zeros(symbols - len(ALPHABET), np.float32), CODES])
    word = since = last = tf.zeros(3, tf.int32)
    slots = [tf.zeros((3, SLOTS))] * 2
    got = []
    for now in tf.unstack(tf.constant(ids, tf.int32), axis=1):
        slots = [
            written(one, hashed, now, symbols)
            for one, hashed in zip(slots, (since, last), strict=True)
        ]
        code = tf.gather(tf.constant(code_of, tf.int32), now)
        word = word_after(code, word)
        since, last = since_after(now, code, word, since), last_six_after(now, last)
        got.append(
            tf.stack([found(slots[0], since, symbols), found(slots[1], last, symbols)], axis=-1)
        )
    expected = np.stack([rows(code_of, each) for each in ids])  # [B, T, 2]
    np.testing.assert_array_equal(tf.stack(got, axis=1).numpy(), expected)
    assert (expected > 0).mean() > 0.3
