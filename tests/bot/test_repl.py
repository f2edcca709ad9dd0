"""The chat in a terminal: keys, lines, and what is seen."""

import re
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.utils import get_cwidth

from bot.page.passages import write_passage
from bot.storage.session_format import load
from common.shape import Shape
from models.style import read_style
from models.writing.stops import make_stop
from tests.support.terminal import Terminal, run


def characters(terminal: Terminal) -> int:
    """The size of the manuscript, by the toolbar; -1 while there is none."""
    return terminal.count("character")


def line(terminal: Terminal) -> str:
    """What was typed on the cursor's line."""
    return terminal.screen.lines[terminal.screen.row].removeprefix("›").strip()


def ready(terminal: Terminal, fewest: int = 0) -> int:
    """Wait for the prompt, and a manuscript of at least so many characters; how many it has."""
    terminal.until(lambda: characters(terminal) >= fewest, f"prompt, {fewest} characters")
    return characters(terminal)


def type_and_see(terminal: Terminal, keys: str, shown: str) -> None:
    """Type, and wait until the cursor's line is as it should be then."""
    terminal.type(keys)
    terminal.until(lambda: line(terminal) == shown, f"{shown!r} on the prompt's line")


def configure(folder: Path, **settings: object) -> None:
    """The person's config; no ghost text, which would stand beside what is typed."""
    file = folder / "config" / "pastiche" / "config.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{key}: {value}\n" for key, value in {"ghost": 0, **settings}.items()))


def editor(folder: Path, body: str) -> str:
    """An editor that runs `body`, with `file` what it is given, and tells the terminal's mode."""
    script = folder / "editor.py"
    head = "import pathlib, sys, termios\nfile = pathlib.Path(sys.argv[1])\n"
    mode = "flags = termios.tcgetattr(0)[3]\nraw = not flags & termios.ICANON\n"
    script.write_text(head + mode + body, encoding="utf-8")
    return shlex.join([sys.executable, str(script)])


ANN = ("--style", "ann", "--length", "30", "--seed", "1")


@pytest.fixture(autouse=True)
def _no_ghost(folder: Path) -> None:
    configure(folder)


@pytest.fixture
def chat(folder: Path) -> Iterator[Terminal]:
    with Terminal(folder, *ANN, size=(24, 100)) as terminal:
        ready(terminal)
        yield terminal


def test_the_welcome_names_the_authors_and_the_prompt_takes_a_turn(chat: Terminal) -> None:
    assert re.search("ann.*bob", chat.screen.text)
    chat.type("The miller\r")
    total = ready(chat, 40)
    assert total <= 540
    assert "The miller" in chat.screen.text
    chat.type("\r")  # an empty line: the author goes on
    assert ready(chat, total + 30) <= total + 530


def test_commands_tell_and_change_the_settings(chat: Terminal) -> None:
    chat.type("/temp 1.3\r")
    chat.see("Temperature 1.3")
    chat.type("/length 44\r")
    chat.see("Length 44")
    ready(chat)
    assert "1.3" in chat.toolbar
    assert "44" in chat.toolbar
    chat.type("/model\r")
    chat.see("A Book")
    chat.type("/help\r")
    chat.see("/more")
    chat.type("Nobody\r")  # which ends the help, after a screenful of it
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
    type_and_see(chat, "/mod", "/mod")
    chat.see("/model")
    type_and_see(chat, "\t", "/model")
    type_and_see(chat, " bo", "/model bo")
    chat.see("bob")
    type_and_see(chat, "\t", "/model bob")
    chat.type("\r")
    chat.see("bob goes on")


def test_enter_takes_the_line_also_from_the_menu(chat: Terminal) -> None:
    type_and_see(chat, "/te", "/te")
    chat.see("how adventurous")
    type_and_see(chat, "\t", "/temp")
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
    assert total <= 7 + 530


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


def test_ctrl_c_on_an_empty_line_says_once_how_to_leave(chat: Terminal) -> None:
    type_and_see(chat, "The miller", "The miller")
    type_and_see(chat, "\x03", "")
    assert "To leave" not in chat.screen.text
    chat.type("\x03")
    chat.see(r"To leave, type /quit or press Ctrl-D\.")
    chat.type("\x03")
    type_and_see(chat, "The miller", "The miller")
    assert chat.screen.text.count("To leave") == 1


