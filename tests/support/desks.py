"""A desk without a terminal: a surface that records what is printed and answers questions."""

import itertools
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.actions import commands
from bot.desk import Desk, DeskOptions
from bot.page.dials import Dials, Seeds
from bot.page.manuscript import Passage
from bot.terminal.surface import LineChoice, Wish
from common.settings import Settings
from common.user_dirs import UserDirs
from models.library import Library
from models.writing.stops import find_word_ends

PRESETS = {"plain": Settings(temperature=0.5, min_p=0.05), "wild": Settings(temperature=1.1)}


class Paper:
    """A surface that records what is printed.

    Args:
        answers: to questions, in order.
        edits: texts that come back from the person's editor, in order.
        choices: of takes, in order.
        line_choices: of lines, in order: the index of one, to be cut after its first word, and what
            to do with it.
    """

    def __init__(
        self,
        answers: Iterable[str] = (),
        edits: Iterable[str] = (),
        choices: Iterable[int | None] = (),
        line_choices: Iterable[tuple[int, Wish] | None] = (),
    ) -> None:
        self.console = Console(file=StringIO(), width=100)
        self.questions: list[str] = []
        self.opened: list[str] = []  # texts that were opened in the editor
        self.takes: list[str] = []  # the texts of the last choice
        self.lines: list[str] = []  # the same, of lines
        self.kept = ""  # what was chosen of a line
        self.drafts: list[str] = []  # what the lines continue
        self.changes = 0
        self.most: int | None = None  # pieces after which a passage is stopped
        self.readings: list[tuple[int, int]] = []  # (characters read, characters in all)
        self._answers: Iterator[str] = iter(answers)
        self._edits: Iterator[str] = iter(edits)
        self._choices: Iterator[int | None] = iter(choices)
        self._line_choices: Iterator[tuple[int, Wish] | None] = iter(line_choices)

    @property
    def output(self) -> str:
        """All that was printed."""
        return self.console.file.getvalue()  # type: ignore[attr-defined,no-any-return]

    def say(self, message: str) -> None:
        self.console.print(message, markup=False, highlight=False, soft_wrap=True)

    complain = say

    def notify(self, message: str, is_error: bool = False) -> None:
        self.say(message)

    def show(self, thing: object, in_pages: bool = False) -> None:
        self.console.print(thing)

    can_ask = True

    def ask(self, question: str) -> str:
        self.questions.append(question)
        return next(self._answers)

    def stream_passage(
        self, author: str, pieces: Generator[str, bool | None, None], before: Sequence[str] = ()
    ) -> None:
        self.say(f"{author}: " + "".join(itertools.islice(pieces, self.most)))
        pieces.close()

    def choose_take(
        self, author: str, number: int, pieces: Generator[tuple[int, str], bool | None, None]
    ) -> int | None:
        self.takes = [""] * number
        for row, piece in pieces:
            self.takes[row] += piece
        return next(self._choices)

    def choose_line(
        self, author: str, draft: str, write: Callable[[Callable[[], bool]], Sequence[str]]
    ) -> LineChoice | None:
        self.lines = list(write(lambda: False))
        self.drafts.append(draft)
        choice = next(self._line_choices)
        if choice is None:
            return None
        self.kept = first_word(self.lines[choice[0]])
        return LineChoice(choice[0], len(self.kept), choice[1])

    def show_passages(
        self,
        passages: Iterable[tuple[int, Passage]],
        before: Sequence[str] = (),
        in_pages: bool = False,
    ) -> None:
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


def first_word(line: str) -> str:
    """Return a line up to the end of its first word."""
    return line[: next(iter(find_word_ends(line)), len(line))]


class PaperDesk:
    """A desk whose author is ann, with its session and its surface.

    Args:
        folder: holds all files of the person.
        paper: the surface.
        authors: settings of some authors, by name.
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
        """The text of the page."""
        return self.session.page.text

    def type(self, line: str) -> str:
        """Run a line, a command or not, and return what it prints."""
        if line.startswith("/"):
            return self.run(line)
        before = len(self.paper.output)
        self.desk.run_turn(line)
        return self.paper.output[before:]

    def run(self, line: str) -> str:
        """Run a command, and return what it prints."""
        before = len(self.paper.output)
        commands.run(self.desk, line)
        return self.paper.output[before:]

    def turn(self, line: str = "") -> str:
        """Write a turn, and return the author's passage."""
        self.desk.run_turn(line)
        return self.session.page.passages[-1].text
