"""Plain streams as a surface: what is told in words, and what a pipe's lines answer."""

import io
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from bot.page.manuscript import Passage
from bot.terminal.lines import PipeLines
from bot.terminal.plain import PlainSurface, stream_width
from bot.terminal.surface import LineChoice
from common.errors import UsageError
from tests.support.forked import ROOT
from tests.support.loopback import serve
from tests.support.terminal import PATIENCE, environment


class Attended(PipeLines):
    """Lines of somebody who sees the prompt."""

    is_interactive = True


def surface(
    lines: str = "", source: type[PipeLines] = PipeLines
) -> tuple[PlainSurface, io.StringIO]:
    out = io.StringIO()
    return PlainSurface(source(io.StringIO(lines)), out, stream_width(out)), out


class Pieces:
    """Pieces that an author writes, and whether it was told that nobody listens any longer."""

    def __init__(self, *pieces: tuple[int, str], broken: bool = False) -> None:
        self.closed = False
        self._pieces = pieces
        self._broken = broken

    def several(self) -> Generator[tuple[int, str], bool | None, None]:
        try:
            yield from self._pieces
            if self._broken:
                raise UsageError("it broke")
        finally:
            self.closed = True

    def one(self) -> Generator[str, bool | None, None]:
        for _, piece in self.several():
            yield piece


def test_an_author_is_named_before_its_passage() -> None:
    plain, out = surface()
    plain.stream_passage("ann", Pieces((0, "The"), (0, " miller"), (0, "\n\nsang.")).one())
    assert out.getvalue() == "ann:\nThe miller\n\nsang.\n"


def test_what_was_written_stands_there_when_the_author_fails() -> None:
    plain, out = surface()
    with pytest.raises(UsageError):
        plain.stream_passage("ann", Pieces((0, "The"), (0, " miller"), broken=True).one())
    assert out.getvalue() == "ann:\nThe miller\n"


def test_an_author_who_writes_nothing_is_not_named() -> None:
    plain, out = surface()
    plain.stream_passage("ann", Pieces().one())
    assert out.getvalue() == ""


def test_passages_are_told_with_their_place_and_writer() -> None:
    plain, out = surface()
    page = [Passage("One."), Passage(" Two.", "ann"), Passage(" Three.", "bob", edited=True)]
    plain.show_passages(enumerate(page, 1))
    assert out.getvalue() == "1, you:\nOne.\n2, ann:\nTwo.\n3, bob, edited:\nThree.\n"


def test_a_new_paragraph_comes_after_an_empty_line_and_a_sentence_goes_on_without() -> None:
    plain, out = surface()
    plain.stream_passage("ann", Pieces((0, "\n\nThe"), (0, " miller")).one(), ["It was late."])
    plain.stream_passage("ann", Pieces((0, " sang")).one(), ["It was late.", "\n\nThe miller"])
    page = [Passage("One."), Passage("\n\nTwo.", "ann"), Passage(" Three.")]
    plain.show_passages(enumerate(page, 1))
    assert out.getvalue() == (
        "ann:\n\nThe miller\nann:\nsang\n1, you:\nOne.\n2, ann:\n\nTwo.\n3, you:\nThree.\n"
    )


TAKES = ((1, "B"), (0, "A"), (1, "b"), (0, "a"))


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ("1\n", 0),
        (" 2 \n", 1),
        ("0\n", None),
        ("3\n", None),
        ("\n", None),
        ("", None),
        ("²\n", None),
    ],
)
def test_a_line_chooses_among_takes(answer: str, chosen: int | None) -> None:
    plain, out = surface(answer, Attended)
    pieces = Pieces(*TAKES)
    assert plain.choose_take("ann", 2, pieces.several()) == chosen
    assert pieces.closed
    assert out.getvalue().startswith("ann, take 1:\nAa\nann, take 2:\nBb\n")


