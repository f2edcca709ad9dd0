"""Shapes: how they are typed and told, and what stops a passage of each."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import UsageError
from common.shape import Shape, Unit
from models.writing.stops import make_stop

UNITS = get_args(Unit)


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        ("300", Shape(300)),
        ("300 characters", Shape(300)),
        ("1 character", Shape(1)),
        ("80 words", Shape(80, "words")),
        ("exactly 80 words", Shape(80, "words", exact=True)),
        ("exactly 80", Shape(80, exact=True)),
        ("1 sentence", Shape(1, "sentences")),
        ("  4  Lines ", Shape(4, "lines")),
        ("2 PARAGRAPHS", Shape(2, "paragraphs")),
        ("1 words", Shape(1, "words")),
        ("5 line", Shape(5, "lines")),
        ("1,000 words", Shape(1_000, "words")),
        ("1,000,000", Shape(1_000_000)),
    ],
)
def test_what_is_typed_is_understood(typed: str, shape: Shape) -> None:
    assert Shape.parse(typed) == shape


@pytest.mark.parametrize(
    "typed",
    ["", "words", "80 wordss", "80words", "-3", "1.5", "80 words exactly", "a few lines", "²",
     "80 w", "1,00", "1,0000 words", "80 characters words", "9" * 5_000],
)  # fmt: skip
def test_what_is_no_length_is_refused_with_what_would_be(typed: str) -> None:
    with pytest.raises(UsageError, match=r"^length cannot be ") as caught:
        Shape.parse(typed)
    assert "exactly 80 words" in caught.value.todo


@given(st.integers(1, 1_000_000), st.sampled_from(UNITS), st.booleans())
def test_a_shape_is_told_as_it_is_typed(count: int, unit: Unit, exact: bool) -> None:
    shape = Shape(count, unit, exact)
    assert Shape.parse(str(shape)) == shape


def test_one_of_a_unit_is_told_in_the_singular() -> None:
    assert str(Shape(1, "sentences")) == "1 sentence"
    assert str(Shape(2, "lines", until="The end")) == "2 lines"
    assert str(Shape(1, "words", exact=True)) == "exactly 1 word"
    assert str(Shape()) == "300 characters"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"count": 0}, "length cannot be 0"),
        ({"count": 1_000_001}, "length cannot be 1000001"),
        ({"unit": "pages"}, "a length cannot be in pages"),
        ({"until": "x" * 201}, "a text to write until cannot have 201 characters"),
    ],
)
def test_a_shape_out_of_range_is_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        Shape(**settings)
    assert caught.value.todo.startswith("Use ")


@pytest.mark.parametrize(
    ("typed", "until", "expected"),
    [
        ("5", "", "One two. "),
        ("exactly 5", "", "One two. "),
        ("1 word", "", "One two. "),
        ("exactly 1 word", "", "One "),
        ("2 sentences", "", "One two. Three.\n"),
        ("1 line", "", "One two. Three.\nF"),
        ("1 paragraph", "", "One two. Three.\nFour.\n\nF"),
        ("1 word", "Four", "One two. Three.\nFour."),
    ],
)
def test_a_passage_stops_as_its_shape_says(typed: str, until: str, expected: str) -> None:
    text = "One two. Three.\nFour.\n\nFive" + " and on" * 99
    shape = Shape.parse(typed)
    stop = make_stop(Shape(shape.count, shape.unit, shape.exact, until))
    asked = next(n for n, character in enumerate(text) if stop(character))
    assert text[: asked + 1] == expected  # the last character is the one that it stopped before


def test_every_passage_has_a_stop_of_its_own() -> None:
    shape = Shape(2, "characters", exact=True)
    first, second = make_stop(shape), make_stop(shape)
    assert [first(c) for c in "ab "] == [False, False, True]
    assert [second(c) for c in "ab "] == [False, False, True]
