"""The first prompt: it takes keys before there is an author, and nothing typed at it is lost.

The program reads its config while it is being loaded. Here the config is a named pipe, so that the
loading lasts until the test writes into it.
"""

import json
import os
import shlex
import signal
import sys
from pathlib import Path

import pytest

from bot.storage.session_format import load
from tests.support.terminal import Terminal

SETTINGS = "style: ann\nlength: 30\nghost: 0\ncandidates: 1\n"

WATCH = """
import json, pathlib, sys

report = pathlib.Path(sys.argv.pop())
sought, heavy = {}, ("numpy", "models", "rich", "yaml", "msgspec", "typer", "bot.desk")

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in heavy:
            from prompt_toolkit.application import get_app_or_none
            app = get_app_or_none()
            sought.setdefault(name, 0 if app is None else app.render_counter)

sys.meta_path.insert(0, Watch())
import bot.__main__
try:
    bot.__main__.main()
finally:
    report.write_text(json.dumps(sought))
"""


class Launch(Terminal):
    """The program, started from nothing, and being loaded until `go_on` is called."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._config = folder / "waiting.yaml"
        os.mkfifo(self._config)
        super().__init__(folder, "--config", str(self._config), *arguments, shell='exec "$@"')
        self.see("›")

    def go_on(self, settings: str = SETTINGS) -> None:
        self._config.write_text(settings)


def page(folder: Path) -> list[str]:
    """The passages of the only saved session."""
    (path,) = (folder / "sessions").glob("*.json")
    session = load(path)
    numbers = session.manuscript.path(session.end)
    return [session.manuscript.passage(number).text for number in numbers]


def test_what_is_typed_before_there_is_an_author_is_shown_and_stays(folder: Path) -> None:
    with Launch(folder) as launch:
        launch.type("The millx\x7fe")
        launch.until(lambda: "› The mille" in launch.screen.lines, "the line so far")
        launch.go_on()
        launch.see("Pastiche: ")
        launch.type("r\r")
        launch.see("│")
        launch.type("\x04")
        assert launch.leave() == 0
        assert "bob" in launch.screen.text
    assert page(folder)[0] == "The miller"


def test_a_line_entered_before_there_is_an_author_is_answered(folder: Path) -> None:
    with Launch(folder) as launch:
        launch.type("The miller\rforgot\r/undo\r/quit\r")
        launch.until(lambda: "› The miller" in launch.screen.lines, "the first line")
        assert "forgot" not in launch.screen.text
        launch.go_on()
        assert launch.leave() == 0
        shown = launch.screen.text
        begins = [shown.index(words) for words in ("Pastiche: ", "› The miller", "│", "forgot")]
        assert begins == sorted(begins), shown
        assert "Taken back: a turn" in shown
    first, answer = page(folder)
    assert (first, len(answer) >= 30) == ("The miller", True)


def test_keys_whose_meaning_is_not_known_yet_wait_for_it(folder: Path) -> None:
    with Launch(folder) as launch:
        launch.type("x\x03him came\x1b0iTo \r")  # Ctrl-C; Escape and 0, which are vi's keys
        launch.type("\x1bOP/quit\r")  # F1
        launch.go_on(SETTINGS + "keys: vi\n")
        assert launch.leave() == 0
        assert "/retry" in launch.screen.text
    assert page(folder)[0] == "To him came"


@pytest.mark.parametrize("keys", ["\x04", "\x03\x04", "The miller\x03\x04"])
def test_keys_that_leave_do_so_once_the_chat_is_there(folder: Path, keys: str) -> None:
    with Launch(folder) as launch:
        launch.type(keys)
        launch.go_on()
        assert launch.leave() == 0
    assert not (folder / "sessions").exists()


def test_the_chat_ends_when_it_is_told_to_before_there_is_an_author(folder: Path) -> None:
    with Launch(folder) as launch:
        launch.type("The miller")
        launch.see("The miller")
        launch.send_signal(signal.SIGTERM)
        launch.until(lambda: not launch.screen.text.strip(), "an empty screen")
        launch.go_on()
        assert launch.leave() == 143
        assert launch.screen.text.strip() == ""


@pytest.mark.parametrize(
    ("settings", "arguments", "code", "sentence"),
    [
        ("stile: ann\n", (), 3, "waiting.yaml"),
        ("style: carol\n", (), 2, "There is no author called carol."),
        (SETTINGS, ("--style", "carol"), 2, "There is no author called carol."),
        (SETTINGS, ("--open", "nothing"), 2, "No session has been saved yet."),
        (SETTINGS, ("--length", "long"), 2, "long"),
    ],
)
def test_a_fault_ends_the_chat_with_a_sentence_and_its_code(
    folder: Path, settings: str, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    with Launch(folder, *arguments) as launch:
        launch.type("The miller\r")
        launch.see("The miller")
        launch.go_on(settings)
        assert launch.leave() == code
        shown = "".join(launch.screen.text.split())  # a long path is broken anywhere
        assert sentence.replace(" ", "") in shown
        assert "›" not in shown
        assert "Traceback" not in shown


def test_nothing_heavy_is_loaded_before_the_prompt_takes_keys_and_typer_never(folder: Path) -> None:
    report = folder / "watched.json"
    program = shlex.join([sys.executable, "-c", WATCH, str(report)])
    with Terminal(folder, shell=f"exec {program}", PASTICHE_STYLE="ann") as terminal:
        terminal.see("Pastiche: ")
        terminal.type("\x04")
        assert terminal.leave() == 0
    renderings = json.loads(report.read_text())
    assert "typer" not in renderings
    assert {"numpy", "models", "rich", "yaml", "msgspec", "bot.desk"} <= renderings.keys()
    assert min(renderings.values()) > 0, renderings
