"""The chat in a terminal: keys, lines, and what is seen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Terminal


def characters(terminal: Terminal) -> int:
    """The size of the manuscript, by the toolbar; -1 while there is none."""
    told = re.search(r"temp .* ([\d,]+) characters", terminal.toolbar)
    return int(told[1].replace(",", "")) if told else -1


def line(terminal: Terminal) -> str:
    """What was typed on the cursor's line."""
    return terminal.screen.lines[terminal.screen.row].removeprefix("›").strip()


def ready(terminal: Terminal, fewest: int = 0) -> int:
    """Wait for the prompt, and a manuscript of at least so many characters; how many it has."""
    terminal.until(lambda: characters(terminal) >= fewest, f"prompt, {fewest} characters")
    return characters(terminal)


def typed(terminal: Terminal, keys: str, shown: str) -> None:
    """Type, and wait until the cursor's line is as it should be then."""
    terminal.type(keys)
    terminal.until(lambda: line(terminal) == shown, f"{shown!r} on the prompt's line")


@pytest.fixture
def chat(folder: Path) -> Iterator[Terminal]:
    with Terminal(folder, "--style", "ann", "--length", "30", "--seed", "1") as terminal:
        ready(terminal)
        yield terminal


def test_the_welcome_names_the_authors_and_the_prompt_takes_a_turn(chat: Terminal) -> None:
    assert re.search("ann.*bob", chat.screen.text)
    chat.type("The miller\r")
    total = ready(chat, 40)
    assert total <= 240
    assert "The miller" in chat.screen.text
    chat.type("\r")  # an empty line: the author goes on
    assert ready(chat, total + 30) <= total + 230


def test_commands_tell_and_change_the_settings(chat: Terminal) -> None:
    chat.type("/temp 1.3\r")
    chat.see("Temperature 1.3")
    chat.type("/length 44\r")
    chat.see("Length 44")
    ready(chat)
    assert "1.3" in chat.toolbar
    assert "44" in chat.toolbar
    chat.type("/model\r")
    chat.see("127.0.0.1/book.txt")
    chat.type("/help\r")
    chat.see("/retrain")
    chat.type("Nobody\r")
    ready(chat, 50)
    chat.type("/model bob\r")
    chat.until(lambda: chat.toolbar.startswith("bob"), "bob in the toolbar")
    chat.type("/reset\r")
    chat.until(lambda: characters(chat) == 0, "an empty page")


def test_faults_are_told_and_the_chat_goes_on(chat: Terminal) -> None:
    chat.type("/modle\r")
    chat.see(r"Did you mean /model\?")
    chat.type("/temp hot\r")
    chat.see("temperature cannot be hot|Temperature cannot be hot")
    chat.type("/model carol\r")
    chat.see("no author called carol")
    chat.type("Nobody 漢字\r")
    chat.see("ann does not know 漢 字")
    ready(chat, 30)


def test_tab_completes_commands_authors_and_values(chat: Terminal) -> None:
    typed(chat, "/mo", "/mo")
    chat.see("/model")
    typed(chat, "\t", "/model")
    typed(chat, " bo", "/model bo")
    chat.see("bob")
    typed(chat, "\t", "/model bob")
    chat.type("\r")
    chat.see("bob goes on")


def test_enter_takes_the_line_also_from_the_menu(chat: Terminal) -> None:
    typed(chat, "/", "/")
    chat.see("/quit")
    typed(chat, "\t", "/temp")
    chat.type("\r")
    chat.see("Temperature 0.7")


def test_alt_enter_makes_a_new_line_within_the_passage(chat: Terminal) -> None:
    chat.type("one\x1b\rtwo")
    chat.until(lambda: line(chat) == "two", "a second line")
    assert characters(chat) == 0
    chat.type("\r")
    total = ready(chat, 7 + 30)
    chat.type("/reset\r")
    chat.until(lambda: characters(chat) == 0, "an empty page")
    assert total <= 7 + 230


def test_ctrl_c_stops_the_author_and_the_chat_goes_on(chat: Terminal) -> None:
    chat.type("/length 1000000\r")
    chat.see("Length 1000000")
    chat.type("The miller\r")
    chat.until(lambda: len(chat.screen.gone) > 40, "a long passage")
    chat.type("\x03")
    total = ready(chat, 500)
    assert total < 1_000_000
    chat.type("/length 30\r")
    chat.see("Length 30 ")
    chat.type("\r")
    ready(chat, total + 30)


