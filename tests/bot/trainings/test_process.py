"""The training as the chat sees it: events become a status, and a child process is followed."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.trainings.process import TrainingProcess, environment, unfinished
from bot.trainings.status import Status
from common.user_dirs import UserDirs
from training.job.checkpoint import Checkpoint

NAMED = '{"event": "named", "name": "carol"}'
FIT = '{"event": "stage", "stage": "fit"}'
DONE = '{"event": "done", "bits_per_character": 2.5}'


@pytest.fixture
def places(tmp_path: Path) -> UserDirs:
    return UserDirs(tmp_path, tmp_path, tmp_path / "cache")


class Followed:
    """A trainer of a few lines, and every status that was heard of it."""

    def __init__(self, places: UserDirs, script: str, *arguments: str, name: str | None = None):
        self.heard: list[Status] = []
        self.child = TrainingProcess.begun(
            arguments,
            name,
            places,
            lambda child: self.heard.append(child.status),
            (sys.executable, "-c", f"import os, pathlib, sys, time\n{script}"),
        )

    def end(self) -> Status:
        assert self.child.wait(60), "the fake trainer did not end"
        return self.child.status


def say(*lines: str) -> str:
    return "".join(f"print({line!r}, flush=True)\n" for line in lines)


@pytest.mark.parametrize(
    ("event", "after"),
    [
        ({"event": "named", "name": "dora"}, Status("dora", "fit", 0.1, left=9.0)),
        ({"event": "stage", "stage": "check"}, Status("carol", "check", 0.1)),
        (
            {"event": "progress", "fraction": 0.5, "loss": 2.5, "held_out": 3.0, "left": 4.0,
             "updates": 7},
            Status("carol", "fit", 0.5, 2.5, 3.0, 4.0),
        ),
        (
            {"event": "done", "name": "carol", "bits_per_character": 2.25},
            Status("carol", "fit", 0.1, left=9.0, bits_per_character=2.25),
        ),
        (
            {"event": "error", "message": "No such page.", "exit_code": 5},
            Status("carol", "fit", 0.1, left=9.0, error="No such page."),
        ),
        (
            {"event": "note", "text": "It begins from nothing."},
            Status("carol", "fit", 0.1, left=9.0, notes=("It begins from nothing.",)),
        ),
        ({"event": "sample", "text": "Nobody"}, Status("carol", "fit", 0.1, left=9.0)),
        ({"event": "of a later version"}, Status("carol", "fit", 0.1, left=9.0)),
        ({}, Status("carol", "fit", 0.1, left=9.0)),
    ],
)  # fmt: skip
def test_each_event_changes_what_it_tells_of(event: dict[str, object], after: Status) -> None:
    assert Status("carol", "fit", 0.1, left=9.0).after(event) == after


def test_the_line_tells_stage_share_losses_and_time_left() -> None:
    assert Status(None).line() == "starting"
    assert Status("carol", "fetch").line() == "fetching carol"
    line = Status("carol", "fit", 0.423, 2.512, 2.678, 125.4).line()
    assert line == "training carol 42% loss 2.51 held out about 2.68 bits 2:05 left"
    assert Status("carol", "fit", 0.0, left=-3.0).line() == "training carol 0% 0:00 left"
    assert Status("carol", "measure", 1.0, 2.5, 2.6).line() == "measuring carol"


def test_events_are_followed_to_the_end(places: UserDirs) -> None:
    progress = '{"event": "progress", "fraction": 0.5, "loss": 2.0, "held_out": null, "left": 1.5}'
    trainer = Followed(places, say(NAMED, "a library's own word", "[1]", FIT, progress, DONE))
    status = trainer.end()
    assert status == Status("carol", "fit", 0.5, 2.0, None, 1.5, 2.5, ended=True)
    assert [s.stage for s in trainer.heard] == ["load", "fit", "fit", "fit", "fit"]
    assert [s.ended for s in trainer.heard] == [False] * 4 + [True]


def test_arguments_reach_the_trainer_in_a_process_session_of_its_own(places: UserDirs) -> None:
    script = (
        "import json\n"
        "print(json.dumps({'event': 'error', 'message':"
        " f'{sys.argv[1:]} {os.getsid(0) == os.getpid()} {sys.stdin.read()!r}'}))"
    )
    status = Followed(places, script, "a.txt", "--name", "carol").end()
    assert status.error == "['a.txt', '--name', 'carol'] True ''"


def test_a_failure_tells_the_reason_that_was_given(places: UserDirs) -> None:
    error = '{"event": "error", "message": "There is no such page.", "exit_code": 5}'
    status = Followed(places, say(error) + "sys.exit(5)").end()
    assert status.error == "There is no such page."
    assert status.bits_per_character is None


def test_a_failure_without_a_reason_tells_the_last_line_of_stderr(places: UserDirs) -> None:
    script = "sys.stderr.write('Traceback\\n  line 1\\nMemoryError: 3 GiB\\n\\n'); sys.exit(9)"
    status = Followed(places, say(FIT) + script).end()
    assert status.error == "The training ended with exit code 9: MemoryError: 3 GiB."
    silent = Followed(places, "os.kill(os.getpid(), 9)").end()
    assert silent.error == "The training ended with exit code -9."


def test_finishing_while_it_learns_asks_it_to_keep_the_best(places: UserDirs) -> None:
    finish = places.checkpoints / "carol" / "finish"
    finish.parent.mkdir(parents=True)
    waiting = f"while not os.path.exists({str(finish)!r}): time.sleep(0.01)\n"
    trainer = Followed(places, say(NAMED, FIT) + waiting + say(DONE))
    while trainer.child.status.stage != "fit":
        assert not trainer.child.wait(0.01)
    assert "the best so far is kept" in trainer.child.finish()
    assert trainer.end().bits_per_character == 2.5


def test_finishing_before_it_learns_ends_it(places: UserDirs) -> None:
    (places.checkpoints / "carol").mkdir(parents=True)  # which it has made by then
    trainer = Followed(places, say(NAMED) + "time.sleep(600)")
    while trainer.child.status.name is None:
        assert not trainer.child.wait(0.01)
    assert "had not learnt anything yet" in trainer.child.finish()
    assert trainer.end().bits_per_character is None


def test_finishing_one_that_is_resumed_before_it_learns_keeps_what_it_had(places: UserDirs) -> None:
    (places.checkpoints / "carol").mkdir(parents=True)
    (places.checkpoints / "carol" / "checkpoint.safetensors").touch()
    trainer = Followed(places, say(NAMED) + "time.sleep(600)")
    while trainer.child.status.name is None:
        assert not trainer.child.wait(0.01)
    assert "learnt before is kept" in trainer.child.finish()
    trainer.end()


def test_finishing_when_it_is_all_but_done_lets_it_be(places: UserDirs) -> None:
    go = places.data / "go"
    export = '{"event": "stage", "stage": "export"}'
    waiting = f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
    trainer = Followed(places, say(NAMED, export) + waiting + say(DONE))
    while trainer.child.status.stage != "export":
        assert not trainer.child.wait(0.01)
    assert "all but done" in trainer.child.finish()
    go.touch()
    assert trainer.end().bits_per_character == 2.5


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless, as before it fetched"])
def test_a_training_that_another_chat_left_is_found_and_heard(
    places: UserDirs, named: bool
) -> None:
    go = places.data / "go"
    waiting = f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
    start = 'print(\'{"event": "start", "process": %d}\' % os.getpid(), flush=True)\n'
    stale = places.state / "trainings" / "events-0.jsonl"  # of one that was killed
    stale.parent.mkdir(parents=True)
    # whose number another process has by now
    stale.write_text(f'{{"event": "start", "process": {os.getpid()}}}\n{NAMED}\n')
    (stale.parent / "events-1.jsonl").symlink_to("nothing")
    assert TrainingProcess.found(places, lambda child: None) is None
    left = Followed(places, start + say(*([NAMED] if named else []), FIT) + waiting + say(DONE))
    while left.child.status.stage != "fit":
        assert not left.child.wait(0.01)
    heard: list[Status] = []
    found = TrainingProcess.found(places, lambda child: heard.append(child.status))
    assert found is not None
    assert found.status.name == ("carol" if named else None)
    go.touch()
    assert left.end().bits_per_character == 2.5
    assert found.wait(60)
    assert found.status.bits_per_character == 2.5
    assert heard[-1].ended


def test_one_that_was_found_and_breaks_off_says_its_last_words(places: UserDirs) -> None:
    folder = places.state / "trainings"
    folder.mkdir(parents=True)
    with (folder / "events-1.jsonl").open("w") as events:
        fcntl.flock(events, fcntl.LOCK_EX)
        process = subprocess.Popen(["sleep", "600"], stdout=events)
        events.write(f'{{"event": "start", "process": {process.pid}}}\n{NAMED}\nno event\n')
    with process:
        (folder / "events-1.log").write_text("Traceback\nMemoryError\n")
        found = TrainingProcess.found(places, lambda child: None)
        assert found is not None
        assert "is being stopped" in found.finish()
        assert process.wait(60) == -signal.SIGTERM
    assert found.wait(60)
    assert found.status.error == "The training broke off: MemoryError."
    assert found.stopped
    assert not list(folder.iterdir())


def test_unfinished_trainings_are_those_with_a_checkpoint(places: UserDirs) -> None:
    for name in ("austen", "bell", "carol", "dora"):
        folder = places.checkpoints / name
        folder.mkdir(parents=True)
        if name != "dora":
            (folder / "checkpoint.safetensors").touch()
    with Checkpoint(places.checkpoints / "austen").held():
        with Checkpoint(places.checkpoints / "bell").held():
            pass
        assert unfinished(places) == [("austen", True), ("bell", False), ("carol", False)]
    assert unfinished(places) == [("austen", False), ("bell", False), ("carol", False)]


ASKER = """
import sys
from pathlib import Path
from bot.trainings.process import unfinished
from common.user_dirs import UserDirs

