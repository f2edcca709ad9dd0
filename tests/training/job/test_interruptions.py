"""Trainings that are stopped, killed, asked to end, or begun twice; and what goes on from there."""

import json
import re
import shutil
import signal
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from common.errors import TrainingError, UsageError
from common.locks import TRAINING_LOCK, is_held
from common.user_dirs import find_user_dirs
from models.alphabet.characters import Alphabet
from models.style import read_style
from tests.support.disk import files_no_larger_than
from tests.support.samples import invented
from tests.support.training_command import Door, training
from texts.corpus import Text
from texts.source import NEW_CLEANING, Cleaning, Source
from training.job.checkpoint import Checkpoint
from training.job.plan import TrainingPlan
from training.job.request import TrainingRequest
from training.job.run import train
from training.recipe import Recipe

TINY = "units: [12]\nembedding: 5\nwindow: 16\nbatch: 4\nlearning_rate: 0.01\nupdates: 1500\n"
UPDATES = 1500
SOURCE = Source("http://127.0.0.1/book.txt", "A Book", "Jane Inventor", "none", "0" * 64, 9, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "tiny.yaml").write_text(TINY)
    (folder / "book.txt").write_text(invented(20_000))
    return folder


def start_arguments(home: Path, *more: str) -> tuple[object, ...]:
    return (home / "book.txt", "--name", "lamp", "--recipe", home / "tiny.yaml", *more)


def plan(units: int, text: Text) -> TrainingPlan:
    """The plan of a training from scratch, of one layer, on a text."""
    alphabet = Alphabet.from_text(text.train)
    return TrainingPlan(Recipe(units=(units,)), [text], NEW_CLEANING, alphabet)


def hear_learning(door: Door) -> dict[str, Any]:
    """The first progress after an update; the one before tells that it is about to begin."""
    while not (told := door.hear("progress"))["updates"]:
        pass
    return told


@pytest.fixture(scope="module")
def story(home: Path, styles_folder: Path) -> SimpleNamespace:
    """One training, stopped by Ctrl-C, gone on with, killed, gone on with again, and ended."""
    data = home / "data"
    old = data / "styles" / "lamp.style"
    old.parent.mkdir(parents=True)
    shutil.copy(styles_folder / "ann.style", old)
    seen = SimpleNamespace(old=old, before=old.read_bytes())

    def over(door: Door, name: str) -> None:
        code = door.end()
        now = SimpleNamespace(code=code, door=door, stderr=door.stderr, style=old.read_bytes())
        setattr(seen, name, now)

    with training(data, *start_arguments(home)) as door:  # stopped by Ctrl-C
        hear_learning(door)
        door.process.send_signal(signal.SIGINT)
        over(door, "stopped")
    seen.unfinished = home / "unfinished"
    shutil.copytree(data / "checkpoints", seen.unfinished / "checkpoints")
    lock = home / "events.lock"
    with training(data, "--resume", "--name", "lamp", **{TRAINING_LOCK: str(lock)}) as door:
        door.hear("start")
        seen.held = [is_held(lock)]
        hear_learning(door)
        seen.held.append(is_held(lock))
        door.process.send_signal(signal.SIGSTOP)  # it holds the name, and takes no time
        with training(home / "other", *start_arguments(home), "--data-dir", data) as another:
            over(another, "another")
        door.process.kill()
        over(door, "killed")
        seen.held.append(is_held(lock))
    with training(data, "--resume", "--name", "lamp") as door:
        over(door, "last")
    return seen


def test_ctrl_c_leaves_the_old_style_as_it_was(story: SimpleNamespace) -> None:
    assert story.stopped.code == 130
    assert story.stopped.style == story.before
    sentence = "Stopped. Any author of that name is as it was."
    assert story.stopped.stderr == sentence + "\n"
    last = story.stopped.door.events[-1]
    assert last == {"event": "error", "message": sentence, "exit_code": 130}


def test_ctrl_c_saves_what_was_learnt(story: SimpleNamespace) -> None:
    saved = story.stopped.door.all("checkpoint")[-1]["seconds"]
    assert saved >= story.stopped.door.all("progress")[-1]["seconds"] > 0.0


def test_a_second_training_of_the_name_is_refused_meanwhile(story: SimpleNamespace) -> None:
    assert story.another.code == TrainingError.exit_code == 6
    assert story.another.stderr.startswith("Training of lamp is already in progress. ")
    assert story.another.stderr.count("\n") == 1
    assert story.another.style == story.before
    assert "fit" not in story.another.door.stages


def test_what_is_resumed_goes_on_from_the_checkpoint(story: SimpleNamespace) -> None:
    saved = story.stopped.door.all("checkpoint")[-1]["seconds"]
    updates = story.stopped.door.all("progress")[-1]["updates"]
    for door in (story.killed.door, story.last.door):
        assert door.stages[:2] == ["load", "fit"]  # nothing is fetched again
        assert door.all("checkpoint")[0]["seconds"] == saved
        told = re.fullmatch(r"Continuing from (\d+) updates of 1500\.", door.all("note")[0]["text"])
        assert told is not None
        assert updates <= int(told[1]) <= door.all("progress")[0]["updates"]
        assert all(event["seconds"] >= saved for event in door.all("progress"))
        assert all(event["updates"] >= updates for event in door.all("progress"))
        assert door.all("progress")[0]["left"] > 0.0  # by the pace of the process before
    assert story.last.door.all("progress")[-1]["updates"] > updates


