"""A sitting that is killed at any moment has every finished passage when it is taken up again."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.page.manuscript import Passage
from bot.storage.session_format import load
from tests.support.forked import ROOT
from tests.support.terminal import PATIENCE, environment

pytestmark = pytest.mark.program


def page(folder: Path) -> list[Passage]:
    """What the only session's file says."""
    (path,) = (folder / "sessions").glob("*.json")
    sitting = load(path)
    return [sitting.manuscript.passage(one) for one in sitting.manuscript.path(sitting.end)]


def read_to(chat: subprocess.Popen[str], words: str) -> None:
    """Read the lines of a chat up to the one with certain words, or fail with what was read."""
    assert chat.stdout is not None
    lines: list[str] = []
    deadline = threading.Timer(PATIENCE, chat.kill)  # a line that never comes is then the end
    deadline.start()
    try:
        while not lines or words not in lines[-1]:
            lines.append(chat.stdout.readline())
            assert lines[-1], f"{words!r} never came, only {''.join(lines)!r}"
    finally:
        deadline.cancel()


def killed(folder: Path, lines: tuple[str, str], moment: float, *arguments: str) -> None:
    """Have a line answered, type another, and kill when `moment` of that long has gone by."""
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot", "--style", "ann", "--length", "60", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(folder),
    )
    with chat:
        assert chat.stdin is not None
        begun = time.monotonic()
        chat.stdin.write(f"{lines[0]}\n/seed\n")
        chat.stdin.flush()
        read_to(chat, "The last passage had")
        turn = time.monotonic() - begun
        chat.stdin.write(f"{lines[1]}\n")
        chat.stdin.flush()
        time.sleep(moment * turn)
        chat.kill()


@pytest.mark.parametrize("kills", [12, pytest.param(50, marks=pytest.mark.long)])
def test_killed_at_any_moment_every_finished_passage_is_there(folder: Path, kills: int) -> None:
    moments = random.Random(kills)
    before: list[Passage] = []
    for number in range(kills):
        lines = f"Line {number}.", f"Another {number}."
        killed(folder, lines, moments.uniform(0, 1.5), *(["--resume"] if number else []))
        after = page(folder)
        assert after[: len(before)] == before
        said, answer, *more = after[len(before) :]
        assert said.text.strip() == lines[0]
        assert (answer.style, bool(answer.text)) == ("ann", True)
        assert [passage.style for passage in more] in ([], [None], [None, "ann"])
        if more:
            assert more[0].text.strip() == lines[1]
        before = after
    left = list((folder / "sessions").iterdir())
    assert len(left) <= 4, "the session, its lock, the gate, and what the last writing left"
