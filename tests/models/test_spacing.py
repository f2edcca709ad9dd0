"""Spacing: between which characters a word may end without white space, and in which scripts."""

import pytest

from models.spacing import continues_word, may_part
from texts.scripts import is_unspaced


@pytest.mark.parametrize(
    ("before", "characters"),
    [
        ("漢", "字かa3（“「"),
        ("a", "字カก「"),
        ("3", "年"),
        ("。", "他aＡ“"),
        ("ก", "ขa3"),
        ("き", "か"),
        ("ក", "ខ"),
        ("က", "ခ"),
        ("ກ", "ຂ"),
    ],
)
def test_a_word_may_end_beside_a_letter_whose_script_sets_no_white_space(
    before: str, characters: str
) -> None:
    assert all(may_part(before, character) for character in characters)


@pytest.mark.parametrize(
    ("before", "characters"),
    [
        ("a", "b3'é- ("),
        ("나", "는a"),
        ("漢", "々，。」”-."),
        ("カ", "ー"),
        ("「", "漢a"),
        ("“", "漢"),
        ("ก", "\u0e34"),
        ("\u17d2", "ខ"),
        ("３", "４"),
    ],
)
def test_a_word_ends_nowhere_else_without_white_space(before: str, characters: str) -> None:
    assert not any(may_part(before, character) for character in characters)


def test_letters_and_full_width_marks_are_unspaced_and_digits_and_other_marks_are_not() -> None:
    assert all(map(is_unspaced, "漢かカｶ々ーกຂខခ，。！「」"))
    assert not any(map(is_unspaced, "aé가ж3３,.“” \n"))


def test_a_word_goes_on_with_its_letters_and_marks_but_not_where_another_may_begin() -> None:
    goes_on = {"bell": "s7é\u0301", "漢": "々", "カ": "ー", "ก": "\u0e34\u0e49", "क": "ख\u093f"}
    another = {"bell": "漢カก’- ", "漢": "字a7。 ", "ก": "ขa7 ", "क": "漢 "}
    for word, characters in goes_on.items():
        assert all(continues_word(word[-1], character) for character in characters)
    for word, characters in another.items():
        assert not any(continues_word(word[-1], character) for character in characters)
