"""The writer's desk: session, library, trainings, and a way to say and to ask.

Commands work on it (actions), the terminal works it (repl), and it knows neither. Where words go
and where answers come from is passed in.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.session import Session
from bot.training_child import TrainingChild, unfinished
from models.errors import PasticheError, UsageError, explain
from models.library import Library
from models.places import Places

Say = Callable[[str], None]
Tell = Callable[[str, bool], None]
Ask = Callable[[str], str]


@dataclass
class Desk:
    """What one sitting has at hand.

    Attributes:
        session: manuscript and author.
        library: the authors.
        places: the person's folders.
        say: shows a line of the program's own.
        tell: the same from another thread, and whether something failed.
        ask: shows a question, returns what is typed.
        show: shows something that rich can print, such as a table.
        arguments: of every training, such as the data folder.
        minutes: of a new training; one that goes on keeps the length it was begun with.
        changed: called when the toolbar has something new to show.
        training: the one that runs, or ran last.
        leaving: set when the sitting is to end.
    """

    session: Session
    library: Library
    places: Places
    say: Say
    tell: Tell
    ask: Ask
    show: Callable[[object], None]
    arguments: tuple[str, ...] = ()
    minutes: float = 3.0
    changed: Callable[[], None] = lambda: None
    training: TrainingChild | None = None
    leaving: bool = False

    def train(self, arguments: list[str], name: str | None) -> None:
        """Start a training.

        Raises:
            UsageError: when one is running.
        """
        if self.is_training:
            raise UsageError(
                "a training is already running", "Wait for it, or end it with /retrain stop."
            )
        for name_, running in unfinished(self.places):  # from an earlier sitting
            if running:
                raise UsageError(
                    f"a training of {name_} is still running",
                    "Wait for it, or end it with /retrain stop.",
                )
        self.training = TrainingChild([*self.arguments, *arguments], name, self.places, self._heard)

    @property
    def is_training(self) -> bool:
        return self.training is not None and not self.training.status.ended

    def tell_unknown(self, unknown: Counter[str]) -> None:
        """Say what the author could not read, once for a passage."""
        if unknown:
            self.say(said_unknown(self.session.author, unknown))

    def toolbar(self) -> str:
        """The line below the prompt; a training has a second one."""
        session = self.session
        parts = [
            session.author,
            f"temp {session.sampling.temperature:g}",
            f"length {session.length}",
            f"{session.manuscript.characters:,} characters",
        ]
        line = "  ·  ".join(parts)
        if self.training is not None and self.is_training:
            line += f"\n {self.training.status.line()}"
        return line

    def _heard(self, child: TrainingChild) -> None:
        """Called from the training's thread."""
        status = child.status
        if status.ended:
            failed = status.bits_per_character is None
            self.tell(self._outcome(child), failed)
        self.changed()

    def _outcome(self, child: TrainingChild) -> str:
        status = child.status
        if status.bits_per_character is None or status.name is None:
            return f"{status.error} Nothing has changed."
        try:
            self.library.reload(status.name)
        except PasticheError as error:
            return explain(error)
        return (
            f"{status.name} is ready, at {status.bits_per_character:.2f} bits per character on"
            f" held-out text. Call it with /model {status.name}."
        )


def said_unknown(author: str, unknown: Counter[str]) -> str:
    """A sentence on the characters or words that an author could not read."""
    between, sign = (" ", "sign") if max(map(len, unknown)) == 1 else (", ", "word")
    shown = between.join(list(unknown)[:10])
    more = " and others" if len(unknown) > 10 else ""
    return f"{author} does not know {shown}{more}, and read an unknown {sign} instead."


def arguments_of(data_dir: str | None, config: Path | None) -> tuple[str, ...]:
    """What every training from the chat is told: the chat's folders and config."""
    where = ("--data-dir", os.path.abspath(os.path.expanduser(data_dir))) if data_dir else ()
    settings = ("--config", os.path.abspath(config)) if config else ()
    return (*where, *settings)
