"""The writer's desk: session, its file, library, trainings, and what it is seen on.

Commands work on it (actions), the terminal works it (repl), and it knows neither.
"""

import os
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from prompt_toolkit.utils import get_cwidth

from bot.page.dials import Dials
from bot.page.manuscript import Passage
from bot.page.session import Session
from bot.storage.session_file import SessionFile
from bot.storage.sessions import Sessions
from bot.terminal.surface import Surface
from bot.trainings.process import TrainingProcess, unfinished
from common.defaults import GHOST, KEYS, MINUTES
from common.errors import PasticheError, UsageError, explain
from common.sanitizer import sanitize
from common.settings import Settings
from common.user_dirs import UserDirs
from common.wording import count_of
from models.library import Library
from models.stops import UNTIL_MOST, misses_until

_BETWEEN = "  ·  "
_UNCHANGED = "Nothing has changed."
_LONG = 1_500  # characters of a passage, more than which would scroll the screen


@dataclass(frozen=True)
class DeskOptions:
    """What a person can settle before a sitting: by the config, the environment and flags.

    Attributes:
        style: the name of the author who begins.
        presets: settings by name, for /set.
        minutes: length of a new training; one that is resumed keeps its own.
        ghost: words of ghost text; 0 for none.
        keys: of the line editor, "emacs" or "vi".
        authors: names of those that config.yaml says how to train.
        training_arguments: passed to every training, such as the data folder.
    """

    style: str
    presets: Mapping[str, Settings] = field(default_factory=dict)
    minutes: float = MINUTES
    ghost: int = GHOST
    keys: str = KEYS
    authors: Collection[str] = ()
    training_arguments: tuple[str, ...] = ()