def test_ctrl_c_leaves_no_half_word(chat: Terminal) -> None:
    chat.type("/length 1000000\r")
    chat.see("Length 1000000")
    for _ in range(3):
        before, gone = ready(chat), len(chat.screen.gone)
        chat.type("\r")
        chat.until(lambda: len(chat.screen.gone) > gone + 10, "a long passage")  # noqa: B023
        chat.type("\x03")
        ready(chat, before + 1)
    style = read_style(chat.folder / "styles" / "ann.style")
    (path,) = (chat.folder / "sessions").glob("*.json")
    record = load(path)
    for number in record.manuscript.path(record.end):
        passage = record.manuscript.passage(number)
        assert passage.writing is not None
        voice = style.voice()
        page = record.manuscript.text(record.manuscript.parent(number))
        voice.read(page)
        stop = make_stop(Shape(len(passage.text) + 50))
        new_word = record.manuscript.is_word_end(record.manuscript.parent(number))
        whole = "".join(write_passage(voice, passage.writing, stop, new_word, page))
        assert whole.startswith(passage.text)
        ends_a_word = passage.text[-1].isspace() or whole[len(passage.text)].isspace()
        assert ends_a_word or len(passage.text.split()[-1]) > 100  # which is no word
    again = run(chat.folder, "replay", path.stem)
    assert (again.returncode, again.stdout) == (0, record.manuscript.text(record.end))


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
    type_and_see(chat, "half a thought", "half a thought")
    type_and_see(chat, "\x03", "")
    type_and_see(chat, "\x03\x03/temp", "/temp")
    chat.type("\r")
    chat.see("Temperature 0.7")
    assert ready(chat) == 0


def test_ctrl_d_leaves(chat: Terminal) -> None:
    type_and_see(chat, "a line", "a line")
    type_and_see(chat, "\x03", "")
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
    from tests.support.samples import make_style

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
        type_and_see(terminal, "\x1b[A", "/quit")
        type_and_see(terminal, "\x1b[A", "/temp 0.9")


def test_the_chat_needs_no_history_that_can_be_written(folder: Path) -> None:
    (folder / "history").symlink_to(folder / "nowhere" / "history")
    with Terminal(folder, "--style", "ann") as terminal:
        ready(terminal)
        terminal.type("/temp 0.9\r")
        terminal.see("Temperature 0.9")
        type_and_see(terminal, "\x1b[A", "/temp 0.9")
    assert not (folder / "nowhere").exists()


def test_the_chat_needs_no_history_that_can_be_read(folder: Path) -> None:
    (folder / "history").mkdir()
    with Terminal(folder, "--style", "ann") as terminal:
        ready(terminal)
        terminal.type("/temp 0.9\r")
        terminal.see("Temperature 0.9")
        type_and_see(terminal, "\x1b[A", "/temp 0.9")
        assert "Traceback" not in terminal.screen.text


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_what_was_being_typed_when_the_window_closed_is_in_the_history(
    folder: Path, number: int
) -> None:
    with Terminal(folder, "--style", "ann") as terminal:
        ready(terminal)
        type_and_see(terminal, "The miller was about to", "The miller was about to")
        terminal.send_signal(number)
        terminal.leave()
    with Terminal(folder, "--style", "ann") as terminal:
        ready(terminal)
        type_and_see(terminal, "\x1b[A", "The miller was about to")


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


def test_a_long_line_is_wrapped_at_words_once_it_is_typed(chat: Terminal) -> None:
    typed = " ".join(["The miller carried the blue lamp"] * 8)
    chat.type(f"{typed}\r")
    ready(chat, len(typed) + 30)
    lines = chat.screen.text.split("\n")
    first = next(place for place, shown in enumerate(lines) if shown.startswith("› The"))
    block = lines[first : lines.index("", first)]
    assert all(shown.startswith("  ") for shown in block[1:])
    assert " ".join(shown[2:] for shown in block) == typed
    assert max(map(len, block)) <= 88


def test_a_hint_comes_once_after_the_first_turn(chat: Terminal) -> None:
    assert "An empty line continues" not in chat.screen.text
    chat.type("The miller\r")
    chat.see("An empty line continues")
    total = ready(chat, 40)
    chat.type("\r")
    ready(chat, total + 30)
    assert chat.screen.text.count("An empty line continues") == 1


