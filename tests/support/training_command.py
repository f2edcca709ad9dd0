"""The door of training as a child process, with its events read as they come.

    with training(data, "book.txt", "--name", "book") as door:
        door.hear("progress")     # waits for such an event
        door.process.send_signal(signal.SIGINT)
        code = door.end()         # the rest of the events, and the exit code
        door.events, door.stderr

A door that hangs is killed after five minutes, which its exit code then tells.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

Event = dict[str, Any]

_ROOT = Path(__file__).parents[2]
_PATIENCE = 300.0  # seconds


class Door:
    """A training under way; made by `training`."""

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self.process = process
        self.events: list[Event] = []
        self._errors = errors

    def hear(self, name: str) -> Event:
        """The next event of that name."""
        while (event := self._next()) is not None:
            if event["event"] == name:
                return event
        raise AssertionError(f"no {name} among {self.events}: {self.stderr}")

    def end(self) -> int:
        """Hear all the rest; the exit code."""
        while self._next() is not None:
            pass
        return self.process.wait()

    def all(self, name: str) -> list[Event]:
        """The events of that name so far."""
        return [event for event in self.events if event["event"] == name]

    @property
    def stages(self) -> list[str]:
        return [event["stage"] for event in self.all("stage")]

    @property
    def stderr(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode()

    def _next(self) -> Event | None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            return None
        event: Event = json.loads(line.decode("ascii"))
        self.events.append(event)
        return event


@contextlib.contextmanager
def training(data: Path, *arguments: object, **environ: str) -> Iterator[Door]:
    """`python -m training ARGUMENTS`, with all that is the person's in `data`."""
    data.mkdir(parents=True, exist_ok=True)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # which a child would inherit
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with (data / "stderr.log").open("w+b") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "training", *map(str, arguments)],
            cwd=_ROOT,
            env={**os.environ, "PASTICHE_DATA_DIR": str(data), **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        guard = threading.Timer(_PATIENCE, process.kill)
        guard.start()
        try:
            with process:
                yield Door(process, errors)
                process.kill()
        finally:
            guard.cancel()
            process.kill()
