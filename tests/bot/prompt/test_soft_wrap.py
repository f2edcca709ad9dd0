"""The line being typed, wrapped at words: what is shown, and where the cursor is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import Transformation, TransformationInput
from prompt_toolkit.layout.screen import Char

from bot.prompt.soft_wrap import SoftWrap


def wrapped(text: str, width: int, prefix: int = 0) -> Transformation:
    """The transformation of a line in a window of that width."""
    control = BufferControl(Buffer())
    given = TransformationInput(
        control, control.buffer.document, 0, lambda place: place, [("", text)], width, 9
    )
    return SoftWrap(prefix).apply_transformation(given)


def rows(transformation: Transformation, width: int) -> list[str]:
    """The rows as prompt_toolkit fills them, cell by cell."""
    found, column = [""], 0
    for _, character, *_ in transformation.fragments:
        cells = Char(character).width
        if column + cells > width:
            found, column = [*found, ""], 0
        found[-1] += character
        column += cells
    return found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three", ["one two ", "three"]),
        ("one twos three", ["one twos", "three"]),
        ("one twos   three", ["one twos", "three"]),
        ("one two   three", ["one two ", "three"]),
        ("abcdefghijkl mn", ["abcdefgh", "ijkl mn"]),
        ("a abcdefghijkl", ["a       ", "abcdefgh", "ijkl"]),
        ("漢字漢字漢字", ["漢字漢字", "漢字"]),
        ("a漢字漢字漢字", ["a漢字漢 ", "字漢字"]),
        ("漢字漢字。字", ["漢字漢  ", "字。字"]),
        ("  one two three", ["  one   ", "two     ", "three"]),
    ],
)
def test_a_line_is_wrapped_at_words(text: str, shown: list[str]) -> None:
    assert rows(wrapped(text, 8), 8) == shown
    assert rows(wrapped(text, 10, prefix=2), 8) == shown


@given(st.text("ab 漢。e\u0301\t", max_size=60), st.integers(2, 12))
def test_each_sign_is_where_the_cursor_is_put(text: str, width: int) -> None:
    made = wrapped(text, width)
    shown = "".join(character for _, character, *_ in made.fragments)
    assert "".join(shown.split()) == "".join(text.split())
    places = [made.source_to_display(place) for place in range(len(text) + 1)]
    assert places == sorted(places)
    for place, character in enumerate(text):
        if not character.isspace():
            assert shown[places[place]] == character
            assert made.display_to_source(places[place]) == place
    assert places[-1] == len(shown)
    assert made.source_to_display(len(text) + 1) == len(shown) + 1
    assert made.display_to_source(len(shown) + 1) == len(text) + 1


@given(st.lists(st.text("abcd", min_size=1, max_size=8), max_size=12))
def test_no_word_is_cut_that_fits_a_row(words: list[str]) -> None:
    shown = rows(wrapped(" ".join(words), 8), 8)
    assert " ".join(shown).split() == words
    assert all(len(row) <= 8 for row in shown)
