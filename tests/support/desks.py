"""A desk without a terminal: what is shown at it is kept, and what is asked is answered."""

import itertools
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.actions import commands
from bot.desk import Desk, DeskOptions
from bot.page.dials import Dials, Seeds
from bot.page.manuscript import Passage
from common.settings import Settings
from common.user_dirs import UserDirs
from models.library import Library

PRESETS = {"plain": Settings(temperature=0.5, min_p=0.05), "wild": Settings(temperature=1.1)}


class Paper:
    """A surface that keeps what is shown.

    Args:
        answers: to the questions, in order.
        edits: what the person's editor gives back, in order.
        choices: among takes, in order.
    """

    def __init__(
        self,
        answers: Iterable[str] = (),
        edits: Iterable[str] = (),
        choices: Iterable[int | None] = (),
    ) -> None:
        self.console = Console(file=StringIO(), width=100)
        self.questions: list[str] = []
        self.opened: list[str] = []  # texts that went to the editor
        self.takes: list[str] = []  # those chosen among last
        self.changes = 0
        self.most: int | None = None  # pieces of a passage, after which it is stopped
        self.readings: list[tuple[int, int]] = []  # characters an author had read, of how many
        self._answers: Iterator[str] = iter(answers)
        self._edits: Iterator[str] = iter(edits)
        self._choices: Iterator[int | None] = iter(choices)

    @property
    def shown(self) -> str:
        return self.console.file.getvalue()  # type: ignore[attr-defined,no-any-return]

    def say(self, message: str) -> None:
        self.console.print(message, markup=False, highlight=False, soft_wrap=True)

    complain = say

    def notify(self, message: str, is_error: bool = False) -> None:
        self.say(message)

    def show(self, thing: object) -> None:
        self.console.print(thing)

    can_ask = True

    def ask(self, question: str) -> str:
        self.questions.append(question)
        return next(self._answers)

    def stream_passage(self, author: str, pieces: Generator[str, None, None]) -> None:
        self.say(f"{author}: " + "".join(itertools.islice(pieces, self.most)))
        pieces.close()

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], None, None]
    ) -> int | None:
        self.takes = [""] * number
        for row, piece in pieces:
            self.takes[row] += piece
        return next(self._choices)

    def show_passages(self, passages: Iterable[tuple[int, Passage]]) -> None:
        for place, passage in passages:
            self.say(f"{place} {passage.style or 'you'}: {passage.text}")

    def edit(self, text: str) -> str:
        self.opened.append(text)
        return next(self._edits)

    def report_reading(self, read: int, total: int) -> bool:
        self.readings.append((read, total))
        return False

    def refresh(self) -> None:
        self.changes += 1


class PaperDesk:
    """A desk in a folder, with ann at work, and what is shown at it.

    Args:
        folder: all that is the person's.
        paper: what is shown on.
        authors: settings of some authors' own.
        presets: settings by name.
        trainable: names of the authors that the config says how to train.
    """

    def __init__(
        self,
        folder: Path,
        paper: Paper | None = None,
        authors: dict[str, Settings] | None = None,
        presets: Mapping[str, Settings] = PRESETS,
        trainable: Collection[str] = (),
    ) -> None:
        self.folder = folder
        dirs = UserDirs(folder, folder, folder / "cache")
        library = Library(dirs.styles, folder / "none")
        dials = Dials(Settings(temperature=0.7, length=25, guard=0.8), authors or {}, Seeds(1))
        self.paper = paper or Paper()
        options = DeskOptions("ann", presets, authors=trainable)
        self.desk = Desk(options, library, dirs, self.paper, dials)
        self.session = self.desk.session

    @property
    def text(self) -> str:
        """The page."""
        return self.session.page.text

    def type(self, line: str) -> str:
        """What is shown after a line, a command or not."""
        if line.startswith("/"):
            return self.run(line)
        before = len(self.paper.shown)
        self.desk.run_turn(line)
        return self.paper.shown[before:]

    def run(self, line: str) -> str:
        """What is shown after a command."""
        before = len(self.paper.shown)
        commands.run(self.desk, line)
        return self.paper.shown[before:]

    def turn(self, line: str = "") -> str:
        """The author's answer to a line."""
        self.desk.run_turn(line)
        return self.session.page.passages[-1].text
