"""Every way of shaping a page, as a person does it: the program in a pseudo-terminal.

What each command does in every case is tested without one (test_commands, test_sittings); here it
is whether keys and lines lead there, and whether the screen shows it.
"""

import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.utils import get_cwidth

from bot.page.manuscript import Passage
from bot.storage.session_format import load
from common.shape import Shape
from tests.support.terminal import Terminal, run, run_python

ARGUMENTS = ("--style", "ann", "--length", "30", "--seed", "1")


def words(terminal: Terminal) -> int:
    """The words of the page, by the toolbar; -1 while there is none."""
    return terminal.count("word")


def ready(terminal: Terminal, fewest: int = 0) -> int:
    """Wait for the prompt, and a page of at least so many words; how many it has."""
    terminal.until(lambda: words(terminal) >= fewest, f"prompt, {fewest} words")
    return words(terminal)


def turn(terminal: Terminal, line: str) -> str:
    """Take a turn, and give the page that the session's file has then."""
    before = len(page(terminal.folder))
    terminal.type(f"{line}\r")
    terminal.until(lambda: len(page(terminal.folder)) >= before + 2, "an answer on the page")
    ready(terminal)
    return text(terminal.folder)


def passages(folder: Path) -> list[Passage]:
    """What is saved of the page."""
    for path in (folder / "sessions").glob("*.json"):
        sitting = load(path)
        numbers = sitting.manuscript.path(sitting.end)
        return [sitting.manuscript.passage(number) for number in numbers]
    return []


def page(folder: Path) -> list[str]:
    return [passage.text for passage in passages(folder)]


def text(folder: Path) -> str:
    return "".join(page(folder))


class Chat(Terminal):
    """The program, in a folder that the tests look into."""

    def __init__(self, folder: Path, *arguments: str, **more: object) -> None:
        super().__init__(folder, *arguments, **more)  # type: ignore[arg-type]
        self.folder = folder

    def saved(self, expected: str, what: str) -> None:
        """Wait until the page is that."""
        self.until(lambda: text(self.folder) == expected, what)


@pytest.fixture
def chat(folder: Path) -> Iterator[Chat]:
    with Chat(folder, *ARGUMENTS) as terminal:
        ready(terminal)
        yield terminal


def test_undo_redo_and_reset(chat: Chat) -> None:
    one = turn(chat, "The miller")
    two = turn(chat, "forgot")
    chat.type("/undo\r")
    chat.see("Taken back: a turn. /redo brings it back")
    chat.saved(one, "the first turn alone")
    chat.type("/redo\r")
    chat.see("Redone: a turn")
    chat.saved(two, "both turns")
    chat.type("/reset\r")
    chat.see("The page is empty")
    chat.until(lambda: words(chat) == 0, "no words in the toolbar")
    chat.type("/undo\r")
    chat.saved(two, "both turns again")


def test_a_retry_the_list_of_takes_and_an_earlier_take(chat: Chat) -> None:
    one = turn(chat, "The miller")
    chat.type("/retry\r")
    chat.see("This is take 2 of 2")
    other = text(chat.folder)
    assert other != one
    chat.type("/takes\r")
    chat.see(r"› +2 +ann")
    chat.type("/take 1\r")
    chat.see("This is take 1 of 2")
    chat.saved(one, "the first take")


def test_three_takes_at_once_by_key_and_one_chosen_by_key(chat: Chat) -> None:
    one = turn(chat, "The miller")
    chat.type("\x1bt")
    chat.see("1-3 chooses a take, 0 keeps the page")
    chat.type("0")
    chat.see("/takes lists the 3 new ones")
    chat.saved(one, "the page as it was")
    chat.type("/retry 2\r")
    chat.see("1-2 chooses a take")
    chat.type("2")
    chat.see("You chose 2; /takes lists all 6 takes")
    chat.until(lambda: text(chat.folder) != one, "another take on the page")


def test_more_and_an_empty_line_go_on(chat: Chat) -> None:
    turn(chat, "The miller")
    chat.type("/more\r")
    chat.until(lambda: len(page(chat.folder)) == 3, "a third passage")
    ready(chat)
    chat.type("\r")
    chat.until(lambda: len(page(chat.folder)) == 4, "a fourth passage")


