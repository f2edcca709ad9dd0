"""lexicon.py: which row a network reads beside a character, and the same in a graph."""

import re

import numpy as np
import tensorflow as tf

from models.alphabet import Alphabet
from tests.support.samples import invented
from training.network.hashes import word_after
from training.network.lexicon import ROWS, codes, rows

TEXT = invented(3_000) + "Don’t, don't; ÉTÉ été 1849 x\n"
ALPHABET = Alphabet.of(TEXT * 5)
CODES = codes(ALPHABET.characters)


def read(text: str) -> np.ndarray:
    return rows(CODES, ALPHABET.encode(text).ids)


def test_the_row_is_that_of_the_word_so_far() -> None:
    alone, after = read("lamp"), read("blue lamp")
    np.testing.assert_array_equal(after[5:], alone)
    assert len({*alone}) == 4
    assert alone[0] == read("l")[0] == read("lantern")[0]


def test_case_and_the_make_of_an_apostrophe_are_of_no_account() -> None:
    for one, other in (("The Lamp", "the lamp"), ("don’t go", "Don't go"), ("ÉTÉ", "été")):
        np.testing.assert_array_equal(read(one), read(other))


def test_any_other_mark_ends_a_word() -> None:
    for mark in (".", " ", "\n", ";"):
        assert read("lamp" + mark)[-1] == 0
        assert read("lamp" + mark + "x")[-1] == read("x")[-1] > 0


def test_words_seldom_meet_in_a_row() -> None:
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", TEXT)}
    found = {read(word)[-1] for word in words}
    assert len(words) > 30
    assert len(found) >= len(words) - 1
    assert all(0 < row < ROWS for row in found)


def test_the_graph_finds_the_same_row() -> None:
    texts = [invented(200, seed=seed)[:150] for seed in range(3)]
    ids = np.stack([ALPHABET.encode(text).ids for text in texts])  # [B, T]
    word, found = tf.zeros(len(texts), tf.int32), []
    for code in tf.unstack(tf.constant(CODES[ids.T], tf.int32)):
        word = word_after(code, word)
        found.append(word % ROWS)
    got = tf.stack(found, axis=1).numpy()  # [B, T]
    for row, text in zip(got, texts, strict=True):
        np.testing.assert_array_equal(row, read(text))