@pytest.mark.parametrize(
    ("answer", "chosen"), [("2\n", LineChoice(1, 10)), ("\n", None), ("3\n", None), ("", None)]
)
def test_a_line_chooses_among_lines(answer: str, chosen: LineChoice | None) -> None:
    plain, out = surface(answer, Attended)
    lines = [" He went.", "\n\n“Ah.” I."]
    assert plain.choose_line("ann", "", lambda should_stop: lines) == chosen
    assert out.getvalue().startswith("ann, 2 lines:\n1. He went.\n2. “Ah.” I.\n1 to 2 takes a line")


def test_words_instead_of_a_number_are_the_next_line() -> None:
    plain, _ = surface(" My aunt \nslept\n/undo\n7\n", Attended)
    assert plain.choose_line("ann", "", lambda should_stop: [" He went."]) is None
    assert plain.read_line() == " My aunt "
    assert plain.read_line() == "slept"
    assert plain.choose_take("ann", 2, Pieces(*TAKES).several()) is None
    assert plain.read_line() == "/undo"
    assert plain.choose_take("ann", 2, Pieces(*TAKES).several()) is None
    with pytest.raises(EOFError):  # a number is an answer, though of no take
        plain.read_line()


def test_no_line_is_asked_for_where_none_was_written() -> None:
    plain, out = surface("1\n", Attended)
    assert plain.choose_line("ann", "", lambda should_stop: []) is None
    assert out.getvalue() == ""


def test_the_next_line_of_a_pipe_answers_no_question() -> None:
    plain, _ = surface("1\nmy aunt\n")
    assert plain.choose_take("ann", 2, Pieces(*TAKES).several()) is None
    assert plain.ask("Really? [y/N]") == ""
    assert plain.read_line() == "1"
    assert plain.read_line() == "my aunt"


def test_ctrl_c_ends_a_pipe_and_begins_a_typed_line_anew() -> None:
    class Interruption(Attended):
        def read_line(self) -> str:
            if self.first:
                self.first = False
                raise KeyboardInterrupt
            return super().read_line()

        first = True

    plain, out = surface("one\n", Interruption)
    assert plain.read_line() == "one"
    assert out.getvalue() == "you: \nyou: one\n"
    Interruption.first, Interruption.is_interactive = True, False
    plain, _ = surface("one\n", Interruption)
    with pytest.raises(KeyboardInterrupt):
        plain.read_line()


def test_nothing_is_asked_where_nothing_was_written() -> None:
    plain, out = surface("next\n")
    assert plain.choose_take("ann", 2, Pieces().several()) is None
    assert out.getvalue() == ""
    assert plain.read_line() == "next"


def test_words_from_elsewhere_wait_for_the_next_line() -> None:
    plain, out = surface("one\n")
    plain.notify("carol is ready.")
    assert out.getvalue() == ""
    plain.read_line()
    assert out.getvalue() == "carol is ready.\n"
    with pytest.raises(EOFError):
        plain.read_line()


@pytest.mark.slow
def test_a_trainings_end_is_told_while_a_pipes_next_line_is_waited_for(folder: Path) -> None:
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot", "--style", "ann", "--length", "30"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(folder),
    )
    guard = threading.Timer(PATIENCE, chat.kill)  # of a chat that tells nothing
    with serve() as server, chat:
        guard.start()
        assert chat.stdin is not None
        assert chat.stdout is not None
        chat.stdin.write(f"/retrain {server.url('/none.txt')} as carol\n")
        chat.stdin.flush()
        shown = ""
        while "Nothing has changed" not in " ".join(shown.split()):
            line = chat.stdout.readline()
            assert line, f"the chat ended without a word:\n{shown}"
            shown += line
        assert "404" in shown
        chat.stdin.write("/quit\n")
        chat.stdin.close()
        assert chat.wait() == 0
        guard.cancel()


def test_a_pipe_has_no_editor() -> None:
    plain, _ = surface()
    with pytest.raises(UsageError, match="terminal"):
        plain.edit("text")


def test_nothing_that_is_told_steers_a_terminal() -> None:
    plain, out = surface()
    plain.say("a\x1b[31mb")
    plain.complain("a\x9bb")
    plain.stream_passage("\x1b]0;x\x07", Pieces((0, "\x1b[2J")).one())
    assert not set(out.getvalue()) & {"\x1b", "\x9b", "\x07"}