def test_keys_typed_while_the_author_writes_wait_for_the_prompt(chat: Terminal) -> None:
    chat.type("/length 1000000\r")
    chat.see("Length 1000000")
    chat.type("The miller\r")
    chat.until(lambda: len(chat.screen.gone) > 40, "a long passage")
    chat.type("/temp 0.")
    chat.until(lambda: len(chat.screen.gone) > 80, "more of it")
    chat.type("4\x03")
    ready(chat, 500)
    chat.until(lambda: line(chat) == "/temp 0.4", "what was typed")
    chat.type("\r")
    chat.see("Temperature 0.4")


def test_ctrl_c_at_the_prompt_clears_the_line_and_never_leaves(chat: Terminal) -> None:
    typed(chat, "half a thought", "half a thought")
    typed(chat, "\x03", "")
    typed(chat, "\x03\x03/temp", "/temp")
    chat.type("\r")
    chat.see("Temperature 0.7")
    assert ready(chat) == 0


def test_ctrl_d_leaves(chat: Terminal) -> None:
    typed(chat, "a line", "a line")
    typed(chat, "\x03", "")
    chat.type("\x04")
    assert chat.leave() == 0


def test_quit_leaves(chat: Terminal) -> None:
    chat.type("/quit\r")
    assert chat.leave() == 0


def test_markup_and_escape_sequences_are_shown_never_obeyed(chat: Terminal) -> None:
    chat.type("/[bold]x[/]\r")
    chat.see(r"no command /\[bold\]x\[/\]")
    chat.type("/model [red]x[/]\r")
    chat.see(r"“\[red\]x\[/\]”")
    chat.raw = ""
    chat.type("\x1b[200~/\x1b[35mred\x1b]0;title\x07\x1b[201~\r")  # as a terminal sends a paste
    chat.see(r"no command /␛\[35mred␛\]0;title␇")
    assert "\x1b]0;" not in chat.raw
    chat.type("[bold]x[/] \x1b[200~\x1b[35m\x1b[201~\r")
    ready(chat, 30)
    assert "[bold]x[/]" in chat.screen.text
    assert "\x1b[35mred" not in chat.raw


def test_an_authors_markup_is_shown(folder: Path) -> None:
    from making import make_style

    make_style(folder / "styles" / "odd.style", "[bold][/]\\\n" * 400, seed=4)
    with Terminal(folder, "--style", "odd", "--length", "400", "--temp", "1") as terminal:
        ready(terminal)
        terminal.type("[bold]\r")
        ready(terminal, 400)
        shown = re.sub(r"\s|│", "", terminal.screen.text)
        assert re.search(r"[\[\]/\\bold]{100}", shown)


def test_history_is_kept_from_one_sitting_to_the_next(folder: Path) -> None:
    with Terminal(folder, "--style", "ann") as terminal:
        ready(terminal)
        terminal.type("/temp 0.9\r")
        terminal.see("Temperature 0.9")
        terminal.type("/quit\r")
        assert terminal.leave() == 0
    assert "/temp 0.9" in (folder / "history").read_text()
    assert (folder / "history").stat().st_mode & 0o077 == 0
    with Terminal(folder, "--style", "ann") as terminal:
        ready(terminal)
        typed(terminal, "\x1b[A", "/quit")
        typed(terminal, "\x1b[A", "/temp 0.9")


def test_the_chat_needs_no_history_that_can_be_written(folder: Path) -> None:
    (folder / "history").symlink_to(folder / "nowhere" / "history")
    with Terminal(folder, "--style", "ann") as terminal:
        ready(terminal)
        terminal.type("/temp 0.9\r")
        terminal.see("Temperature 0.9")
        typed(terminal, "\x1b[A", "/temp 0.9")
    assert not (folder / "nowhere").exists()


def test_a_history_that_goes_away_costs_no_line(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "history").symlink_to(folder / "elsewhere" / "history")
    with Terminal(folder, "--style", "ann", "--length", "30") as terminal:
        ready(terminal)
        (folder / "elsewhere" / "history").unlink()
        (folder / "elsewhere").rmdir()
        terminal.type("Nobody\r")
        ready(terminal, 36)


def test_an_author_who_is_not_there_is_told_before_the_chat_begins(folder: Path) -> None:
    with Terminal(folder, "--style", "nobody-here") as terminal:
        terminal.see("no author called nobody-here")
        assert terminal.leave() == 2