def test_a_paste_keeps_its_line_ends(chat: Terminal) -> None:
    chat.type("\x1b[200~one\r\ntwo\n\nthree\rfour\x1b[201~")
    chat.until(lambda: line(chat) == "four", "the last of its lines")
    chat.type("\r")
    ready(chat, 19 + 30)
    assert re.search("› one\n  two\n\n  three\n  four\n", chat.screen.text)


def test_takes_are_written_together_and_a_key_chooses(chat: Terminal) -> None:
    chat.type("/retry 3\r")
    chat.see("nothing to write again")
    chat.type("The miller\r")
    ready(chat, 40)
    chat.type("/retry 3\r")
    chat.see("1-3 chooses a take, 0 keeps the page")
    takes = re.findall(r"^([123]) │ ", chat.screen.text, re.MULTILINE)
    assert takes == ["1", "2", "3"]
    chat.type("72")  # there is no seventh
    chat.see("You chose 2")
    ready(chat, 40)
    chat.type("/retry 2\r")
    chat.see("1-2 chooses a take, 0 keeps the page")
    type_and_see(chat, "He said", "He said")  # no choice, but the next line
    chat.type("\x03")
    chat.type("half\x1bt")  # Alt-T, while something is typed
    chat.see("1-3 chooses a take, 0 keeps the page")
    chat.type("0")
    chat.see("Nothing has changed")
    chat.until(lambda: line(chat) == "half", "what was typed")
    chat.type("\x03\x1bt")
    chat.see("1-3 chooses a take, 0 keeps the page")
    chat.type("\x03")
    chat.see("Nothing has changed")
    ready(chat, 40)


def test_takes_stand_side_by_side_where_there_is_room_and_ctrl_c_stops_them(folder: Path) -> None:
    with Terminal(folder, *ANN, size=(30, 160)) as terminal:
        ready(terminal)
        terminal.type("The miller\r")
        total = ready(terminal, 40)
        terminal.type("/length 1000000\r")
        terminal.see("Length 1000000")
        terminal.type("/retry 2\r")
        terminal.until(lambda: len(terminal.screen.lines[12]) > 90, "two columns")
        terminal.type("\x03")
        terminal.see("1-2 chooses a take, 0 keeps the page")
        terminal.type("1")
        terminal.see("You chose 1; /takes lists all 3 takes")
        assert ready(terminal, total) < 1_000_000
        assert re.search("^1 │ .* 2 │ ", terminal.screen.text, re.MULTILINE)


def test_help_and_a_clear_screen_leave_what_is_being_typed(chat: Terminal) -> None:
    chat.type("The miller\r")
    ready(chat, 40)
    type_and_see(chat, "Nobody sang", "Nobody sang")
    chat.type("\x1bOP")  # F1
    chat.see("Space shows the next page")
    chat.type("q")
    chat.until(lambda: line(chat) == "Nobody sang", "what was typed")
    chat.type("\x0c")
    chat.until(lambda: "Alt-Enter" not in "\n".join(chat.screen.lines), "a clear screen")
    chat.until(lambda: line(chat) == "Nobody sang", "what was typed")
    assert chat.screen.lines[0] == "› The miller"
    assert chat.screen.lines[2] == "ann"


def test_the_editor_gets_the_line_and_a_terminal_in_its_usual_mode(folder: Path) -> None:
    body = "file.write_text(f'{file.read_text().strip()} twice{raw * 1}\\n')\n"
    with Terminal(folder, *ANN, EDITOR=editor(folder, body)) as terminal:
        ready(terminal)
        type_and_see(terminal, "Nobody", "Nobody")
        type_and_see(terminal, "\x18\x05", "Nobody twice0")
        terminal.type("\r")
        total = ready(terminal, 13 + 30)
        terminal.type("/edit 1\r")
        terminal.see("Passage 1 is changed")
        assert ready(terminal, total + 7) == total + 7
        terminal.type("\x03\x03/show\r")  # the terminal is raw again
        terminal.see("Nobody twice0 twice0")
        terminal.see("1 you, edited")
        (folder / "editor.py").unlink()
        type_and_see(terminal, "half", "half")
        terminal.type("\x18\x05")
        terminal.see("ended with status 2")
        terminal.until(lambda: line(terminal) == "half", "what was typed")
        terminal.type("\x03/edit 1\r")
        terminal.see("ended with status 2")


