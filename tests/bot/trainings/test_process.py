"""The training as the chat sees it: events become a status, and a child process is followed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.trainings.process import TrainingProcess, training_environment, unfinished_trainings
from bot.trainings.status import Status
from common.locks import TRAINING_LOCK
from common.user_dirs import UserDirs
from training.job.checkpoint import Checkpoint

NAMED = '{"event": "named", "name": "carol"}'
FIT = '{"event": "stage", "stage": "fit"}'
DONE = '{"event": "done", "bits_per_character": 2.5}'
BEGIN = """
from common.locks import TRAINING_LOCK, hold
lock = hold(pathlib.Path(os.environ[TRAINING_LOCK]))
print('{"event": "start", "process": %d}' % os.getpid(), flush=True)
"""  # as a training does


@pytest.fixture
def places(tmp_path: Path) -> UserDirs:
    return UserDirs(tmp_path, tmp_path, tmp_path / "cache")


class Trainer:
    """A trainer of a few lines, and every status that was heard of it."""

    def __init__(self, places: UserDirs, script: str, *arguments: str, name: str | None = None):
        self.statuses: list[Status] = []
        self.child = TrainingProcess.start(
            arguments,
            name,
            places,
            lambda child: self.statuses.append(child.status),
            (sys.executable, "-c", f"import os, pathlib, sys, time\n{script}"),
        )

    def end(self) -> Status:
        assert self.child.wait(60), "the fake trainer did not end"
        return self.child.status


@contextlib.contextmanager
def start_elsewhere(places: UserDirs, script: str) -> Iterator[subprocess.Popen[bytes]]:
    """A trainer of a few lines that another chat began, and is gone."""
    folder = places.state / "trainings"
    folder.mkdir(parents=True)
    events, log = folder / "events-1.jsonl", folder / "events-1.log"
    with events.open("wb") as stdout, log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", f"import os, pathlib, sys, time\n{script}"],
            stdout=stdout,
            stderr=stderr,
            env={**training_environment(), TRAINING_LOCK: str(folder / "events-1.lock")},
        )
    with process:
        try:
            yield process
        finally:
            process.kill()


def find(places: UserDirs) -> TrainingProcess:
    """The training that another chat began, once it can be found."""
    end = time.monotonic() + 60
    while (found := TrainingProcess.find_running(places, lambda child: None)) is None:
        assert time.monotonic() < end, "there is no training to be found"
        time.sleep(0.01)
    return found


def until(file: Path) -> str:
    """Lines of a trainer that wait for a file."""
    return f"while not os.path.exists({str(file)!r}): time.sleep(0.01)\n"


def say(*lines: str) -> str:
    return "".join(f"print({line!r}, flush=True)\n" for line in lines)


@pytest.mark.parametrize(
    ("event", "after"),
    [
        ({"event": "named", "name": "dora"}, Status("dora", "fit", 0.1, seconds_left=9.0)),
        ({"event": "stage", "stage": "check"}, Status("carol", "check", 0.1)),
        (
            {"event": "progress", "fraction": 0.5, "loss": 2.5, "held_out": 3.0, "left": 4.0,
             "updates": 7},
            Status("carol", "fit", 0.5, 2.5, 3.0, 4.0),
        ),
        (
            {"event": "done", "name": "carol", "bits_per_character": 2.25},
            Status("carol", "fit", 0.1, seconds_left=9.0, bits_per_character=2.25),
        ),
        (
            {"event": "error", "message": "No such page.", "exit_code": 5},
            Status("carol", "fit", 0.1, seconds_left=9.0, error="No such page."),
        ),
        (
            {"event": "note", "text": "It begins from nothing."},
            Status("carol", "fit", 0.1, seconds_left=9.0, notes=("It begins from nothing.",)),
        ),
        ({"event": "sample", "text": "Nobody"}, Status("carol", "fit", 0.1, seconds_left=9.0)),
        ({"event": "of a later version"}, Status("carol", "fit", 0.1, seconds_left=9.0)),
        ({}, Status("carol", "fit", 0.1, seconds_left=9.0)),
    ],
)  # fmt: skip
def test_each_event_changes_what_it_tells_of(event: dict[str, object], after: Status) -> None:
    assert Status("carol", "fit", 0.1, seconds_left=9.0).update(event) == after


def test_the_line_tells_stage_share_losses_and_time_left() -> None:
    assert Status(None).describe() == "starting"
    assert Status("carol", "fetch").describe() == "fetching carol"
    fit = Status("carol", "fit", 0.423, 2.512, 2.678, 125.4)
    assert fit.describe() == "carol: 42 %, 2:05 left"
    assert Status("carol", "fit", 0.0, seconds_left=-3.0).describe() == "carol: 0 %, 0:00 left"
    assert Status("carol", "fit", 1.0, seconds_left=0.0).describe() == "carol: almost ready"
    event = {"event": "progress", "fraction": 0.5, "loss": 2.5, "left": 70.0}
    better = fit.update(event | {"held_out": 2.5}).update(event | {"held_out": 2.5})
    assert better.describe() == "carol: 50 %, 1:10 left, still improving"
    worse = better.update(event | {"held_out": 2.6})
    assert worse.describe() == "carol: 50 %, 1:10 left, no longer improving"
    started = better.update({"event": "stage", "stage": "fit", "start": "base"})
    ahead = started.update(event | {"held_out": 2.4, "best": 2.4, "start_loss": 3.0})
    assert ahead.describe() == "carol: 50 %, 1:10 left, already better than base, still improving"
    assert ahead.describe(50) == "carol: 50 %, 1:10 left, already better than base"
    assert ahead.gain == pytest.approx(0.2)
    behind = started.update(event | {"held_out": 2.4, "best": 2.4, "start_loss": 2.4})
    assert behind.describe() == "carol: 50 %, 1:10 left, still improving"
    assert [better.describe(width) for width in (38, 22, 21, 10, 9)] == [
        "carol: 50 %, 1:10 left",
        "carol: 50 %, 1:10 left",
        "carol: 50 %",
        "",
        "",
    ]
    assert Status("carol", "measure", 1.0, 2.5, 2.6).describe() == "measuring carol"


def test_events_are_followed_to_the_end(places: UserDirs) -> None:
    progress = '{"event": "progress", "fraction": 0.5, "loss": 2.0, "held_out": null, "left": 1.5}'
    trainer = Trainer(places, say(NAMED, "a library's own word", "[1]", FIT, progress, DONE))
    status = trainer.end()
    assert status == Status("carol", "fit", 0.5, 2.0, None, 1.5, 2.5, is_over=True)
    assert [s.stage for s in trainer.statuses] == ["load", "fit", "fit", "fit", "fit"]
    assert [s.is_over for s in trainer.statuses] == [False] * 4 + [True]


def test_a_training_is_said_to_have_begun_once_there_is_a_text(places: UserDirs) -> None:
    fetch, load = FIT.replace("fit", "fetch"), FIT.replace("fit", "load")
    error = '{"event": "error", "message": "The page was not found (404).", "exit_code": 5}'
    assert Trainer(places, say(fetch, error)).end().notes == ()
    begun = Trainer(places, say(fetch, NAMED, load, FIT, DONE)).end()
    assert begun.notes == ("The training of carol has begun.",)
    assert Trainer(places, say(load, FIT, DONE)).end().notes == ()  # one that is resumed


def test_arguments_reach_the_trainer_in_a_process_session_of_its_own(places: UserDirs) -> None:
    script = (
        "import json\n"
        "print(json.dumps({'event': 'error', 'message':"
        " f'{sys.argv[1:]} {os.getsid(0) == os.getpid()} {sys.stdin.read()!r}'}))"
    )
    status = Trainer(places, script, "a.txt", "--name", "carol").end()
    assert status.error == "['a.txt', '--name', 'carol'] True ''"


def test_a_failure_tells_the_reason_that_was_given(places: UserDirs) -> None:
    error = '{"event": "error", "message": "There is no such page.", "exit_code": 5}'
    status = Trainer(places, say(error) + "sys.exit(5)").end()
    assert status.error == "There is no such page."
    assert status.bits_per_character is None


def test_a_failure_without_a_reason_tells_the_last_line_of_stderr(places: UserDirs) -> None:
    script = "sys.stderr.write('Traceback\\n  line 1\\nMemoryError: 3 GiB\\n\\n'); sys.exit(9)"
    status = Trainer(places, say(FIT) + script).end()
    assert status.error == "Training ended with exit code 9: MemoryError: 3 GiB."
    silent = Trainer(places, "os.kill(os.getpid(), 9)").end()
    assert silent.error == "Training ended with exit code -9."


def test_finishing_while_it_learns_asks_it_to_keep_the_best(places: UserDirs) -> None:
    finish = places.checkpoints / "carol" / "finish"
    finish.parent.mkdir(parents=True)
    trainer = Trainer(places, say(NAMED, FIT) + until(finish) + say(DONE))
    while trainer.child.status.stage != "fit":
        assert not trainer.child.wait(0.01)
    assert "the best version so far is kept" in trainer.child.finish()
    assert trainer.end().bits_per_character == 2.5


def test_finishing_before_it_learns_ends_it(places: UserDirs) -> None:
    (places.checkpoints / "carol").mkdir(parents=True)  # which it has made by then
    trainer = Trainer(places, say(NAMED) + "time.sleep(600)")
    while trainer.child.status.name is None:
        assert not trainer.child.wait(0.01)
    assert "had not learnt anything yet" in trainer.child.finish()
    assert trainer.end().bits_per_character is None


def test_finishing_one_that_is_resumed_before_it_learns_keeps_what_it_had(places: UserDirs) -> None:
    (places.checkpoints / "carol").mkdir(parents=True)
    (places.checkpoints / "carol" / "checkpoint.safetensors").touch()
    trainer = Trainer(places, say(NAMED) + "time.sleep(600)")
    while trainer.child.status.name is None:
        assert not trainer.child.wait(0.01)
    assert "learnt before is kept" in trainer.child.finish()
    trainer.end()


def test_finishing_when_it_is_all_but_done_lets_it_be(places: UserDirs) -> None:
    go = places.data / "go"
    export = '{"event": "stage", "stage": "export"}'
    trainer = Trainer(places, say(NAMED, export) + until(go) + say(DONE))
    while trainer.child.status.stage != "export":
        assert not trainer.child.wait(0.01)
    assert "almost done" in trainer.child.finish()
    go.touch()
    assert trainer.end().bits_per_character == 2.5


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless, as before it fetched"])
def test_a_training_that_another_chat_left_is_found_and_heard(
    places: UserDirs, named: bool
) -> None:
    go = places.data / "go"
    stale = places.state / "trainings" / "events-0.jsonl"  # of one that was killed
    stale.parent.mkdir(parents=True)
    # whose number another process has by now
    stale.write_text(f'{{"event": "start", "process": {os.getpid()}}}\n{NAMED}\n')
    stale.with_suffix(".lock").touch()
    (stale.parent / "events-1.jsonl").symlink_to("nothing")
    assert TrainingProcess.find_running(places, lambda child: None) is None
    script = BEGIN + say(*([NAMED] if named else []), FIT) + until(go) + say(DONE)
    trainer = Trainer(places, script)
    while trainer.child.status.stage != "fit":
        assert not trainer.child.wait(0.01)
    statuses: list[Status] = []
    found = TrainingProcess.find_running(places, lambda child: statuses.append(child.status))
    assert found is not None
    assert found.status.name == ("carol" if named else None)
    go.touch()
    assert trainer.end().bits_per_character == 2.5
    assert found.wait(60)
    assert found.status.bits_per_character == 2.5
    assert statuses[-1].is_over


def test_a_training_that_has_only_just_started_is_not_taken_for_one_that_ended(
    places: UserDirs,
) -> None:
    begin, go = places.data / "begin", places.data / "go"
    trainer = Trainer(places, until(begin) + BEGIN + say(NAMED) + until(go) + say(DONE))
    files = sorted((places.state / "trainings").iterdir())
    assert TrainingProcess.find_running(places, lambda child: None) is None
    assert sorted((places.state / "trainings").iterdir()) == files
    begin.touch()
    while trainer.child.status.name is None:
        assert not trainer.child.wait(0.01)
    found = TrainingProcess.find_running(places, lambda child: None)
    assert found is not None
    go.touch()
    assert trainer.end().bits_per_character == 2.5
    assert found.wait(60)
    assert found.status.bits_per_character == 2.5


def test_one_that_was_found_and_breaks_off_says_its_last_words(places: UserDirs) -> None:
    script = "sys.stderr.write('Traceback\\nMemoryError\\n')\n" + BEGIN + say(NAMED, "no event")
    with start_elsewhere(places, script + "time.sleep(600)") as process:
        found = find(places)
        assert "is being stopped" in found.finish()
        assert process.wait(60) == -signal.SIGTERM
    assert found.wait(60)
    assert found.status.error == "Training ended abruptly: MemoryError."
    assert found.was_stopped
    assert not list((places.state / "trainings").glob("events-*"))


def test_one_that_was_found_is_over_when_it_dies_whatever_it_began(places: UserDirs) -> None:
    over = places.data / "over"
    helper = f"import os, time\n{until(over)}"
    begun = f"import subprocess\nsubprocess.Popen([sys.executable, '-c', {helper!r}])\n"
    with start_elsewhere(places, begun + BEGIN + "time.sleep(600)"):
        found = find(places)
    try:
        assert found.wait(60)
    finally:
        over.touch()


def test_the_files_of_old_trainings_are_swept_but_not_of_one_that_runs(places: UserDirs) -> None:
    folder = places.state / "trainings"
    with start_elsewhere(places, BEGIN + "time.sleep(600)"):
        find(places)
        for end in ("jsonl", "log", "lock"):
            (folder / f"events-0.{end}").touch()
        for path in folder.glob("events-*"):
            os.utime(path, (0, 0))
        Trainer(places, say(DONE)).end()
        assert {path.stem for path in folder.glob("events-*")} == {"events-1"}
        assert TrainingProcess.find_running(places, lambda child: None) is not None


def test_unfinished_trainings_are_those_with_a_checkpoint(places: UserDirs) -> None:
    for name in ("austen", "bell", "carol", "dora"):
        folder = places.checkpoints / name
        folder.mkdir(parents=True)
        if name != "dora":
            (folder / "checkpoint.safetensors").touch()
    with Checkpoint(places.checkpoints / "austen").hold():
        with Checkpoint(places.checkpoints / "bell").hold():
            pass
        assert unfinished_trainings(places) == [("austen", True), ("bell", False), ("carol", False)]
    assert unfinished_trainings(places) == [("austen", False), ("bell", False), ("carol", False)]


ASKER = """
import sys
from pathlib import Path
from bot.trainings.process import unfinished_trainings
from common.user_dirs import UserDirs

