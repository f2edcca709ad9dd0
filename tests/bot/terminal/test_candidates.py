"""Candidates on the screen: side by side or stacked, all of them, or each one's end."""

import io

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.utils import get_cwidth
from rich.console import Console
from rich.text import Text

from bot.terminal.choices.candidates import Candidates
from bot.terminal.choices.line_list import LineList, choose_line
from bot.terminal.choices.live_block import LiveBlock
from bot.terminal.excerpts import show_breaks
from bot.terminal.keyboard import Keyboard
from bot.terminal.screen import Screen
from tests.support.samples import invented
from tests.support.terminal import Screen as Cells

TEXTS = [" ".join(invented(500, seed).split()) for seed in (1, 2, 3)]


def takes(texts: list[str] = TEXTS, whole: bool = True) -> Candidates:
    made = Candidates(Text("ann"), len(texts), "magenta")
    for row, text in enumerate(texts):
        for character in text:
            made.add(row, character)
    if whole:
        made.end()
    return made


def plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


def column(lines: list[str], number: int) -> str:
    """The text that stands in a column of lines laid out side by side."""
    start = next(line for line in lines if f"{number} │ " in line).index(f"{number} │ ") + 4
    # the margin of the next column begins with two blanks at least
    return " ".join(line[start:].split("  ")[0].strip() for line in lines[1:]).strip()


def test_where_there_is_room_they_stand_side_by_side_and_nothing_is_lost() -> None:
    lines = plain(takes().lines(112))
    assert lines[0] == "ann"
    assert lines[1].count(" │ ") == 3
    assert max(map(len, lines)) <= 112
    for place, text in enumerate(TEXTS, 1):
        assert column(lines, place) == text


def test_where_there_is_not_they_are_stacked_and_nothing_is_lost() -> None:
    lines = plain(takes().lines(111))
    assert max(map(len, lines)) <= 88
    assert "\n".join(lines).count("\n\n") == 2
    blocks = "\n".join(lines[1:]).split("\n\n")
    for place, (block, text) in enumerate(zip(blocks, TEXTS, strict=True), 1):
        assert block.startswith(f"{place} │ ")
        assert " ".join(line[4:] for line in block.split("\n")) == text


@pytest.mark.parametrize("width", [30, 40, 80, 120, 200])
@pytest.mark.parametrize("height", [2, 6, 10, 24])
@pytest.mark.parametrize("number", [1, 2, 3, 9])
def test_what_is_drawn_never_leaves_its_room(width: int, height: int, number: int) -> None:
    texts = [TEXTS[row % 3] + " 漢字" * row for row in range(number)]
    lines = plain(takes(texts, whole=False).lines(width, height))
    assert len(lines) <= height
    assert max(map(get_cwidth, lines)) <= width
    assert any(line for line in lines[1:])


def test_of_long_ones_the_end_is_seen_of_each() -> None:
    lines = "\n".join(plain(takes().lines(60, 13)))
    for place, text in enumerate(TEXTS, 1):
        assert f"{place} │ " in lines
        assert text.split()[-1] in lines


def test_they_are_laid_out_anew_at_another_width() -> None:
    made = takes()
    assert plain(made.lines(200)) == plain(takes().lines(200))
    assert plain(made.lines(50)) == plain(takes().lines(50))


def test_wide_characters_keep_the_columns_straight() -> None:
    lines = plain(takes(["漢字 " * 30, "e\u0301 " * 60]).lines(80))
    places = {get_cwidth(line[: line.index("│", 4)]) for line in lines[1:] if line.count("│") > 1}
    assert len(places) == 1


def test_those_that_have_begun_are_known() -> None:
    made = takes(["", "a", ""], whole=False)
    assert made.rows == [1]