def test_vi_keys_and_what_mode_they_are_in(folder: Path) -> None:
    configure(folder, keys="vi")
    with Terminal(folder, *ANN, size=(24, 100)) as terminal:
        ready(terminal)
        terminal.until(lambda: terminal.toolbar.startswith("[insert]"), "insert mode")
        type_and_see(terminal, "Nobidy", "Nobidy")
        terminal.type("\x1b")
        terminal.until(lambda: terminal.toolbar.startswith("[normal]"), "normal mode")
        type_and_see(terminal, "Firo", "Nobody")
        type_and_see(terminal, "\x1b", "Nobody")
        terminal.until(lambda: terminal.toolbar.startswith("[normal]"), "normal mode")
        type_and_see(terminal, "A\x1b\rsang", "sang")  # Alt-Enter comes at once, and is no Escape
        terminal.type("\x1b")
        terminal.until(lambda: terminal.toolbar.startswith("[normal]"), "normal mode")
        terminal.type("\r")
        ready(terminal, 11 + 30)


COLOUR = re.compile(r"\x1b\[[0-9;]*(?<![0-9])(3[0-7]|9[0-7]|38)(?![0-9])[0-9;]*m")


def test_without_colours_writers_are_told_apart_all_the_same(folder: Path) -> None:
    with Terminal(folder, *ANN, NO_COLOR="1") as terminal:
        ready(terminal)
        terminal.type("The miller\r")
        ready(terminal, 40)
        terminal.type("/nope\r")
        terminal.see("! There is no command")
        assert not COLOUR.search(terminal.raw)
        assert re.search(r"› The miller\n\nann\n│ +\S", terminal.screen.text)


def test_a_terminal_of_sixteen_colours_gets_no_others(folder: Path) -> None:
    with Terminal(folder, *ANN, TERM="xterm", COLORTERM="") as terminal:
        ready(terminal)
        terminal.type("The miller\r")
        ready(terminal, 40)
        assert COLOUR.search(terminal.raw)
        assert not re.search(r"\x1b\[[0-9;]*[34]8;[25];", terminal.raw)


def test_a_narrow_terminal_is_enough(folder: Path) -> None:
    with Terminal(folder, *ANN, size=(20, 40)) as terminal:
        terminal.until(lambda: "words" in terminal.toolbar, "the toolbar")
        assert terminal.screen.text.split("\n")[1].startswith("· Type a line: ann continues.")
        terminal.type("The miller’s 漢字漢字漢字 e\u0301te\u0301 and the long road home\r")
        terminal.see("› The miller’s 漢字漢字漢字 \xe9t\xe9 and the\n  long road home")
        terminal.see("An empty line continues. Alt-N or\n  /lines shows")
        terminal.until(lambda: "words" in terminal.toolbar, "the toolbar")
        terminal.type("/retry 3\r")
        terminal.see("1-3 chooses a take, 0 keeps the page")
        terminal.type("3")
        terminal.see("You chose 3; /takes lists all 4 takes")
        terminal.until(lambda: "words" in terminal.toolbar, "the toolbar")
        shown = terminal.screen.text.split("\n")
        assert max(map(get_cwidth, shown)) <= 40
        assert all(row[0] in "›·│!123a P" for row in shown if row)  # none begins in mid-word


def test_a_terminal_may_change_its_size_while_an_author_writes(chat: Terminal) -> None:
    chat.type("/length 1000000\r")
    chat.see("Length 1000000")
    chat.type("The miller\r")
    chat.until(lambda: len(chat.screen.gone) > 20, "a long passage")
    chat.resize(20, 40)
    gone = len(chat.screen.gone)
    chat.until(lambda: len(chat.screen.gone) > gone + 60, "more of it")
    assert all(row.startswith("│") for row in chat.screen.lines[1:-1])
    chat.type("\x03")
    chat.until(lambda: "words" in chat.toolbar, "the prompt")
    chat.resize(30, 100)
    chat.type("\x1bt")
    chat.until(lambda: chat.screen.text.count(" │ ") > 9, "takes")
    chat.resize(24, 120)
    chat.until(lambda: chat.screen.lines[0].startswith("ann, 3 takes"), "a screen drawn anew")
    chat.type("\x03")
    chat.see("chooses a take, 0 keeps the page")
    chat.type("0")
    chat.see("Nothing has changed")