def test_edit_opens_the_editor_and_the_author_follows(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text().replace('miller', 'sailor'))\n"
    )
    editor = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"
    with Chat(folder, *ARGUMENTS, EDITOR=editor, VISUAL="") as chat:
        ready(chat)
        one = turn(chat, "The miller")
        chat.type("/edit 1\r")
        chat.see("Passage 1 is changed")
        chat.saved(one.replace("miller", "sailor"), "the sailor")
        ready(chat)
        chat.type("A miller\x18\x05")  # Ctrl-X Ctrl-E: the line being typed
        chat.see("› A sailor")
        chat.type("\r")
        chat.until(lambda: len(page(folder)) == 4, "a turn of the edited line")
        assert page(folder)[2] == " A sailor"


def test_show_numbers_the_passages_and_tells_writers_apart(chat: Chat) -> None:
    turn(chat, "The miller")
    chat.type("/show\r")
    chat.see(r"1 .*you|you.* 1")
    chat.see(r"2 .*ann|ann.* 2")
    chat.type("/show settings\r")
    chat.see("guard")


def test_branches_come_back_where_they_were(chat: Chat) -> None:
    turn(chat, "The miller")
    chat.type("/branch kind\r")
    chat.see("Branch kind starts here")
    kind = turn(chat, "smiled")
    chat.until(lambda: "branch kind" in chat.toolbar, "the branch in the toolbar")
    chat.type("/branch main\r")
    chat.see("Now on branch main")
    turn(chat, "frowned")
    chat.type("/branches\r")
    chat.see(r"› +main")
    chat.type("/branch kind\r")
    chat.saved(kind, "the kind branch")


def test_lengths_in_units_until_seeds_and_presets(chat: Chat) -> None:
    chat.type("/length 2 sentences\r")
    chat.see("Length 2 sentences")
    chat.type("/length exactly 5 words\r")
    chat.see("Length exactly 5 words")
    chat.type('/until "e"\r')
    chat.see("Until “e”")
    chat.type("/until off\r")
    chat.see("Until: off")
    chat.type("/set wild\r")
    chat.until(lambda: "temp 1.1" in chat.toolbar, "the preset's temperature")
    chat.type("/seed 7\r")
    chat.see("Seeds: 7 for the next passage")
    one = turn(chat, "The miller")
    answer = passages(chat.folder)[-1]
    assert answer.writing is not None
    assert (answer.writing.shape, answer.writing.seed) == (Shape(5, "words", exact=True), 7)
    chat.type("/seed 7\r")
    chat.see("Seeds: 7 for the next passage")
    chat.type("/retry\r")
    chat.see("This is take 2 of 2")
    assert text(chat.folder) == one


def test_ghost_text_stands_after_the_cursor_and_is_taken_with_right(chat: Chat) -> None:
    turn(chat, "The miller")
    row = "› The old bell"
    chat.type("The old bell")
    chat.until(
        lambda: any(line.startswith(row) and len(line) > len(row) for line in chat.screen.lines),
        "more after the line than was typed",
    )
    ghost = next(line for line in chat.screen.lines if line.startswith(row)).removeprefix("› ")
    chat.type("\x1b[C\r")  # Right, Enter
    chat.until(lambda: len(page(chat.folder)) == 4, "the turn")
    assert page(chat.folder)[2].strip().startswith(ghost.strip())
    chat.type("/ghost off\r")
    chat.see("No ghost text")


def test_a_session_is_saved_named_listed_and_opened(folder: Path) -> None:
    with Chat(folder, *ARGUMENTS) as chat:
        ready(chat)
        first = turn(chat, "The miller")
        chat.type("/save marshes\r")
        chat.see("Saved as marshes")
        chat.until(lambda: "marshes" in chat.toolbar, "the name in the toolbar")
        chat.type("/sessions\r")
        chat.see("marshes .* The miller")
        chat.type("\x04")  # Ctrl-D
        assert chat.leave() == 0
    with Chat(folder, *ARGUMENTS, "--resume") as chat:
        chat.see("marshes, .* words")
        second = turn(chat, "forgot")
        assert second.startswith(first)
        chat.type("/quit\r")
        assert chat.leave() == 0
    again = run(folder, "replay", "marshes")
    assert (again.returncode, again.stdout) == (0, second)


def test_export_and_import(chat: Chat, tmp_path: Path) -> None:
    one = turn(chat, "The miller")
    for name in ("page.txt", "page.md", "page.html", "page.docx", "page.epub"):
        chat.type(f"/export {tmp_path / name}\r")
        chat.see(f"{name}")
        chat.until((tmp_path / name).is_file, f"{name} to be written")
        ready(chat)
    assert (tmp_path / "page.txt").read_text() == one
    draft = tmp_path / "draft.txt"
    draft.write_text("My aunt forgot the lamp.\n")
    chat.type(f"/import {draft}\r")
    chat.see("is now the page")
    turn(chat, "Then")
    assert text(chat.folder).startswith("My aunt forgot the lamp.")