def test_it_is_drawn_in_place_and_goes_away() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=40, height=12)
    console.print("above")
    made = takes(whole=False)
    drawing = LiveBlock(Screen(console), made.lines)
    cells = Cells(12, 40)
    drawing.draw()
    cells.feed(out.getvalue().replace("\n", "\r\n"))
    assert sum("│" in line for line in cells.lines) >= 6
    drawing.erase()
    cells = Cells(12, 40)
    cells.feed(out.getvalue().replace("\n", "\r\n"))
    assert [line for line in cells.lines if line] == ["above"]
    assert cells.row == 1


LINES = [f" Line {number} of the miller and {'his aunt ' * number}went." for number in range(1, 10)]


def line_list() -> LineList:
    return LineList(Text("ann, 9 lines"), LINES, "magenta", "Enter takes it, Esc leaves.")


@pytest.mark.parametrize(("width", "height"), [(79, 22), (39, 18), (39, 8), (20, 4), (200, 50)])
def test_the_list_fits_and_shows_the_line_with_the_cursor_whole(width: int, height: int) -> None:
    shown = line_list()
    for row in range(9):
        shown.select(row)
        lines = plain(shown.lines(width, height))
        assert len(lines) <= max(height, 3)
        assert all(get_cwidth(line) <= width for line in lines)
        assert lines[0] == "ann, 9 lines"
        here = next(i for i, line in enumerate(lines) if line.startswith(f"›{row + 1} │ "))
        if height > 10:
            assert sum(" │ " in line[:5] and line[1].isdigit() for line in lines) == 9
            end = next((i for i in range(here + 1, len(lines)) if lines[i][1].isdigit()), -1)
            block = lines[here : end if end > 0 else None]
            text = " ".join(line[5:] for line in block if " │ " in line[:5])
            assert " ".join(text.split()) == " ".join(LINES[row].split())


def test_the_cursor_goes_by_words_and_from_line_to_line() -> None:
    shown = line_list()
    assert (shown.row, shown.length) == (0, len(LINES[0]))
    shown.move(1)
    assert shown.length == len(LINES[0])
    shown.move(-1)
    assert LINES[0][: shown.length] == " Line 1 of the miller and his aunt"
    shown.move(-2)
    assert LINES[0][: shown.length] == " Line 1 of the miller and"
    assert "›1 │ Line 1 of the miller and| his aunt went." in plain(shown.lines(79, 22))
    shown.move(-99)
    assert LINES[0][: shown.length] == " Line"
    shown.move(1)
    assert LINES[0][: shown.length] == " Line 1"
    shown.select(-1)
    assert (shown.row, shown.length) == (8, len(LINES[8]))
    shown.select(9)
    assert shown.row == 0


def test_a_bar_of_the_text_is_not_taken_for_the_cursor() -> None:
    shown = LineList(Text("ann"), [" A | bar | stands here."], "magenta", "Enter.")
    shown.move(-1)
    (row,) = (line for line in shown.lines(79, 22) if "bar" in line.plain)
    assert row.plain == "›1 │ A | bar | stands| here."
    assert [span.style for span in row.spans if row.plain[span.start] == "|"] == ["dim"]


def test_line_ends_are_shown_in_one_line() -> None:
    assert show_breaks("\n\n“Ah.”\n\nANN:\nGo.") == "¶ “Ah.” ¶ ANN: / Go."


@pytest.mark.parametrize(("text", "is_told"), [("\n\n“Ah.”", True), (" Ah.", False)])
def test_the_list_says_what_its_signs_stand_for(text: str, is_told: bool) -> None:
    out = io.StringIO()
    with create_pipe_input() as source:
        source.send_text("x")  # no key of the list
        screen = Screen(Console(file=out, width=80, height=24))
        assert choose_line(screen, Keyboard(source), "ann", "", lambda stop: [text, " b"]) is None
    shown = out.getvalue()
    assert "Enter takes it" in shown
    shown = " ".join(shown.replace("\x1b[K", "").split())
    assert ("¶ begins a paragraph, / a line." in shown) == is_told
