"""A training as the chat sees it: a child process whose events are read from a file.

The child is `python -m training`, in a process session of its own, so that no key pressed here
reaches it. It writes its events to a file, not a pipe: should the chat go, the training goes on.
From before its first event to its end it holds a lock beside that file, by which other chats know
that it lives. What happens inside it is not known here; docs/events.md specifies events and lock.
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

_LOOK_EVERY = 0.2  # seconds
_KEPT = 7 * 24 * 3600.0  # seconds that the events of a training are kept which nobody waited for


class TrainingProcess:
    """A training that this chat began, or found running.

    Args:
        name: of the style, if it is settled.
        events: the file they are written to; beside it lies what went to stderr.
        process: its number.
        poll: its exit code, None while it runs, 0 also where nobody knows.
        places: the person's folders.
        heard: called, from a thread, after each change of the status.
    """

    def __init__(
        self,
        name: str | None,
        events: Path,
        process: int,
        poll: Callable[[], int | None],
        places: UserDirs,
        heard: Callable[["TrainingProcess"], None],
    ) -> None:
        self.status = Status(name)
        self.stopped = False  # whether it was asked to end
        self._given = 0  # of its notes
        self._events = events
        self._process = process
        self._poll = poll
        self._places = places
        self._heard = heard
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    @classmethod
    def begun(
        cls,
        arguments: Sequence[str],
        name: str | None,
        places: UserDirs,
        heard: Callable[["TrainingProcess"], None],
        program: Sequence[str] | None = None,
    ) -> Self:
        """A new one, with the arguments of `python -m training`; or of a program, in tests."""
        folder = _folder(places)
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        # of its own, since a training that was let go on may still write to an earlier one
        handle, file = tempfile.mkstemp(".jsonl", "events-", folder)
        with os.fdopen(handle, "wb") as events, _log(Path(file)).open("wb") as log:
            process = subprocess.Popen(
                [*(program or command()), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=events,
                stderr=log,
                env={**environment(), TRAINING_LOCK: str(_lock(Path(file)))},
                start_new_session=True,
            )
        return cls(name, Path(file), process.pid, process.poll, places, heard)

    @classmethod
    def found(cls, places: UserDirs, heard: Callable[["TrainingProcess"], None]) -> Self | None:
        """One that a chat began and left, if it still runs."""
        for path in _folder(places).glob("events-*.jsonl"):
            if not is_held(_lock(path)):
                continue
            with contextlib.suppress(OSError):  # it has ended, and another chat has heard of it
                events = list(_events(path.read_bytes().splitlines()))
                process = next((event["process"] for event in events if "process" in event), None)
                name = next((event["name"] for event in events[::-1] if event.get("name")), None)
                if isinstance(process, int):
                    return cls(name, path, process, partial(_poll, path), places, heard)
        return None

    def finish(self) -> str:
        """Ask it to end: while it learns it keeps the best so far, before that nothing.

        Returns what will come of it, as a sentence.
        """
        status, self.stopped = self.status, True
        if status.stage in ("load", "fetch") or status.name is None:
            if self._poll() is None:
                os.kill(self._process, signal.SIGTERM)
            kept = "it had not learnt anything yet"
            if status.name in [name for name, _ in unfinished(self._places)]:
                kept = "what it had learnt before is kept"
            return f"The training is being stopped; {kept}."
        if status.stage == "fit" and (self._places.checkpoints / status.name).is_dir():
            ask_to_finish(self._places, status.name)
            return f"The training of {status.name} is ending; the best so far is kept."
        return f"The training of {status.name} is all but done."

    def news(self) -> tuple[str, ...]:
        """Its notes since this was last asked."""
        notes = self.status.notes[self._given :]
        self._given += len(notes)
        return notes

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over and heard to the end; whether it is."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _follow(self) -> None:
        try:
            self._read_to_the_end()
            if self.status.bits_per_character is None and self.status.error is None:
                self.status = replace(self.status, error=self._last_words())
        except OSError as error:
            self.status = replace(self.status, error=f"The training cannot be heard: {error}.")
        finally:
            for path in (_lock(self._events), _log(self._events), self._events):
                with contextlib.suppress(OSError):  # another chat was faster, or a sweep gets it
                    path.unlink()
            self.status = replace(self.status, ended=True)
            self._heard(self)

    def _read_to_the_end(self) -> None:
        with self._events.open("rb") as events:
            rest = b""
            while True:
                over = self._poll() is not None  # before reading, so that nothing is missed
                rest += events.read()
                *lines, rest = rest.split(b"\n")
                for event in _events(lines):
                    self._hear(event)
                if over:
                    return
                time.sleep(_LOOK_EVERY)

    def _hear(self, event: dict[str, Any]) -> None:
        with contextlib.suppress(KeyError):  # another version's event
            self.status = self.status.after(event)
        self._heard(self)

    def _last_words(self) -> str:
        lines: list[str] = []
        with contextlib.suppress(FileNotFoundError):  # another chat heard the end first
            lines = _log(self._events).read_text(errors="replace").strip().splitlines()
        told = f": {lines[-1]}" if lines else ""
        code = self._poll()
        return f"The training {f'ended with exit code {code}' if code else 'broke off'}{told}."


def _folder(places: UserDirs) -> Path:
    """Where trainings write their events."""
    return places.state / "trainings"


def _log(events: Path) -> Path:
    """What a training with those events says on stderr."""
    return events.with_suffix(".log")


def _lock(events: Path) -> Path:
    """The lock that a training with those events holds while it lives."""
    return events.with_suffix(".lock")


def _events(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Those that lines tell; others are a library's own word on stdout."""
    for line in lines:
        with contextlib.suppress(ValueError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event


def _sweep(folder: Path) -> None:
    """Take away what trainings left behind that outlived their sitting."""
    for path in folder.glob("events-*"):
        with contextlib.suppress(FileNotFoundError):  # another chat was faster
            old = time.time() - path.stat().st_mtime > _KEPT
            if old and not is_held(_lock(path)):
                path.unlink()


def command() -> list[str]:
    """What starts a training. Folders of the same name where the person stands are passed over."""
    return [sys.executable, "-P", "-m", "training"]


def environment() -> dict[str, str]:
    """The environment in which the training finds this very program, also in a bare checkout."""
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def unfinished(places: UserDirs) -> list[tuple[str, bool]]:
    """Trainings that left a checkpoint, and whether each is still running."""
    return [
        (path.parent.name, is_held(places.checkpoints / f".{path.parent.name}.lock"))
        for path in sorted(places.checkpoints.glob("[!.]*/checkpoint.safetensors"))
    ]


def ask_to_finish(places: UserDirs, name: str) -> None:
    """Ask a training, whoever started it, to end and keep the best so far."""
    (places.checkpoints / name / "finish").touch()


def _poll(events: Path) -> int | None:
    """What is known of the exit code of a training that somebody else began."""
    return None if is_held(_lock(events)) else 0