def test_names_of_files_and_sessions_are_completed(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "a-draft-of-mine.txt").write_text("My aunt forgot the lamp.\n")
    chat.type(f"/import {tmp_path / 'a-dra'}")
    chat.see("a-draft-of-mine.txt")  # offered
    chat.type("\t")
    whole = f"/import{tmp_path / 'a-draft-of-mine.txt'}"  # on two rows, since it wraps at words
    chat.until(
        lambda: whole in "".join(row.strip() for row in chat.screen.lines), "the file's whole name"
    )
    chat.type("\r")
    chat.see("is now the page")


def is_paging(chat: Terminal) -> bool:
    """Whether the program waits for a key before it shows more."""
    return chat.screen.lines[chat.screen.row].startswith("· Space")


def page_on(chat: Terminal) -> None:
    """Press the space bar until all is shown, and the prompt is there."""
    while is_paging(chat):
        gone = len(chat.screen.gone)
        chat.type(" ")

        def has_gone_on(gone: int = gone) -> bool:
            return words(chat) >= 0 or (len(chat.screen.gone) > gone and is_paging(chat))

        chat.until(has_gone_on, "another screenful")


def test_help_by_key_and_of_a_command(chat: Chat) -> None:
    chat.type("\x1bOP")  # F1
    chat.until(lambda: is_paging(chat), "a pause")
    page_on(chat)
    assert "/branches" in chat.screen.text
    chat.type("/help retry\r")
    chat.see("for example")
    chat.see("/retry 3")


def test_what_is_put_aside_comes_back_with_the_line_being_typed(folder: Path) -> None:
    shell = 'set -m; "$@"; echo put aside; read -r _; fg'
    with Chat(folder, *ARGUMENTS, shell=shell) as chat:
        ready(chat)
        chat.type("The miller")
        chat.see("The miller")
        chat.type("\x1a")  # Ctrl-Z
        chat.see("put aside")
        chat.type("\n")
        chat.see("› The miller")
        chat.type(" sat\r")
        chat.until(lambda: text(folder).startswith("The miller sat"), "the whole line")


def test_the_welcome_says_how_to_begin_and_a_hint_follows_the_first_turn(chat: Chat) -> None:
    shown = [line for line in chat.screen.lines if line.strip()]
    assert len(shown) == 5, "the authors, two lines, the prompt and the toolbar"
    assert "ann continues" in shown[1]
    assert "Alt-N" in shown[2]
    turn(chat, "The miller")
    chat.see("An empty line continues")
    turn(chat, "forgot")
    assert chat.screen.text.count("An empty line continues") == 1
    chat.type("/retry\r")
    chat.see("No take is lost")
    with Chat(chat.folder, *ARGUMENTS) as later:
        ready(later)
        later.type("The miller\r")
        ready(later, 3)
        later.type("/undo\r")
        later.see("Nothing is ever lost")
        assert "An empty line continues" not in later.screen.text
        later.type("/model\r")
        later.see("bpc: bits")
        ready(later)
        assert "It has read the page" not in later.screen.text
        later.type("/model bob\r")
        later.see("It has read the page")


def test_how_to_go_on_from_a_line_is_told_once_one_is_taken(chat: Chat) -> None:
    turn(chat, "The miller")
    chat.type("/lines\r")
    chat.see("Enter takes it")
    chat.type("\x1b")
    chat.see("Nothing has changed")
    ready(chat)
    assert "Choose again" not in chat.screen.text
    chat.type("/lines\r")
    chat.see("Enter takes it")
    chat.type("\r")
    chat.see("Choose again for the sentence after it")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("quit", "type /quit"),
        (":q", "type /quit"),
        ("q", "type /quit"),
        ("help", "/help lists"),
        ("undo", "type /undo"),
    ],
)
def test_what_may_be_meant_for_a_command_is_asked_about_and_written_when_sent_again(
    chat: Chat, word: str, hint: str
) -> None:
    chat.type(f"{word}\r")
    chat.see(hint)
    assert f"To put “{word}” on the page, send it again." in " ".join(chat.screen.text.split())
    assert page(chat.folder) == []
    turn(chat, word)
    assert page(chat.folder)[0] == word
    turn(chat, "Exit")  # a stage direction


def test_a_pipe_is_asked_nothing(folder: Path) -> None:
    done = run(folder, *ARGUMENTS, stdin="quit\n")
    assert page(folder)[0] == "quit"
    assert "send it again" not in done.stdout


