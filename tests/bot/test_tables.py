"""Tables in terminals of any width: no figure is ever cut."""

from io import StringIO

import pytest
from rich.console import Console

from bot.tables import Column, FittedTable

COLUMNS = (
    Column(""),
    Column("name", least=6),
    Column("date", rank=3),
    Column("words", rank=1, justify="right"),
    Column("begins", rank=2, least=8),
)
ROWS = (
    ("›", "the-eleven-pounds", "2001-02-03 04:05", "1,202", "The miller sat on the wall."),
    ("", "b", "2001-02-03 04:06", "12,345,678", ""),
)


def draw(width: int, columns: tuple[Column, ...] = COLUMNS) -> list[str]:
    console = Console(file=StringIO(), width=width)
    console.print(FittedTable(columns, ROWS))
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined,no-any-return]


def test_with_room_all_is_shown() -> None:
    head, first, second = draw(100)
    assert head.split() == ["name", "date", "words", "begins"]
    assert first.split("  ")[0].startswith("›")
    for text in ROWS[0]:
        assert text in first
    assert "12,345,678" in second


@pytest.mark.parametrize("width", range(12, 90))
def test_a_figure_is_shown_whole_or_not_at_all(width: int) -> None:
    lines = draw(width)
    assert len(lines) == 3
    assert all(len(line) <= width for line in lines)
    for head, texts in (("words", ("1,202", "12,345,678")), ("date", ("04:05", "04:06"))):
        for line, text in zip(lines[1:], texts, strict=True):
            assert (text in line) == (head in lines[0])
    digits = "".join(character for character in lines[1] if character.isdigit() or character == ",")
    assert digits in ("", "1,202", "200102030405", "2001020304051,202")
    if width >= 21:
        assert "words" in lines[0]


def test_the_highest_rank_goes_first_and_text_is_shortened_before() -> None:
    assert draw(59)[0].split() == ["name", "date", "words", "begins"]
    assert "…" in draw(59)[1]
    assert draw(45)[0].split() == ["name", "words", "begins"]
    assert draw(28)[0].split() == ["name", "words"]
