"""The preparation of a training, and what `--dry-run` shows of it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from common.errors import SourceError, TrainingError, UsageError
from common.user_dirs import find_user_dirs
from models.library import SHIPPED
from models.style import read_style
from tests.support.forked import ROOT
from tests.support.samples import invented
from training.job.checkpoint import Checkpoint
from training.job.preparation import Preparation
from training.job.request import TrainingRequest
from training.recipe import read_recipe

BOOK = invented(20_000)


class Events:
    """All events of a preparation, in order."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []

    def __call__(self, event: str, **values: Any) -> None:
        self.all.append({"event": event, **values})

    def named(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.all if each["event"] == event]


def preview(home: Path, *sources: str, recipe: str = "alone", name: str | None = None) -> Events:
    events = Events()
    request = TrainingRequest(sources, name, read_recipe(recipe))
    Preparation(request, find_user_dirs(str(home), {}, None), events).preview()
    return events


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "the-blue-lamp.txt"
    path.write_text(BOOK)
    return str(path)


def test_a_preview_says_what_would_be_learnt(tmp_path: Path, book: str) -> None:
    (plan,) = preview(tmp_path / "data", book).named("preview")
    assert plan["name"] == "the-blue-lamp"
    assert plan["train"] + plan["held_out"] == len(BOOK.strip()) + 1
    assert plan["held_out"] == round((len(BOOK.strip()) + 1) / 10)
    assert (plan["alphabet"], plan["start"], plan["bits"]) == ("character", None, None)
    assert set(BOOK[: plan["train"]]) >= {"e", " "}
    assert 10 < plan["symbols"] <= len(set(BOOK)) + 1
    assert (plan["minutes"], plan["epochs"], plan["updates"]) == (3, None, None)


def test_a_preview_says_what_the_base_makes_of_the_text(tmp_path: Path, book: str) -> None:
    (plan,) = preview(tmp_path / "data", book, recipe="default").named("preview")
    assert plan["start"] == "base"
    voice = read_style(SHIPPED / "base.style").voice()
    assert abs(plan["bits"] - voice.score(BOOK[:6_000]).bits_per_character) < 0.5


def test_advice_is_given_before_the_preview(tmp_path: Path, book: str) -> None:
    for recipe, is_like_its_start in (("alone", False), ("default", True)):
        events = preview(tmp_path / "data", book, recipe=recipe)
        (advice,) = (e["text"] for e in events.named("note") if "to learn from" in e["text"])
        assert ("much like the one it starts from" in advice) == is_like_its_start
        assert events.all[-1]["event"] == "preview"


def test_advice_for_a_text_that_the_base_cannot_read_speaks_of_no_start(tmp_path: Path) -> None:
    book = tmp_path / "greek.txt"
    book.write_text(BOOK.translate({ord("a") + i: ord("α") + i for i in range(17)}))
    notes = [e["text"] for e in preview(tmp_path, str(book), recipe="default").named("note")]
    (advice,) = (note for note in notes if "to learn from" in note)
    assert any("training starts from scratch" in note for note in notes)
    assert "it starts from" not in advice


def test_nothing_is_written_in_the_users_folders(tmp_path: Path, book: str) -> None:
    home = tmp_path / "data"
    preview(home, book, name="lamp")
    dirs = find_user_dirs(str(home), {}, None)
    assert not dirs.styles.exists()
    assert not dirs.checkpoints.exists()


def test_nothing_is_changed_beside_a_training_that_was_killed(tmp_path: Path, book: str) -> None:
    dirs = find_user_dirs(str(tmp_path / "data"), {}, None)
    preparation = Preparation(TrainingRequest([book], "lamp", read_recipe("alone")), dirs, Events())
    _, plan, weights = preparation.settle(preparation.gather())
    checkpoint = Checkpoint(dirs.checkpoints / "lamp")
    with checkpoint.hold():
        checkpoint.start(plan, weights)
        checkpoint.save(b"of an earlier run")
        checkpoint.start(plan, weights)  # which sets that one aside
        (checkpoint.folder / "finish").touch()
    before = sorted(dirs.checkpoints.rglob("*"))
    with pytest.raises(UsageError, match="was interrupted"):
        preview(tmp_path / "data", book, name="lamp")
    assert sorted(dirs.checkpoints.rglob("*")) == before
    with checkpoint.hold(), pytest.raises(TrainingError, match="already in progress"):
        preview(tmp_path / "data", book, name="lamp")


def test_what_would_be_refused_is_refused(tmp_path: Path, book: str) -> None:
    short = tmp_path / "short.txt"
    short.write_text("A short text.")
    with pytest.raises(SourceError, match="too short to learn from"):
        preview(tmp_path / "data", str(short))


def test_an_unfinished_training_is_not_passed_over(tmp_path: Path, book: str) -> None:
    dirs = find_user_dirs(str(tmp_path / "data"), {}, None)
    events = Events()
    preparation = Preparation(TrainingRequest([book], "lamp", read_recipe("alone")), dirs, events)
    _, plan, weights = preparation.settle(preparation.gather())
    checkpoint = Checkpoint(dirs.checkpoints / "lamp")
    with checkpoint.hold():
        checkpoint.start(plan, weights)
        checkpoint.save(b"of an earlier run")
    with pytest.raises(UsageError, match="was interrupted"):
        preview(tmp_path / "data", book, name="lamp")


def test_the_command_loads_no_tensorflow(tmp_path: Path, book: str) -> None:
    arguments = ["--data-dir", str(tmp_path / "data"), "--dry-run", book]
    program = (
        "import sys; from training.cli import app\n"
        f"app({arguments!r}, standalone_mode=False)\n"
        "sys.exit('tensorflow' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith('{"event": "preview"')