@pytest.mark.parametrize(("more", "term"), [(("--plain",), "xterm-256color"), ((), "dumb")])
def test_a_plain_terminal_gets_words_alone(folder: Path, more: tuple[str, ...], term: str) -> None:
    body = "file.write_text(f'{file.read_text().strip()} twice{raw * 1}\\n')\n"
    with Terminal(folder, *ANN, *more, TERM=term, EDITOR=editor(folder, body)) as terminal:
        terminal.see("you:")
        terminal.type("Nobodz\x7fy sang\r")
        terminal.see(r"you: Nobody sang\nann:\n(.*\n)+you:")
        terminal.type("half\x03")
        terminal.see(r"half\^C\nyou:")
        terminal.type("/retry 2\r")
        terminal.see(r"ann, take 1:\n(.*\n)+ann, take 2:\n(.*\n)+1 to 2 chooses a take, .*\n\?")
        terminal.type("2\r")
        terminal.see("2, ann:")
        terminal.type("/edit 1\r")
        terminal.see("Passage 1 is changed")
        terminal.type("/show\r")
        terminal.see("1, you, edited:\nNobody sang twice0\n2, ann:")
        terminal.type("/length 1000000\r")
        terminal.see("Length 1000000 characters.\nyou:")
        terminal.type("\r")
        terminal.until(lambda: len(terminal.screen.gone) > 40, "a long passage")
        terminal.type("/temp 0.4\r")
        terminal.type("\x03")
        terminal.see(r"you: /temp 0.4\nTemperature 0.4.\nyou:")
        terminal.type("/retrain nowhere.txt as ann\r")
        terminal.see(r"Replace it\?")
        terminal.type("/temp\r")  # typed by habit
        terminal.see(r"Nothing is changed\.\nann stays as it is\.\nTemperature 0\.4\.\nyou:")
        assert "\x1b" not in terminal.raw
        terminal.type("\x04")
        assert terminal.leave() == 0


def test_a_line_that_line_mode_cut_is_told_of(folder: Path) -> None:
    with Terminal(folder, *ANN, "--plain") as terminal:
        terminal.see("you:")
        terminal.type("/length 20\r")
        terminal.see("Length 20")
        terminal.type("sing " * 818 + "sings\r")  # 4,095 characters: the last that are kept
        terminal.see(r"That line is as long as(.*\n)+ann:\n(.*\n)+you:")
        terminal.type("sing " * 817 + "\r")
        terminal.see(r"Reading [\d,]+ characters\.\nann:\n")
        assert terminal.screen.text.count("That line is as long as") == 1


def let_stand(terminal: Terminal) -> None:
    """Leave the prompt alone for longer than prompt_toolkit waits to be told of the cursor."""
    end = time.monotonic() + 2.5
    terminal.until(lambda: time.monotonic() > end, "nothing more")


def test_nothing_is_said_of_a_terminal_that_never_tells_where_its_cursor_is(folder: Path) -> None:
    with Terminal(folder, *ANN, answers=False) as terminal:
        terminal.see("›")
        asked = 0
        while terminal.screen.asked > asked:  # until a prompt comes that has given it up
            asked = terminal.screen.asked
            let_stand(terminal)
            type_and_see(terminal, "The miller", "The miller")
            terminal.type("\r")
            terminal.see(r"\nann\n(.*\n)+›")
        terminal.type("/retrain nowhere.txt as ann\r")
        terminal.see(r"Replace it\?")
        let_stand(terminal)
        terminal.type("n\r")
        terminal.see("ann stays as it is")
        terminal.type("/retrain nowhere.txt as ann\r")
        terminal.see(r"Replace it\?")
        terminal.type("/branches\r")  # typed by habit
        terminal.see("Nothing is changed")
        terminal.until(lambda: line(terminal) == "/branches", "the line to be kept")
        terminal.type("\x03\x04")
        assert terminal.leave() == 0
        assert "WARNING" not in terminal.raw
        assert "CPR" not in terminal.raw