class Desk:
    """The writer's desk: what one sitting has at hand.

    Args:
        options: what was settled before the sitting.
        library: the authors.
        dirs: the person's folders.
        surface: what the desk is shown on.
        dials: how each author writes.

    Attributes:
        session: the page and its authors.
        sessions: those that are saved.
        file: where this session is saved.
        training: the one that runs, or ran last.
        ghost: words of ghost text now; 0 for none.
        is_leaving: whether the sitting is to end.

    Raises:
        PasticheError: when the author who begins is not there.
    """

    def __init__(
        self,
        options: DeskOptions,
        library: Library,
        dirs: UserDirs,
        surface: Surface,
        dials: Dials,
    ) -> None:
        self.options = options
        self.library = library
        self.dirs = dirs
        self.surface = surface
        self.sessions = Sessions(dirs.sessions, surface.tell)
        self.file = self.sessions.begin()
        self.session = Session(library, options.style, dials, surface.reading, self.save)
        self.training: TrainingProcess | None = None
        self.ghost = options.ghost
        self.is_leaving = False

    def switch_to(self, file: SessionFile) -> None:
        """Save in another session's file from now on, and let go of the present one."""
        self.file.close()
        self.file = file

    def show_ghost(self, words: int | None = None) -> None:
        """Show that many words of ghost text, 0 for none, None for as many as usual."""
        self.ghost = (self.options.ghost or GHOST) if words is None else words

    def leave(self) -> None:
        """Have the sitting end before the next line is read."""
        self.is_leaving = True

    def say(self, words: str) -> None:
        """A line of the program's own."""
        self.surface.say(words)

    def save(self) -> None:
        """Save the session, if anything of it has changed."""
        self.file.save(self.session)
        self.surface.changed()

    def confirms(self, question: str) -> bool:
        """Whether the person says yes."""
        return self.surface.ask(f"{question} [y/N] ").strip().lower() in ("y", "yes")

    def turn(self, line: str) -> None:
        """The person's line, and the author's answer; an empty line has the author go on."""
        self.tell_unknown(self.session.add_line(line))
        self.write()

    def write(self) -> None:
        """The author goes on."""
        before = len(self.session.page.manuscript)
        self.surface.write(self.session.author, self.session.write())
        self.tell_missed(before)

    def write_again(self) -> None:
        """Another take in place of the author's last passage."""
        before = len(self.session.page.manuscript)
        self.surface.write(self.session.author, self.session.retry())
        self.tell_missed(before)

    def settle(self) -> None:
        """After a change of the page: the author reads what it has not read of it."""
        self.tell_unknown(self.session.catch_up())
        self.surface.changed()

    def show_last(self, number: int) -> None:
        """The last passages of the page, by which one sees where one is."""
        places = list(enumerate(self.session.page.passages, 1))[-number:]
        if places:
            self.surface.page([(place, end_of(passage)) for place, passage in places])

    def show_passage(self, place: int) -> None:
        """A passage of the page, by its place from 0."""
        self.surface.page([(place + 1, end_of(self.session.page.passages[place]))])

    def train(self, arguments: list[str], name: str | None) -> None:
        """Start a training.

        Raises:
            UsageError: when one is running.
        """
        self.follow()  # one that an earlier sitting began may have no name yet
        if self.is_training:
            raise UsageError(
                "a training is already running", "Wait for it, or end it with /retrain stop."
            )
        for name_, running in unfinished(self.dirs):  # from an earlier sitting
            if running:
                raise UsageError(
                    f"a training of {name_} is still running",
                    "Wait for it, or end it with /retrain stop.",
                )
        self.training = TrainingProcess.begun(
            [*self.options.training_arguments, *arguments], name, self.dirs, self._heard
        )

    def follow(self) -> None:
        """Hear of a training that an earlier sitting left running, if none is heard already."""
        if not self.is_training:
            self.training = TrainingProcess.found(self.dirs, self._heard) or self.training

    @property
    def is_training(self) -> bool:
        return self.training is not None and not self.training.status.ended

    def tell_unknown(self, unknown: Counter[str]) -> None:
        """Say what the author could not read, once for a passage."""
        if unknown:
            self.say(describe_unknown(self.session.author, unknown))

    def tell_missed(self, before: int) -> None:
        """Say that the text did not come for which a passage went on, if there is a new one."""
        passages = self.session.page.passages
        new = len(self.session.page.manuscript) > before
        writing = passages[-1].writing if new and passages else None
        if writing is not None and misses_until(writing.shape, passages[-1].text):
            self.say(
                f"“{_told(writing.shape.until)}” did not come in {UNTIL_MOST:,} characters;"
                " an empty line goes on, /until off waits no more."
            )

    def toolbar(self, width: int) -> str:
        """The line below the prompt, no wider than that; a training has a second one."""
        session = self.session
        sampling, shape = (
            session.dials.sampling(session.author),
            session.dials.shape(session.author),
        )
        words = session.page.manuscript.words(session.page.here)
        characters = session.page.manuscript.characters(session.page.here)
        branch = session.page.history.position.branch
        named = len(session.page.history.position.ends) > 1
        parts = [  # as they stand, each with its rank: the last give way where there is no room
            (-1, "NOT SAVED" if self.file.fault else ""),
            (0, session.author),
            (1, f"temp {sampling.temperature:g}"),
            (3, "" if shape.until else f"length {shape}"),  # which waits for it
            (4, f"until “{_told(shape.until)}”" if shape.until else ""),
            (5, f"branch {branch}" if named else ""),
            (6, self.file.name if self.file.named else ""),
            (2, count_of(words, "word")),
            (7, count_of(characters, "character")),
        ]
        kept: list[int] = []
        for place in sorted(range(len(parts)), key=lambda place: parts[place][0]):
            longer = [parts[one][1] for one in sorted([*kept, place])]
            if not parts[place][1] or get_cwidth(_BETWEEN.join(longer)) > width:
                continue
            kept.append(place)
        line = _BETWEEN.join(parts[place][1] for place in sorted(kept))
        if self.training is not None and self.is_training:
            line += f"\n {self.training.status.line()[: max(0, width - 1)]}"
        return line

    def _heard(self, child: TrainingProcess) -> None:
        """Called from the training's thread."""
        status = child.status
        for note in child.news():
            self.surface.tell(note)
        if status.ended:
            failed = status.bits_per_character is None and not child.stopped
            self.surface.tell(self._outcome(child), failed)
        self.surface.changed()

    def _outcome(self, child: TrainingProcess) -> str:
        status = child.status
        if status.bits_per_character is None and child.stopped:
            return "The training was stopped."
        if status.bits_per_character is None or status.name is None:
            said = str(status.error)
            return said if said.endswith(_UNCHANGED) else f"{said} {_UNCHANGED}"
        try:
            self.library.reload(status.name)
        except PasticheError as error:
            return explain(error)
        return (
            f"{status.name} is ready, at {status.bits_per_character:.2f} bits per character on"
            f" held-out text. Call it with /model {status.name}."
        )


def end_of(passage: Passage) -> Passage:
    """The passage, or the last lines of a long one."""
    if len(passage.text) <= _LONG:
        return passage
    tail = passage.text[-_LONG:]
    return replace(passage, text=f"… {tail[tail.find(' ') + 1 :]}")


def _told(until: str) -> str:
    """A text in a line with others."""
    return sanitize(until.replace("\n", "\\n"))[:20]


def describe_unknown(author: str, unknown: Counter[str]) -> str:
    """A sentence on the characters or words that an author could not read."""
    between, sign = (" ", "sign") if max(map(len, unknown)) == 1 else (", ", "word")
    shown = between.join(list(unknown)[:10])
    more = " and others" if len(unknown) > 10 else ""
    return f"{author} does not know {shown}{more}, and read an unknown {sign} instead."


def training_arguments(data_dir: str | None, config: Path | None) -> tuple[str, ...]:
    """What every training from the chat is told: the chat's folders and config."""
    where = ("--data-dir", os.path.abspath(os.path.expanduser(data_dir))) if data_dir else ()
    settings = ("--config", os.path.abspath(config)) if config else ()
    return (*where, *settings)
