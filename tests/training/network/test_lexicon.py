"""training/network/lexicon.py and spelling.py: which row is read beside a character."""

import re

import numpy as np

from models.alphabet.characters import Alphabet
from tests.support.samples import invented
from training.network.lexicon import ROWS, Lexicon
from training.network.spelling import letter_codes

TEXT = invented(3_000) + "Don’t, don't; ÉTÉ été 1849 x\n"
ALPHABET = Alphabet.from_text(TEXT * 5)
CODES = letter_codes(ALPHABET.characters)


def rows(text: str) -> np.ndarray:
    """The row at each character, [T]."""
    return Lexicon(width=3).rows(CODES, ALPHABET.encode(text).ids)[:, 0]


def test_the_row_is_that_of_the_word_so_far() -> None:
    alone, second = rows("lamp"), rows("blue lamp")
    np.testing.assert_array_equal(second[5:], alone)
    assert len({*alone}) == 4
    assert alone[0] == rows("l")[0] == rows("lantern")[0]


def test_case_and_the_make_of_an_apostrophe_are_of_no_account() -> None:
    for text, variant in (("The Lamp", "the lamp"), ("don’t go", "Don't go"), ("ÉTÉ", "été")):
        np.testing.assert_array_equal(rows(text), rows(variant))


def test_any_other_mark_ends_a_word() -> None:
    for mark in (".", " ", "\n", ";"):
        assert rows("lamp" + mark)[-1] == 0
        assert rows("lamp" + mark + "x")[-1] == rows("x")[-1] > 0


def test_words_seldom_meet_in_a_row() -> None:
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", TEXT)}
    distinct = {rows(word)[-1] for word in words}
    assert len(words) > 30
    assert len(distinct) >= len(words) - 1
    assert all(0 < row < ROWS for row in distinct)
