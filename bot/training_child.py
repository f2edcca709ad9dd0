"""A training as the chat sees it: a child process whose events are read from a file.

The child is `python -m training`, in a process session of its own, so that no key pressed here
reaches it. It writes its events to a file, not a pipe: should the chat go, the training goes on.
What happens inside it is not known here; the events are specified in docs/events.md.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.places import Places

_LOOK_EVERY = 0.2  # seconds
_KEPT = 7 * 24 * 3600.0  # seconds that the events of a training are kept which nobody waited for

STAGES = {
    "load": "starting",
    "fetch": "fetching",
    "fit": "training",
    "export": "exporting",
    "check": "checking",
    "measure": "measuring",
    "install": "installing",
}


@dataclass(frozen=True)
class Status:
    """Where a training stands; replaced whole at each event.

    Attributes:
        name: of the style; None until the training has found one.
        stage: as in docs/events.md.
        fraction: of the training time that is spent.
        loss: of the training text, bits per symbol.
        held_out: the same on held-out text.
        left: seconds.
        bits_per_character: what was measured at the end; there only when it is done.
        error: why it failed, as a sentence.
        ended: whether the process is gone.
    """

    name: str | None
    stage: str = "load"
    fraction: float = 0.0
    loss: float | None = None
    held_out: float | None = None
    left: float | None = None
    bits_per_character: float | None = None
    error: str | None = None
    ended: bool = False

    def after(self, event: dict[str, Any]) -> "Status":
        """The status once an event is heard; one that is not known changes nothing."""
        match event.get("event"):
            case "named":
                return replace(self, name=event["name"])
            case "stage":
                return replace(self, stage=event["stage"], left=None)
            case "progress":
                keys = ("fraction", "loss", "held_out", "left")
                return replace(self, **{key: event[key] for key in keys})
            case "done":
                return replace(self, bits_per_character=event["bits_per_character"])
            case "error":
                return replace(self, error=event["message"])
        return self

    def line(self) -> str:
        """The status in a few words, for the toolbar."""
        words = [STAGES.get(self.stage, self.stage), self.name or ""]
        if self.stage == "fit":
            words.append(f"{self.fraction:.0%}")
            if self.loss is not None:
                words.append(f"loss {self.loss:.2f}")
            if self.held_out is not None:
                words.append(f"held out about {self.held_out:.2f} bits")
            if self.left is not None:
                minutes, seconds = divmod(max(0, round(self.left)), 60)
                words.append(f"{minutes}:{seconds:02} left")
        return " ".join(filter(None, words))


class TrainingChild:
    """A training that was started from the chat.

    Args:
        arguments: of `python -m training`.
        name: of the style, if it is settled.
        places: the person's folders.
        heard: called, from a thread, after each change of the status.
        program: what is run; another in tests.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        name: str | None,
        places: Places,
        heard: Callable[["TrainingChild"], None],
        program: Sequence[str] | None = None,
    ) -> None:
        self.status = Status(name)
        self._places = places
        self._heard = heard
        folder = places.state / "trainings"
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        # of its own, since a training that was let go on may still write to an earlier one
        handle, name_ = tempfile.mkstemp(".jsonl", "events-", folder)
        self._events = Path(name_)
        self._log = self._events.with_suffix(".log")
        with os.fdopen(handle, "wb") as events, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*(program or command()), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=events,
                stderr=log,
                env=environment(),
                start_new_session=True,
            )
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def finish(self) -> str:
        """Ask it to end: while it learns it keeps the best so far, before that nothing.

        Returns what will come of it, as a sentence.
        """
        status = self.status
        if status.stage in ("load", "fetch") or status.name is None:
            self._process.send_signal(signal.SIGTERM)
            resumed = status.name and (self._places.checkpoints / status.name).is_dir()
            kept = (
                "what it had learnt before is kept" if resumed else "it had not learnt anything yet"
            )
            return f"The training is being stopped; {kept}."
        if status.stage == "fit" and (self._places.checkpoints / status.name).is_dir():
            ask_to_finish(self._places, status.name)
            return f"The training of {status.name} is ending; the best so far is kept."
        return f"The training of {status.name} is all but done."

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
            self._events.unlink(missing_ok=True)
            self._log.unlink(missing_ok=True)
            self.status = replace(self.status, ended=True)
            self._heard(self)

    def _read_to_the_end(self) -> None:
        with self._events.open("rb") as events:
            rest = b""
            while True:
                over = self._process.poll() is not None  # before reading, so that nothing is missed
                rest += events.read()
                *lines, rest = rest.split(b"\n")
                for line in lines:
                    self._hear(line)
                if over:
                    return
                time.sleep(_LOOK_EVERY)

    def _hear(self, line: bytes) -> None:
        try:
            self.status = self.status.after(json.loads(line))
        except (ValueError, KeyError, AttributeError):
            return  # a library's own word on stdout, or another version's event
        self._heard(self)

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        told = f": {lines[-1]}" if lines else ""
        return f"The training ended with exit code {self._process.returncode}{told}."


def _sweep(folder: Path) -> None:
    """Take away what trainings left behind that outlived their sitting."""
    for path in folder.glob("events-*"):
        if time.time() - path.stat().st_mtime > _KEPT:
            path.unlink(missing_ok=True)


def command() -> list[str]:
    """What starts a training. Folders of the same name where the person stands are passed over."""
    return [sys.executable, "-P", "-m", "training"]


def environment() -> dict[str, str]:
    """The environment in which the training finds this very program, also in a bare checkout."""
    root = str(Path(__file__).parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def unfinished(places: Places) -> list[tuple[str, bool]]:
    """Trainings that left a checkpoint, and whether each is still running."""
    return [
        (path.parent.name, _is_held(places.checkpoints / f".{path.parent.name}.lock"))
        for path in sorted(places.checkpoints.glob("*/checkpoint.safetensors"))
    ]


def ask_to_finish(places: Places, name: str) -> None:
    """Ask a training, whoever started it, to end and keep the best so far."""
    (places.checkpoints / name / "finish").touch()


def _is_held(lock: Path) -> bool:
    """Whether a training holds its lock, which the system takes from it when it dies."""
    try:
        import fcntl
    except ImportError:  # Windows, where the file itself cannot be opened while it is held
        return False
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
