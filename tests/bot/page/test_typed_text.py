"""A person's text: composed, with Unix line ends, and nothing a terminal obeys."""

import pytest

from texts.typed_text import normalise


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("It rained.\r\nAll night.\rTwice.\n", "It rained.\nAll night.\nTwice.\n"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("\tin \x1b[31mred\x07\x85\x7f", "\tin [31mred"),
        ("Cafe\x00\u0301", "Caf\u00e9"),
        ("", ""),
    ],
)
def test_a_text_is_read_as_it_comes_onto_the_page(typed: str, read: str) -> None:
    assert normalise(typed) == read
    assert normalise(read) == read
