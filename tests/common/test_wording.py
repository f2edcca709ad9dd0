"""Wording that messages share: one of a thing is singular, and a near name is asked for."""

import pytest

from common.wording import count_noun, did_you_mean


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 words"), (1, "1 word"), (2, "2 words"), (1_000, "1,000 words")],
)
def test_a_noun_follows_its_number(number: int, words: str) -> None:
    assert count_noun(number, "word") == words


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("lengt", "Did you mean length?"),
        ("lenght", "Did you mean length?"),
        ("temp", "Did you mean temperature?"),
        ("top_k_of", "Did you mean top_k?"),
        ("te", "Known: length, temperature, top_k."),  # too short to begin a name
        ("xyz", "Known: length, temperature, top_k."),
        ("", "Known: length, temperature, top_k."),
    ],
)
def test_the_nearest_name_is_asked_for(word: str, sentence: str) -> None:
    names = ("length", "temperature", "top_k")
    assert did_you_mean(word, names, f"Known: {', '.join(names)}.") == sentence


def test_no_name_at_all_is_near() -> None:
    assert did_you_mean("ann", [], "There are none.") == did_you_mean(
        "ann", [""], "There are none."
    )