def test_a_kill_leaves_the_old_style_and_the_checkpoint(story: SimpleNamespace) -> None:
    assert story.killed.code == -signal.SIGKILL
    assert story.killed.style == story.before
    assert story.killed.stderr == ""


def test_whoever_reads_its_events_can_tell_how_long_it_lives(story: SimpleNamespace) -> None:
    assert story.held == [True, True, False]


def test_in_the_end_the_new_style_takes_the_old_ones_place(story: SimpleNamespace) -> None:
    assert story.last.code == 0
    assert story.last.stderr == ""
    assert story.last.style != story.before
    done = story.last.door.all("done")[0]
    assert done["updates"] == UPDATES
    assert read_style(story.old).card.sources[0].origin == "book.txt"
    assert not (story.old.parents[1] / "checkpoints" / "lamp").exists()


def test_a_training_asked_to_finish_keeps_the_best_so_far(home: Path, tmp_path: Path) -> None:
    with training(tmp_path, *start_arguments(home, "--minutes", "60")) as door:
        told = hear_learning(door)
        (tmp_path / "checkpoints" / "lamp" / "finish").touch()
        assert door.end() == 0, door.stderr
    done = door.all("done")[0]
    assert told["seconds"] <= done["optimiser_seconds"] < 3600
    last = door.all("progress")[-1]
    assert last["fraction"] < 1
    assert last["best"] == last["held_out"]
    assert read_style(tmp_path / "styles" / "lamp.style").card.bits_per_character < 5.5


class _Cut(Exception):
    """As if the power had gone."""


def test_a_training_cut_off_before_its_first_checkpoint_begins_anew(
    home: Path, tmp_path: Path
) -> None:
    recipe = Recipe(units=(12,), embedding=5, window=16, batch=4, minutes=None, updates=9)
    folders = find_user_dirs(str(tmp_path), {}, None)

    def cut_at_fit(event: str, **values: object) -> None:
        if values.get("stage") == "fit":
            raise _Cut

    events: list[dict[str, object]] = []
    with pytest.raises(_Cut):
        train(TrainingRequest([str(home / "book.txt")], "lamp", recipe), folders, cut_at_fit)
    resumed = TrainingRequest([], "lamp", Recipe(), resume=True)
    path = train(resumed, folders, lambda event, **values: events.append(values | {"e": event}))
    assert read_style(path).card.recipe["units"] == [12]
    assert next(values["seconds"] for values in events if values["e"] == "checkpoint") == 0.0


def test_a_training_stopped_before_its_first_checkpoint_leaves_nothing(
    home: Path, tmp_path: Path
) -> None:
    def stop_at_load(event: str, **values: object) -> None:
        if values.get("stage") == "load":
            raise KeyboardInterrupt

    order = TrainingRequest([str(home / "book.txt")], "lamp", Recipe(units=(12,)))
    with pytest.raises(KeyboardInterrupt):
        train(order, find_user_dirs(str(tmp_path), {}, None), stop_at_load)
    assert not (tmp_path / "checkpoints" / "lamp").exists()