folder = Path(sys.argv[1])
dirs = UserDirs(folder, folder, folder)
running = set()
print("ready", flush=True)
while not (folder / "over").exists():
    running |= {name for name, runs in unfinished_trainings(dirs) if runs}
print("bell" in running)
"""


@pytest.mark.slow
def test_asking_keeps_no_training_out_and_no_asker_sees_another(places: UserDirs) -> None:
    for name in ("austen", "bell"):
        (places.checkpoints / name).mkdir(parents=True)
        (places.checkpoints / name / "checkpoint.safetensors").touch()
        with Checkpoint(places.checkpoints / name).hold():  # so that there is a lock to ask of
            pass
    with contextlib.ExitStack() as stack:
        askers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", ASKER, places.data],
                    stdout=subprocess.PIPE,
                    encoding="utf-8",
                    env=training_environment(),
                )
            )
            for _ in range(2)
        ]
        stack.callback((places.data / "over").touch)
        for asker in askers:
            assert asker.stdout is not None
            assert asker.stdout.readline() == "ready\n"
        for _ in range(100):
            with Checkpoint(places.checkpoints / "austen").hold():
                assert unfinished_trainings(places)[0] == ("austen", True)
            assert unfinished_trainings(places)[0] == ("austen", False)
        (places.data / "over").touch()
        for asker in askers:
            assert asker.communicate(timeout=60)[0] == "False\n"