folder = Path(sys.argv[1])
running = set()
print("ready", flush=True)
while not (folder / "over").exists():
    running |= {name for name, runs in unfinished(UserDirs(folder, folder, folder)) if runs}
print("bell" in running)
"""


def test_asking_keeps_no_training_out_and_no_asker_sees_another(places: UserDirs) -> None:
    for name in ("austen", "bell"):
        (places.checkpoints / name).mkdir(parents=True)
        (places.checkpoints / name / "checkpoint.safetensors").touch()
        with Checkpoint(places.checkpoints / name).held():  # so that there is a lock to ask of
            pass
    with contextlib.ExitStack() as stack:
        askers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", ASKER, places.data],
                    stdout=subprocess.PIPE,
                    encoding="utf-8",
                    env=environment(),
                )
            )
            for _ in range(2)
        ]
        stack.callback((places.data / "over").touch)
        for asker in askers:
            assert asker.stdout is not None
            assert asker.stdout.readline() == "ready\n"
        for _ in range(100):
            with Checkpoint(places.checkpoints / "austen").held():
                assert unfinished(places)[0] == ("austen", True)
            assert unfinished(places)[0] == ("austen", False)
        (places.data / "over").touch()
        for asker in askers:
            assert asker.communicate(timeout=60) == ("False\n", None)
