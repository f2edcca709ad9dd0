"""A training run as the chat sees it: a child process whose events are read from a file.

The child process is `python -m training`. It runs in its own process session, so that no key
pressed in the chat, such as Ctrl-C, reaches it. It writes its events to a file rather than a pipe,
so that the training run continues if the chat ends. From before its first event until its end it
holds a lock on a file in the same folder, so that other chats can see that it is running.
docs/events.md specifies the events and the lock. Nothing here depends on how a run works.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Self

from bot.trainings.status import Status
from common.locks import TRAINING_LOCK, is_held
from common.user_dirs import UserDirs

_LOOK_EVERY = 0.2  # seconds between two looks at the events
_KEEP_FOR = 7 * 24 * 3600.0  # seconds that the events of a training are kept if no chat reads them


class TrainingProcess:
    """A training run that takes place in another process and is followed by the chat.

    The run trains an author (a language model) and was started by this chat or another one. A
    thread reads the run's events (messages about its progress) from a file and updates `status`.

    Args:
        name: the name of the author that is being trained; None if the run has not chosen one yet.
        events: the path of the file to which the run writes its events; the run's stderr is logged
            in the same folder.
        process: the process id of the run.
        poll: a function that returns None while the process is running, and its exit code
            afterwards, or 0 if the exit code is unknown.
        dirs: the folders for the user's authors, checkpoints and other data.
        on_change: a function that is called with this object, in the thread that reads the events,
            after each change of the status.

    Attributes:
        status: the stage, progress, losses and messages of the run so far.
        was_stopped: whether the user of this chat has asked the run to end.
    """

    def __init__(
        self,
        name: str | None,
        events: Path,
        process: int,
        poll: Callable[[], int | None],
        dirs: UserDirs,
        on_change: Callable[["TrainingProcess"], None],
    ) -> None:
        self.status = Status(name)
        self.was_stopped = False
        self._notes_taken = 0
        self._events = events
        self._process = process
        self._poll = poll
        self._dirs = dirs
        self._on_change = on_change
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @classmethod
    def start(
        cls,
        arguments: Sequence[str],
        name: str | None,
        dirs: UserDirs,
        on_change: Callable[["TrainingProcess"], None],
        program: Sequence[str] | None = None,
    ) -> Self:
        """Start a training run in a child process, and return an object that follows it.

        Args:
            arguments: the command-line arguments for `python -m training`.
            name: the name of the author (language model) to train; None to let the run choose one.
            dirs: the folders for the user's authors, checkpoints and other data.
            on_change: a function that is called with the returned object, in another thread, after
                each change of the run's status.
            program: another command to run, for use in tests; None for `python -m training`.

        Raises:
            OSError: if a file for the run cannot be created, or its process cannot be started.
        """
        folder = _events_folder(dirs)
        folder.mkdir(parents=True, exist_ok=True)
        _delete_old_events(folder)
        # a new file each time: a training that was left running may still write to an earlier one
        handle, file = tempfile.mkstemp(".jsonl", "events-", folder)
        with os.fdopen(handle, "wb") as events, _log_path(Path(file)).open("wb") as log:
            process = subprocess.Popen(
                [*(program or training_command()), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=events,
                stderr=log,
                env={**training_environment(), TRAINING_LOCK: str(_lock_path(Path(file)))},
                start_new_session=True,
            )
        return cls(name, Path(file), process.pid, process.poll, dirs, on_change)

    @classmethod
    def find_running(
        cls, dirs: UserDirs, on_change: Callable[["TrainingProcess"], None]
    ) -> Self | None:
        """Find a training run that another chat started and that is still in progress.

        Args:
            dirs: the folders for the user's authors (language models), checkpoints and other data.
            on_change: a function that is called with the returned object, in another thread, after
                each change of the run's status.

        Returns:
            An object that follows the run; None if no run is in progress.
        """
        for path in _events_folder(dirs).glob("events-*.jsonl"):
            if not is_held(_lock_path(path)):
                continue
            with contextlib.suppress(OSError):  # it has ended, and another chat deleted its events
                events = list(_parse_events(path.read_bytes().splitlines()))
                process = next((event["process"] for event in events if "process" in event), None)
                name = next((event["name"] for event in events[::-1] if event.get("name")), None)
                if isinstance(process, int):
                    return cls(name, path, process, partial(_poll_lock, path), dirs, on_change)
        return None

    def finish(self) -> str:
        """Ask the training run to end, and return a sentence that tells the user what will be kept.

        If the network is not being trained yet, the run's process is terminated; a resumed run
        keeps its checkpoint. If the network is being trained, the run is asked to stop and to keep
        the best weights so far. If the network's training is over, the run is left to finish.
        """
        status, self.was_stopped = self.status, True
        if status.stage in ("load", "fetch") or status.name is None:
            if self._poll() is None:
                os.kill(self._process, signal.SIGTERM)
            outcome = "it had not learnt anything yet"
            if status.name in [name for name, _ in unfinished_trainings(self._dirs)]:
                outcome = "what it had learnt before is kept"
            return f"Training is being stopped; {outcome}."
        if status.stage == "fit" and (self._dirs.checkpoints / status.name).is_dir():
            request_finish(self._dirs, status.name)
            return f"Training of {status.name} is ending; the best version so far is kept."
        return f"Training of {status.name} is almost done."

    def take_notes(self) -> tuple[str, ...]:
        """Return the messages for the user that the training run has sent since the last call."""
        notes = self.status.notes[self._notes_taken :]
        self._notes_taken += len(notes)
        return notes

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the training run has ended and all its events have been read.

        Args:
            seconds: the maximum time to wait, in seconds; None for no limit.

        Returns:
            True if the training run has ended, False if the time has run out.
        """
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._read_events()
            if self.status.bits_per_character is None and self.status.error is None:
                self.status = replace(self.status, error=self._describe_failure())
        except OSError as error:
            message = f"The training's events cannot be read: {error}."
            self.status = replace(self.status, error=message)
        finally:
            for path in (_lock_path(self._events), _log_path(self._events), self._events):
                with contextlib.suppress(OSError):  # another chat was faster, or will delete it
                    path.unlink()
            self.status = replace(self.status, is_over=True)
            self._on_change(self)

    def _read_events(self) -> None:
        with self._events.open("rb") as events:
            rest = b""
            while True:
                is_over = self._poll() is not None  # before reading, so that no event is missed
                rest += events.read()
                *lines, rest = rest.split(b"\n")
                for event in _parse_events(lines):
                    self._handle(event)
                if is_over:
                    return
                time.sleep(_LOOK_EVERY)

    def _handle(self, event: dict[str, Any]) -> None:
        with contextlib.suppress(KeyError):  # an event of another version
            self.status = self.status.update(event)
        self._on_change(self)

    def _describe_failure(self) -> str:
        lines: list[str] = []
        with contextlib.suppress(FileNotFoundError):  # another chat read the end first
            lines = _log_path(self._events).read_text(errors="replace").strip().splitlines()
        reason = f": {lines[-1]}" if lines else ""
        code = self._poll()
        return f"Training {f'ended with exit code {code}' if code else 'ended abruptly'}{reason}."


