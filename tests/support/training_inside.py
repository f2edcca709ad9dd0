"""The door of training inside the process of the tests, which spares them TensorFlow's start.

What a shell sees of it, such as the exit code, only training_command.py's child processes tell.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from training.cli import app

Event = dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """A training that is over.

    Attributes:
        events: all of them.
        error: what it ended with, if not well.
    """

    events: list[Event]
    error: BaseException | None

    def all(self, name: str) -> list[Event]:
        """The events of that name."""
        return [event for event in self.events if event["event"] == name]

    def only(self, name: str) -> Event:
        """The one event of that name."""
        (event,) = self.all(name)
        return event

    @property
    def notes(self) -> list[str]:
        return [event["text"] for event in self.all("note")]

    @property
    def stages(self) -> list[str]:
        return [event["stage"] for event in self.all("stage")]


def train_by_door(data: Path, *arguments: object) -> Ended:
    """`pastiche train ARGUMENTS`, with all that is the person's in `data`."""
    told = CliRunner().invoke(app, [*map(str, arguments), "--data-dir", str(data)])
    return Ended([json.loads(line) for line in told.stdout.splitlines()], told.exception)
