"""Closing the terminal's window: the sitting ends by itself, says nothing, and loses nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.session_format import load
from tests.support.terminal import Terminal

_LINE = "The miller was about to"
# The kernel signals only the first process of a terminal. Where that one lives on, the program
# hears of the closing by nothing but reads and writes that fail.
_FIRST = 'exec "$@" 2>"$HOME/errors"'
_ANOTHERS = 'trap "" HUP; "$@" 2>"$HOME/errors"; exit $?'


def page(folder: Path) -> str:
    """The saved page."""
    (path,) = (folder / "sessions").glob("*.json")
    sitting = load(path)
    numbers = sitting.manuscript.path(sitting.end)
    return "".join(sitting.manuscript.passage(number).text for number in numbers)


def takes(folder: Path) -> int:
    """How many passages are saved, on the page or not."""
    (path,) = (folder / "sessions").glob("*.json")
    return len(load(path).manuscript) - 1


def reach_prompt(terminal: Terminal) -> None:
    terminal.type(_LINE)
    terminal.see(_LINE)


def reach_writing(terminal: Terminal) -> None:
    terminal.type("/length 1000000\r")
    terminal.see("Length 1000000")
    terminal.type("\r")
    terminal.until(lambda: len(terminal.screen.gone) > 40, "a long passage")


def reach_writing_of_takes(terminal: Terminal) -> None:
    terminal.type("/length 1000000\r")
    terminal.see("Length 1000000")
    terminal.type("/retry 2\r")
    terminal.until(lambda: terminal.screen.text.count(" │ ") > 9, "takes")


def reach_choice(terminal: Terminal) -> None:
    terminal.type("/retry 2\r")
    terminal.see("1-2 chooses a take")


def reach_question(terminal: Terminal) -> None:
    terminal.type("/retrain nowhere.txt as ann\r")
    terminal.see(r"Replace it\?")
    terminal.type("y")  # half an answer is none
    terminal.see(r"\? y")


def reach_plain_choice(terminal: Terminal) -> None:
    terminal.type("/retry 2\r")
    terminal.see("1 to 2 chooses a take")


@pytest.mark.parametrize("shell", [_FIRST, _ANOTHERS], ids=["first", "another's"])
@pytest.mark.parametrize(
    ("reach", "more", "left"),
    [
        (reach_prompt, (), 2),
        (reach_writing, (), 3),
        (reach_writing_of_takes, (), 4),
        (reach_choice, (), 4),
        (reach_question, (), 2),
        (reach_prompt, ("--plain",), 2),
        (reach_writing, ("--plain",), 3),
        (reach_plain_choice, ("--plain",), 4),
    ],
)
def test_a_closed_terminal_ends_the_sitting_and_all_is_saved(
    folder: Path,
    shell: str,
    reach: Callable[[Terminal], None],
    more: tuple[str, ...],
    left: int,
) -> None:
    (folder / "home").mkdir()
    ann = ("--style", "ann", "--length", "30", "--seed", "1")
    with Terminal(folder, *ann, *more, shell=shell) as terminal:
        terminal.see("you:" if more else "words")
        terminal.type("Nobody sang\r")
        terminal.see(r"ann:?\n(.*\n)+(you:|›)")
        reach(terminal)
        assert terminal.close() == 129
    assert (folder / "home" / "errors").read_text() == ""
    assert page(folder).startswith("Nobody sang")
    assert takes(folder) == left
    if reach is reach_prompt and not more:
        assert _LINE in (folder / "history").read_text()
    if reach is reach_writing:
        longest = max(terminal.screen.gone[-15:], key=len)
        assert longest.removeprefix("│ ").strip() in page(folder)
