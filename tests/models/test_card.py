"""models/card.py: which texts are of one book, and what is said of one that was read before."""

from dataclasses import replace

import pytest

from models.card import caution
from texts.source import Source

LAMP = Source(
    "https://www.gutenberg.org/ebooks/807.txt.utf-8",
    "The Lamp",
    "Ada Maker",
    "none",
    "ab" * 32,
    900,
    90,
)
PLACE = "http://127.0.0.1/lamp.txt"


@pytest.mark.parametrize(
    ("origin", "number"),
    [
        (LAMP.origin, "807"),
        ("https://www.gutenberg.org/files/807/807-0.txt", "807"),
        ("http://gutenberg.org/cache/epub/8070/pg8070.txt", "8070"),
        (PLACE, None),
        ("lamp_807.txt", None),
    ],
)
def test_the_number_of_a_book(origin: str, number: str | None) -> None:
    assert replace(LAMP, origin=origin).gutenberg_number == number


@pytest.mark.parametrize(
    "other",
    [
        replace(LAMP, origin=PLACE, title=None, author=None),  # the same file
        replace(LAMP, origin="https://www.gutenberg.org/files/807/807-0.txt", sha256="", title="L"),
        replace(LAMP, origin=PLACE, sha256="", title="THE LAMP", author="ada maker"),
    ],
    ids=["file", "number", "title and author"],
)
def test_one_book_in_two_editions(other: Source) -> None:
    assert LAMP.is_same_book(other)
    assert other.is_same_book(LAMP)


@pytest.mark.parametrize(
    "change",
    [{"author": "Jane Inventor"}, {"author": None}, {"title": "The Lamps"}, {"title": None}],
)
def test_two_books(change: dict[str, str | None]) -> None:
    other = replace(LAMP, origin=PLACE, sha256="", **change)  # type: ignore[arg-type]
    assert not LAMP.is_same_book(other)
    assert not other.is_same_book(LAMP)
    unnamed = replace(LAMP, origin=PLACE, sha256="1", title=None, author=None)
    assert not unnamed.is_same_book(replace(unnamed, sha256="2"))


def test_of_many_texts_three_are_named() -> None:
    assert caution("ann", ["The Lamp"]).startswith("ann had read The Lamp before: ")
    assert "read A, B, C and 2 more before" in caution("ann", ["A", "B", "C", "D", "E"])