def _events_folder(dirs: UserDirs) -> Path:
    return dirs.state / "trainings"


def _log_path(events: Path) -> Path:
    """Return the file that receives the stderr of the training with those events."""
    return events.with_suffix(".log")


def _lock_path(events: Path) -> Path:
    """Return the path of the lock that the training with those events holds while it runs."""
    return events.with_suffix(".lock")


def _parse_events(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the events among lines of JSON; other lines are what a library printed to stdout."""
    for line in lines:
        with contextlib.suppress(ValueError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event


def _delete_old_events(folder: Path) -> None:
    """Delete the files of training runs that ended long ago and that no chat followed."""
    for path in folder.glob("events-*"):
        with contextlib.suppress(FileNotFoundError):  # another chat was faster
            is_old = time.time() - path.stat().st_mtime > _KEEP_FOR
            if is_old and not is_held(_lock_path(path)):
                path.unlink()


def training_command() -> list[str]:
    """Return the command that starts a training run, as a list of the program and its arguments.

    The caller has to add the arguments of the particular run.
    """
    # -P: a folder called `training` in the current directory is not imported
    return [sys.executable, "-P", "-m", "training"]


def training_environment() -> dict[str, str]:
    """Return the environment variables for the process of a training run.

    They are the same as the chat's, except that this program's folder comes first in PYTHONPATH, so
    that the run uses the same code as the chat.
    """
    # a bare checkout is not installed, so its root has to be on the path
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def unfinished_trainings(dirs: UserDirs) -> list[tuple[str, bool]]:
    """List the unfinished training runs that have saved a checkpoint, sorted by author's name.

    Args:
        dirs: the folders for the user's authors, checkpoints and other data.

    Returns:
        For each run, the name of the author (a language model) that it trains, and whether the run
        is in progress. A run that is not in progress can be resumed.
    """
    return [
        (path.parent.name, is_held(dirs.checkpoints / f".{path.parent.name}.lock"))
        for path in sorted(dirs.checkpoints.glob("[!.]*/checkpoint.safetensors"))
    ]


def request_finish(dirs: UserDirs, name: str) -> None:
    """Ask a training run to end early and keep its best weights so far.

    It does not matter which chat started the run. The request is an empty file in the run's
    checkpoint folder, where the run looks for it.

    Args:
        dirs: the folders for the user's authors, checkpoints and other data.
        name: the name of the author (a language model) that is being trained.

    Raises:
        OSError: if the file cannot be created, for example because the folder does not exist.
    """
    (dirs.checkpoints / name / "finish").touch()


def _poll_lock(events: Path) -> int | None:
    """Return None while a training started elsewhere holds its lock, and 0 after it has ended."""
    return None if is_held(_lock_path(events)) else 0