def test_on_a_full_disk_an_unfinished_training_is_not_lost_to_a_new_one(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoints"
    old, text = Checkpoint(folder / "lamp"), Text(SOURCE, invented(9_000), "A lamp.\n")
    old.start(plan(12, text), None)
    old.save(b"what was learnt")
    longer = replace(text, train=invented(90_000))
    with files_no_larger_than(20_000), pytest.raises(OSError, match="File too large"):
        old.start(plan(13, longer), None)
    assert old.read() == b"what was learnt"
    assert old.read_plan().recipe.units == (12,)
    assert [path.name for path in folder.iterdir()] == ["lamp"]


def test_an_unfinished_training_is_lost_to_no_other_unasked(home: Path, tmp_path: Path) -> None:
    folders = find_user_dirs(str(tmp_path), {}, None)
    old, text = Checkpoint(folders.checkpoints / "lamp"), Text(SOURCE, invented(9_000), "A lamp.\n")
    old.start(plan(12, text), None)
    old.save(b"what was learnt")
    told: list[str] = []

    def hear(event: str, **values: Any) -> None:
        told.append(str(values.get("stage")))
        if values.get("stage") == "load":
            assert old.read_plan().recipe.units == (13,)
            raise KeyboardInterrupt

    order = TrainingRequest([str(home / "book.txt")], "lamp", Recipe(units=(13,)))
    with pytest.raises(UsageError, match="training of lamp was interrupted"):
        train(order, folders, hear)
    assert not told
    with pytest.raises(KeyboardInterrupt):  # before the new one has a checkpoint
        train(replace(order, start_over=True), folders, hear)
    assert told[-1] == "load"
    assert old.read() == b"what was learnt"
    assert old.read_plan().recipe.units == (12,)
    old.start(plan(13, text), None)
    with old.hold():  # after a kill
        assert old.read_plan().recipe.units == (12,)
    old.start(plan(13, text), None)
    old.save(b"what was learnt since")
    assert old.read_plan().recipe.units == (13,)
    left = {path.name for path in folders.checkpoints.iterdir()}
    assert left == {"lamp", ".lamp.lock", ".gate"}


def test_what_was_interrupted_while_another_fetched_its_text_is_not_lost(
    home: Path, tmp_path: Path
) -> None:
    folders = find_user_dirs(str(tmp_path), {}, None)
    other, text = Checkpoint(folders.checkpoints / "lamp"), Text(SOURCE, invented(9_000), "A.\n")

    def hear(event: str, **values: Any) -> None:
        if event == "named":
            with other.hold():
                other.start(plan(12, text), None)
                other.save(b"what was learnt")

    order = TrainingRequest([str(home / "book.txt")], "lamp", Recipe(units=(13,)))
    with pytest.raises(UsageError, match="training of lamp was interrupted"):
        train(order, folders, hear)
    assert other.read() == b"what was learnt"
    assert other.read_plan().recipe.units == (12,)


@pytest.mark.parametrize("ending", ["too short", "asked to finish", "Ctrl-C", "killed"])
def test_an_unfinished_training_comes_back_if_the_new_one_learns_nothing(
    ending: str, home: Path, tmp_path: Path
) -> None:
    folders = find_user_dirs(str(tmp_path), {}, None)
    old, text = Checkpoint(folders.checkpoints / "lamp"), Text(SOURCE, invented(9_000), "A lamp.\n")
    old.start(plan(12, text), None)
    old.save(b"what was learnt")
    ticks = count(0.0, 20.0 if ending == "too short" else 0.01)
    told: list[str] = []

    def hear(event: str, **values: Any) -> None:
        told.append(event)
        if event == "checkpoint":  # before the first update
            assert old.read_plan().recipe.units == (13,)
            if ending == "asked to finish":
                (old.folder / "finish").touch()
            elif ending != "too short":
                raise KeyboardInterrupt if ending == "Ctrl-C" else _Cut

    order = TrainingRequest(
        [str(home / "book.txt")], "lamp", Recipe(units=(13,), minutes=0.5), start_over=True
    )
    with pytest.raises((UsageError, TrainingError, KeyboardInterrupt, _Cut)):
        train(order, folders, hear, lambda: next(ticks))
    assert "checkpoint" in told
    with old.hold():
        assert old.read() == b"what was learnt"
        assert old.read_plan().recipe.units == (12,)
    left = {path.name for path in folders.checkpoints.iterdir()}
    assert left == {"lamp", ".lamp.lock", ".gate"}


def test_what_is_asked_of_a_training_while_it_loads_is_heard(story: SimpleNamespace) -> None:
    finish = story.unfinished / "checkpoints" / "lamp" / "finish"
    finish.touch()  # of a training that is gone
    with training(story.unfinished, "--resume", "--name", "lamp", "--minutes", "60") as door:
        assert door.hear("stage")["stage"] == "load"
        assert not finish.exists()
        finish.touch()
        assert door.end() == 0


def test_what_learnt_nothing_leaves_nothing_to_go_on_with(home: Path, tmp_path: Path) -> None:
    folders = find_user_dirs(str(tmp_path), {}, None)

    def hear(event: str, **values: Any) -> None:
        if values.get("stage") == "fit":
            (folders.checkpoints / "lamp" / "finish").touch()

    with pytest.raises(TrainingError, match="before anything was learnt"):
        train(TrainingRequest([str(home / "book.txt")], "lamp", Recipe(units=(12,))), folders, hear)
    assert not (folders.checkpoints / "lamp").exists()


def test_the_rules_of_cleaning_that_were_used_are_kept_with_the_texts(tmp_path: Path) -> None:
    checkpoint, text = Checkpoint(tmp_path / "lamp"), Text(SOURCE, invented(9_000), "A lamp.\n")
    begun = replace(plan(12, text), cleaning=Cleaning(rules=7, keep=("footnotes",)))
    checkpoint.start(begun, None)
    assert checkpoint.read_plan({"minutes": 9.0}).cleaning == begun.cleaning
    assert checkpoint.read_plan().cleaning == begun.cleaning
    checkpoint.start(replace(begun, own_works="jane"), None)
    order = checkpoint.folder / "order.json"
    record = json.loads(order.read_text())
    del record["cleaning"]  # as earlier versions wrote it
    order.write_text(json.dumps(record))
    assert checkpoint.read_plan().cleaning == replace(NEW_CLEANING, rules=1)


def test_there_is_nothing_to_resume(tmp_path: Path) -> None:
    folders = find_user_dirs(str(tmp_path), {}, None)
    with pytest.raises(TrainingError, match="no unfinished training run of lamp"):
        train(
            TrainingRequest([], "lamp", Recipe(), resume=True),
            folders,
            lambda event, **values: None,
        )
