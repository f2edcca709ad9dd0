"""training/network/memory.py: what is recalled of what followed here before."""

import itertools

from models.alphabet.characters import Alphabet
from tests.support.samples import invented
from training.network.memory import MOST, SLOTS, Memory
from training.network.spelling import letter_codes

TEXT = invented(3_000) + "Mr. Pip met Mr. Pip; Pip, Pip, Pip! 1849 – don’t\n"
ALPHABET = Alphabet.from_text(TEXT * 5)
CODES = letter_codes(ALPHABET.characters)


def hash_word(word: str) -> int:
    """The word's hash, as the module's docstring describes it."""
    hashed = 0
    for code in letter_codes(word):
        hashed = (211 * hashed + int(code)) % 8_388_593
    return hashed


def recall(text: str) -> list[tuple[str, int] | None]:
    """What followed last, and how often, at the end of the text: by word and by the last six."""
    both = Memory(width=3).rows(CODES, ALPHABET.encode(text).ids)[-1]
    return [
        (ALPHABET.decode([(row - 1) // MOST]), (row - 1) % MOST + 1) if row else None
        for row in both.tolist()
    ]


def test_an_empty_page_recalls_nothing() -> None:
    assert recall("P") == [None, None]
    assert recall("Lantern") == [None, None]


def test_a_word_begun_recalls_how_it_went_on_last() -> None:
    assert recall("Pumblechook said. Pu")[0] == ("m", 1)
    assert recall("pumblechook said. PU")[0] == ("m", 1)  # whatever the case
    assert recall("Pumblechook, Pummice, Pum")[0] == ("m", 1)  # the last time decides
    assert recall("lPum, Pu")[0] is None  # another word


def test_after_a_word_its_end_is_recalled_and_what_came_then() -> None:
    assert recall("Mr. Pip and Mr")[0] == (".", 1)
    assert recall("Mr. Pip and Mr. ")[0] == ("P", 1)
    assert recall("Mr. Pip and Mr, ")[0] is None


def test_the_last_six_characters_recall_what_followed_them() -> None:
    assert recall("by lamp and the lam")[1] is None
    assert recall("by the lamp, by the lam")[1] == ("p", 1)
    assert recall("by the lamp, By the lam")[1] == ("p", 1)  # six back, and no further
    assert recall("by thy lamp, by the lam")[1] is None


def test_what_follows_again_and_again_is_counted_up_to_three() -> None:
    for times, counted in ((1, 1), (2, 2), (3, 3), (7, 3)):
        assert recall("by the lamp, " * times + "by the lam") == [("p", counted)] * 2
    assert recall("lamp. lamp. lamp. la")[0] == ("m", 3)
    assert recall("lamp. lamp. land. la")[0] == ("n", 1)
    assert recall("lamp. lamp. land. lamp. la")[0] == ("m", 1)  # begun anew


def test_what_meets_in_a_slot_overwrites_and_is_not_taken_for_the_other() -> None:
    words: dict[int, str] = {}
    for letters in itertools.product("adehilmnoprt", repeat=4):
        word = "".join(letters)
        slot = hash_word(word) % SLOTS
        rival = words.setdefault(slot, word)
        if rival != word:
            break
    assert recall(f"{word}, {rival}")[0] is None
    assert recall(f"{word}, lamp {word}")[0] == (",", 1)
    assert recall(f"{word}, {rival}; {word}")[0] is None


def test_most_of_a_text_of_few_words_is_recalled() -> None:
    ids = ALPHABET.encode(TEXT).ids
    both = Memory(width=3).rows(CODES, ids)
    right = (both[1000:-1] - 1) // MOST == ids[1001:, None]
    assert (right.mean(axis=0) > 0.4).all()
