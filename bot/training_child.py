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
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.places import Places

_LOOK_EVERY = 0.2  # seconds

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
                words.append(f"bpc {self.held_out:.2f}")
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
        command: what is run; another in tests.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        name: str | None,
        places: Places,
        heard: Callable[["TrainingChild"], None],
        command: Sequence[str] = (sys.executable, "-m", "training"),
    ) -> None:
        self.status = Status(name)
        self._places = places
        self._heard = heard
        folder = places.state / "trainings"
        folder.mkdir(parents=True, exist_ok=True)
        self._events = folder / "events.jsonl"
        self._log = folder / "stderr.log"
        with self._events.open("wb") as events, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=events,
                stderr=log,
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
            return "The training was stopped before it had learnt anything; nothing has changed."
        folder = self._places.checkpoints / status.name
        if status.stage == "fit" and folder.is_dir():
            (folder / "finish").touch()
            return f"The training of {status.name} is ending; the best so far is kept."
        return f"The training of {status.name} is all but done."

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over and heard to the end; whether it is."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _follow(self) -> None:
        with self._events.open("rb") as events:
            rest = b""
            while True:
                over = self._process.poll() is not None  # before reading, so that nothing is missed
                rest += events.read()
                *lines, rest = rest.split(b"\n")
                for line in lines:
                    self._hear(line)
                if over:
                    break
                threading.Event().wait(_LOOK_EVERY)
        status = self.status
        if status.bits_per_character is None and status.error is None:
            status = replace(status, error=self._last_words())
        self.status = replace(status, ended=True)
        self._heard(self)

    def _hear(self, line: bytes) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            return  # a library's own word on stdout
        if isinstance(event, dict):
            self.status = self.status.after(event)
            self._heard(self)

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        told = f": {lines[-1]}" if lines else ""
        return f"The training ended with exit code {self._process.returncode}{told}"


def unfinished(places: Places) -> list[tuple[str, bool]]:
    """Trainings that left a checkpoint, and whether each is still running."""
    found = []
    for path in sorted(places.checkpoints.glob("*/checkpoint.safetensors")):
        found.append((path.parent.name, _is_running(path.parent)))
    return found


def _is_running(folder: Path) -> bool:
    try:
        os.kill(int((folder / "process").read_text()), 0)
    except (OSError, ValueError):
        return False
    return True
