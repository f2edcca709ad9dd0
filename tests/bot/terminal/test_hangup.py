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
    numbers = sitting.manuscript.path(sitting.here)
    return "".join(sitting.manuscript.passage(number).text for number in numbers)


def takes(folder: Path) -> int:
    """How many passages are saved, on the page or not."""
    (path,) = (folder / "sessions").glob("*.json")
    return len(load(path).manuscript) - 1


def at_the_prompt(terminal: Terminal) -> None:
    terminal.type(_LINE)
    terminal.see(_LINE)


def while_an_author_writes(terminal: Terminal) -> None:
    terminal.type("/length 1000000\r")
    terminal.see("Length 1000000")
    terminal.type("\r")
    terminal.until(lambda: len(terminal.screen.gone) > 40, "a long passage")


def while_takes_are_written(terminal: Terminal) -> None:
    terminal.type("/length 1000000\r")
    terminal.see("Length 1000000")
    terminal.type("/retry 2\r")
    terminal.until(lambda: terminal.screen.text.count(" │ ") > 9, "takes")


def while_takes_are_shown(terminal: Terminal) -> None:
    terminal.type("/retry 2\r")
    terminal.see("1-2 chooses a take")


def at_a_question(terminal: Terminal) -> None:
    terminal.type("/retrain nowhere.txt as ann\r")
    terminal.see(r"Replace it\?")
    terminal.type("y")  # half an answer is none
    terminal.see(r"\? y")


def at_a_plain_question(terminal: Terminal) -> None:
    terminal.type("/retry 2\r")
    terminal.see("1 to 2 chooses a take")


@pytest.mark.parametrize("shell", [_FIRST, _ANOTHERS], ids=["first", "another's"])
@pytest.mark.parametrize(
    ("reach", "more", "left"),
    [
        (at_the_prompt, (), 2),
        (while_an_author_writes, (), 3),
        (while_takes_are_written, (), 4),
        (while_takes_are_shown, (), 4),
        (at_a_question, (), 2),
        (at_the_prompt, ("--plain",), 2),
        (while_an_author_writes, ("--plain",), 3),
        (at_a_plain_question, ("--plain",), 4),
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
    if reach is at_the_prompt and not more:
        assert _LINE in (folder / "history").read_text()
    if reach is while_an_author_writes:
        longest = max(terminal.screen.gone[-15:], key=len)
        assert longest.removeprefix("│ ").strip() in page(folder)
