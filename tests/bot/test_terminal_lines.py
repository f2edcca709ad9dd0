"""Lines to choose from, by key and by command, in a pseudo-terminal of several kinds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.page.manuscript import Passage
from bot.storage.session_format import load
from tests.support.terminal import Terminal

ANN = ("--style", "ann", "--length", "30", "--seed", "1")
DOWN, LEFT, ESCAPE = "\x1b[B", "\x1b[D", "\x1b"
ALT_N = "\x1bn"
LISTED = "Enter takes it"


def passages(terminal: Terminal) -> list[Passage]:
    """What is saved of the page."""
    for path in (terminal.folder / "sessions").glob("*.json"):
        record = load(path)
        path_to_end = record.manuscript.path(record.end)
        return [record.manuscript.passage(number) for number in path_to_end]
    return []


def texts(terminal: Terminal) -> list[str]:
    return [passage.text for passage in passages(terminal)]


def wait(terminal: Terminal, count: int) -> None:
    """Wait for the prompt, with so many passages on the page."""
    terminal.until(
        lambda: len(texts(terminal)) == count and "temp 0.7" in terminal.toolbar,
        f"{count} passages",
    )


def listed(terminal: Terminal) -> dict[int, str]:
    """The first row of each line of the list on the screen now, by number."""
    rows = re.findall(r"^.(\d) │ (.*)$", "\n".join(terminal.screen.lines), re.MULTILINE)
    return {int(number): text for number, text in rows}


def here(terminal: Terminal) -> str:
    """The row on which the cursor is; "" if there is none."""
    found = re.findall(r"^›(\d │ .*)$", "\n".join(terminal.screen.lines), re.MULTILINE)
    return found[0] if found else ""


def read_screen(text: str) -> str:
    """A text as the list shows it, without the spaces, which may lie at the end of a row."""
    return re.sub(r"[\s¶/]", "", text)


@pytest.fixture(
    params=[((24, 80), {}), ((20, 40), {}), ((24, 80), {"NO_COLOR": "1"})],
    ids=["80x24", "40x20", "NO_COLOR"],
)
def chat(request: pytest.FixtureRequest, folder: Path) -> Iterator[Terminal]:
    size, more = request.param
    with Terminal(folder, *ANN, size=size, **more) as terminal:
        terminal.until(lambda: "temp 0.7" in terminal.toolbar, "the prompt")
        terminal.type("The miller\r")
        wait(terminal, 2)
        yield terminal


def test_digits_and_arrows_choose_and_enter_takes(chat: Terminal) -> None:
    before = texts(chat)
    chat.type(ALT_N)
    chat.see(LISTED)
    chat.until(lambda: set(listed(chat)) >= {1, 2, 3, 4, 5}, "a list")
    assert here(chat).startswith("1 │")
    chat.type(DOWN)
    chat.until(lambda: here(chat).startswith("2 │"), "the second line")
    chat.type("4")
    chat.until(lambda: here(chat).startswith("4 │"), "the fourth line")
    beginning = read_screen(listed(chat)[4])
    chat.type("\r")
    wait(chat, 3)
    now = passages(chat)
    assert [passage.text for passage in now[:2]] == before
    assert read_screen(now[2].text).startswith(beginning)
    assert now[2].style == "ann"
    assert now[2].writing is not None
    assert LISTED not in "\n".join(chat.screen.lines)


def test_a_digit_with_enter_does_nothing_else(chat: Terminal) -> None:
    chat.type("/lines\r")
    chat.see(LISTED)
    chat.type("2\r")
    wait(chat, 3)
    chat.type("/retry 2\r")
    chat.see("1-2 chooses")
    chat.type("2\r")  # all at once
    chat.see("You chose 2")
    chat.type("/retry 2\r")
    chat.see("1-2 chooses")
    chat.type("1")
    chat.see("You chose 1")
    chat.type("/seed\r")
    chat.see("Seeds: ")
    assert len(texts(chat)) == 3  # no Enter was an empty line


def test_a_line_is_cut_at_the_cursor_and_undone(chat: Terminal) -> None:
    before = texts(chat)
    chat.type(ALT_N)
    chat.see(LISTED)
    chat.type(LEFT)
    chat.until(lambda: "|" in "".join(chat.screen.lines), "the cursor")
    chat.type("\r")
    wait(chat, 3)
    writing = passages(chat)[2].writing
    assert writing is not None
    assert writing.shape.exact
    assert writing.shape.unit == "words"
    chat.type("/undo\r")
    wait(chat, 2)
    assert texts(chat) == before


def test_more_goes_on_and_escape_leaves_what_is_there(chat: Terminal) -> None:
    chat.type(ALT_N)
    chat.see(LISTED)
    chat.type("m")
    chat.until(lambda: len(texts(chat)) == 3, "a third passage")
    chat.until(lambda: bool(here(chat)), "more lines")
    chat.type(ESCAPE)
    chat.until(lambda: not here(chat), "no list")
    wait(chat, 3)
    chat.type(ALT_N)
    chat.see(LISTED)
    chat.type("\x03")
    chat.see("Nothing has changed")
    wait(chat, 3)


def test_a_line_that_is_being_typed_is_continued_or_kept(chat: Terminal) -> None:
    chat.type("My aunt" + ALT_N)
    chat.see(LISTED)
    assert "after “My aunt”" in chat.screen.text
    chat.type(ESCAPE)
    chat.see("Nothing has changed")
    chat.until(lambda: any(line.startswith("› My aunt") for line in chat.screen.lines), "the line")
    assert len(texts(chat)) == 2
    chat.type(ALT_N)
    chat.see(LISTED)
    chat.type("\r")
    wait(chat, 4)
    assert texts(chat)[2].lstrip() == "My aunt"
    assert [passage.style for passage in passages(chat)[2:]] == [None, "ann"]
    chat.until(lambda: any(line == "›" for line in chat.screen.lines), "an empty prompt")


def test_a_line_is_edited_before_it_is_on_the_page(chat: Terminal) -> None:
    chat.type("My aunt" + ALT_N)
    chat.see(LISTED)
    chat.type("e")
    chat.until(lambda: any(line.startswith("› My aunt") for line in chat.screen.lines), "the line")
    assert len(texts(chat)) == 2
    chat.type(", not so\r")
    wait(chat, 4)
    assert texts(chat)[2].startswith(" My aunt")
    assert texts(chat)[2].endswith(", not so")
    assert passages(chat)[2].style is None


def test_plain_lines_are_numbered_and_a_number_takes_one(folder: Path) -> None:
    with Terminal(folder, *ANN, "--plain") as terminal:
        terminal.see("you:")
        terminal.type("The miller\r")
        terminal.until(lambda: len(texts(terminal)) == 2, "an answer")
        terminal.type("/lines\r")
        terminal.see(r"takes a line, 0 takes none; or type on\.\n\?")
        assert "1. " in terminal.screen.text
        terminal.type("\r")
        terminal.see("Nothing has changed")
        terminal.type("/lines\r")
        terminal.see(r"takes a line, 0 takes none; or type on\.\n\?")
        terminal.type("2\r")
        terminal.until(lambda: len(texts(terminal)) == 3, "the line")
        terminal.type("/lines\r")
        terminal.until(lambda: terminal.screen.text.count("or type on") == 3, "another list")
        terminal.type("My aunt slept.\r")
        terminal.until(lambda: len(texts(terminal)) == 5, "a turn")
        assert texts(terminal)[3].strip() == "My aunt slept."
        assert "\x1b" not in terminal.raw