def test_a_long_draft_is_pasted_whole(chat: Chat) -> None:
    draft = "\r".join(f"Line {number} of a draft that is pasted." for number in range(60))
    chat.type(f"\x1b[200~{draft}\x1b[201~")
    chat.see("Line 59 of a draft")
    chat.type("\r")
    chat.until(lambda: len(page(chat.folder)) == 2, "the turn")
    assert page(chat.folder)[0] == draft.replace("\r", "\n")


def test_forty_columns_are_enough(folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("My aunt forgot the lamp. " * 240)
    with Chat(folder, *ARGUMENTS, size=(20, 40)) as chat:
        ready(chat)
        chat.type(f"/import {draft}\r")
        chat.see("is now the page")
        turn(
            chat, "漢字かな交じり文 cafe\u0301 and a line that is longer than the terminal is wide"
        )
        for line in (
            "/retry 2",
            "1",
            "/show",
            "/takes",
            "/branches",
            "/sessions",
            "/model",
            "/help",
        ):
            chat.type(line if line == "1" else f"{line}\r")
            if line == "/retry 2":
                chat.see("1-2 chooses a take")
            else:
                chat.until(lambda: words(chat) >= 0 or is_paging(chat), "the prompt or a pause")
                page_on(chat)
            if line == "/branches":  # figures are there whole
                chat.see(r"\n› +main +1,2\d\d ")
            if line == "/sessions":  # and the name, by which it is opened
                chat.see(r"\n› +\d{4}-\d\d-\d\d-\d{4} +1,2\d\d ")
            if line == "/model":
                chat.see(r"\n› +ann .* 4\.200\n")
        assert get_cwidth(chat.toolbar) <= 40
        chat.type("/save narrow\r")
        chat.see("Saved as narrow")
    saved = json.loads((folder / "sessions" / "narrow.json").read_text())
    assert saved["schema"]


@pytest.mark.parametrize(("package", "suffix"), [("docx", "docx"), ("ebooklib", "epub")])
def test_an_export_without_its_package_says_what_to_install(
    folder: Path, tmp_path: Path, package: str, suffix: str
) -> None:
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / f"{package}.py").write_text(f"raise ModuleNotFoundError('no', name={package!r})\n")
    ended = run_python(  # so that Python looks for the package where PYTHONPATH says
        folder,
        "-m",
        "bot",
        *ARGUMENTS,
        stdin=f"The miller\n/export {tmp_path}/page.{suffix}\n/export {tmp_path}/page.md\n",
        PYTHONPATH=str(missing),
    )
    assert ended.returncode == 0
    assert "Install it with: pip install 'pastiche[export]'." in " ".join(ended.stdout.split())
    assert [path.name for path in tmp_path.glob("page.*")] == ["page.md"]


def prompt_rows(chat: Chat) -> list[str]:
    """The rows of the line being typed."""
    lines = [line for line in chat.screen.lines if line.strip()][:-1]  # without the toolbar
    start = max(place for place, line in enumerate(lines) if line.startswith("›"))
    return [line[2:] for line in lines[start:]]


@pytest.mark.parametrize("size", [(24, 80), (20, 40)])
def test_a_long_line_is_wrapped_at_words_while_it_is_typed(
    folder: Path, size: tuple[int, int]
) -> None:
    line = "The miller forgot " + "whatever the neighbour had remembered of the window " * 3
    with Chat(folder, *ARGUMENTS, size=size) as chat:
        ready(chat)
        chat.type("/ghost off\r")
        chat.see("No ghost text")
        ready(chat)
        chat.type(f"\x1b[200~{line}\x1b[201~end")
        chat.see("end")
        rows = prompt_rows(chat)
        assert len(rows) > 1
        assert " ".join(" ".join(rows).split()) == f"{line}end"
        assert all(row.split()[-1] in line.split() for row in rows[:-1])
        back = len(rows[-1]) + 3
        chat.type("\x1b[D" * back + "X")  # in the last word of the row above
        changed = f"{line}end"[:-back] + "X" + f"{line}end"[-back:]
        chat.until(
            lambda: " ".join(" ".join(prompt_rows(chat)).split()) == changed,
            "the sign where the cursor was",
        )
        chat.type("\r")
        chat.until(lambda: len(page(folder)) == 2, "the turn")
        assert page(folder)[0] == changed


