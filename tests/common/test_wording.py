"""Counts in words: one of a thing is told in the singular."""

import pytest

from common.wording import count_of


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 words"), (1, "1 word"), (2, "2 words"), (1_000, "1,000 words")],
)
def test_a_noun_follows_its_number(number: int, told: str) -> None:
    assert count_of(number, "word") == told