@pytest.mark.parametrize("size", [(24, 80), (20, 40), (6, 60)])
def test_help_is_shown_a_screenful_at_a_time(folder: Path, size: tuple[int, int]) -> None:
    with Chat(folder, *ARGUMENTS, size=size) as chat:
        ready(chat)
        chat.type("/help\r")
        chat.until(lambda: is_paging(chat), "a pause")
        seen = chat.screen.text
        assert "At the prompt" in seen
        assert "/quit" not in seen
        chat.type("\r")  # Enter: one line more
        chat.until(lambda: is_paging(chat) and chat.screen.text != seen, "one more line")
        assert len(chat.screen.text.split("\n")) == len(seen.split("\n")) + 1
        page_on(chat)
        shown = chat.screen.text
        assert "/quit" in shown
        assert "Space" not in shown
        headings = ("At the prompt", "The page", "Authors", "Sessions", "Help and leaving")
        rows = shown.split("\n")
        order = [rows.index(heading) for heading in headings]
        assert order == sorted(order)


def test_a_key_ends_what_is_shown_and_a_letter_begins_the_next_line(folder: Path) -> None:
    with Chat(folder, *ARGUMENTS, size=(10, 60)) as chat:
        ready(chat)
        chat.type("/help\r")
        chat.until(lambda: is_paging(chat), "a pause")
        chat.type("q")
        ready(chat)
        assert "/quit" not in chat.screen.text
        assert "Space" not in chat.screen.text
        chat.type("/help\r")
        chat.until(lambda: is_paging(chat), "a pause")
        chat.type("Old")
        chat.see("› Old")
        chat.type("\x03")
        for number in range(4):
            turn(chat, f"Line {number} of a page.")
        chat.type("/show\r")
        chat.until(lambda: is_paging(chat), "a pause")
        page_on(chat)
        assert re.search(r"8 ann", chat.screen.text)


def test_nothing_waits_for_a_key_where_lines_are_plain(folder: Path) -> None:
    ended = run(folder, *ARGUMENTS, "--plain", stdin="/help\nThe miller\n/show\n")
    assert ended.returncode == 0
    assert "/quit" in ended.stdout
    assert "Space" not in ended.stdout


def test_paragraphs_and_joins_look_as_they_will_be_printed(chat: Chat, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("The miller forgot the lamp, and")
    chat.type(f"/import {draft}\r")
    chat.see("is now the page")
    ready(chat)
    chat.type("his wife\r")
    chat.until(lambda: len(page(chat.folder)) == 3, "the turn")
    ready(chat)
    column = len("The miller forgot the lamp, and ")
    assert "› " + " " * column + "his wife" in chat.screen.lines
    chat.type("/reset\r")
    chat.see("The page is empty")
    turn(chat, "It was late.")
    turn(chat, "\x1b\r\x1b\rShe left.")  # Alt-Enter twice
    rows = chat.screen.text.split("\n")
    assert rows[rows.index("  She left.") - 1] == "›"


@pytest.mark.parametrize(("wide", "narrow"), [((24, 80), (24, 40)), ((50, 200), (20, 40))])
def test_what_was_written_wide_is_laid_out_anew_in_a_narrow_window(
    folder: Path, tmp_path: Path, wide: tuple[int, int], narrow: tuple[int, int]
) -> None:
    line = "The miller forgot whatever the neighbour had remembered of the window. " * 2
    with Chat(folder, *ARGUMENTS, size=wide) as chat:
        ready(chat)
        chat.type("/ghost off\r")
        chat.see("No ghost text")
        draft = tmp_path / "draft.txt"
        draft.write_text(line)
        chat.type(f"/import {draft}\r")
        chat.see("is now the page")
        chat.type("/show\r")
        chat.see("1 you")
        ready(chat)
        chat.type("The old")
        chat.see("› The old")
        chat.resize(*narrow)
        chat.until(lambda: "› The miller forgot whatever the" in chat.screen.lines, "the new width")
        chat.until(lambda: "› The old" in chat.screen.lines, "the line being typed")
        ready(chat)
        shown = chat.screen.lines
        start = shown.index("› The miller forgot whatever the")
        assert [row[2:] for row in shown[start : start + 4]] == [
            "The miller forgot whatever the",
            "neighbour had remembered of the",
            "window. The miller forgot whatever the",
            "neighbour had remembered of the",
        ]
        assert max(map(get_cwidth, shown)) <= 40
        chat.type(" bell\r")
        chat.until(lambda: len(page(folder)) == 3, "the turn")
        assert page(folder)[1].strip() == "The old bell"


def test_a_narrower_window_keeps_what_other_programs_printed(folder: Path) -> None:
    with Chat(folder, *ARGUMENTS, shell='echo before; "$@"') as chat:
        ready(chat)
        chat.resize(24, 50)
        chat.until(lambda: "before" in "\n".join(chat.screen.gone), "the line above")
        chat.until(lambda: chat.screen.lines[0].startswith("Pastiche"), "the welcome")
        ready(chat)
