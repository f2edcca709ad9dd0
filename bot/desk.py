"""The writer's desk: a session and its file, the authors, a training run, and the surface.

Commands (bot/actions) and the loop that reads lines (bot/repl.py) work on a desk. The desk depends
on neither of them.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.page.dials import Dials
from bot.page.joints import MOST_BEFORE
from bot.page.session import Session
from bot.storage.session_file import SessionFile
from bot.storage.sessions import Sessions
from bot.terminal.excerpts import shorten_passage, shorten_until
from bot.terminal.surface import Surface
from bot.trainings.outcome import settle
from bot.trainings.process import TrainingProcess, unfinished_trainings
from common.defaults import GHOST, KEYS, MINUTES
from common.errors import UsageError
from common.settings import Settings
from common.user_dirs import UserDirs
from models.library import Library
from models.writing.stops import UNTIL_MOST, misses_until


@dataclass(frozen=True)
class DeskOptions:
    """The options of a chat, set by the config file, environment variables and flags.

    Attributes:
        style: the name of the author (a language model) that writes when the chat starts.
        presets: the groups of settings that the command /set can apply together, by name.
        minutes: the length of a new training run, in minutes; a resumed run keeps its own length.
        ghost: the number of words of ghost text (the dimmed continuation shown while the user
            types); 0 for none.
        keys: the key bindings of the line editor, "emacs" or "vi".
        authors: the names of the authors for which the config file has training settings.
        training_arguments: the flags passed to every training run, such as the data folder.
    """

    style: str
    presets: Mapping[str, Settings] = field(default_factory=dict)
    minutes: float = MINUTES
    ghost: int = GHOST
    keys: str = KEYS
    authors: Collection[str] = ()
    training_arguments: tuple[str, ...] = ()


class Desk:
    """The objects that a chat works with, such as its session and its authors (language models).

    Every command is given a desk to act on, and so is the loop that reads the user's lines.

    Args:
        options: the options set before the chat starts.
        library: the available authors.
        dirs: the folders for the user's data, such as trained authors and sessions.
        surface: the object with which the chat prints text and asks the user questions.
        dials: the settings with which each author writes, such as the temperature.

    Attributes:
        session: the current session: the text being written, and the authors that write it.
        sessions: all saved sessions.
        file: the file in which the current session is saved.
        training: the current or most recent training run; None if there has been none.
        ghost: the number of words of ghost text (the dimmed continuation shown while the user
            types); 0 for none.
        draft: what the user was typing when they pressed a key that runs a command. Any command can
            change it; typing then resumes with the new text.
        is_leaving: whether the user has asked to leave.

    Raises:
        PasticheError: if there is no author with the name `options.style`.
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
        self.sessions = Sessions(dirs.sessions, surface.notify)
        self.file = self.sessions.new_file()
        self.session = Session(library, options.style, dials, surface.report_reading, self.save)
        self.training: TrainingProcess | None = None
        self.ghost = options.ghost
        self.draft = ""
        self.is_leaving = False

    def switch_file(self, file: SessionFile) -> None:
        """Close the file of the current session, and save to another file from now on.

        Args:
            file: the file to save to.
        """
        self.file.close()
        self.file = file

    def set_ghost(self, words: int | None = None) -> None:
        """Set the length of the ghost text, the dimmed continuation shown while the user types.

        Args:
            words: the number of words; 0 for no ghost text; None for the number with which
                the chat was started, or for the default number if the chat was started with 0.
        """
        self.ghost = (self.options.ghost or GHOST) if words is None else words

    def leave(self) -> None:
        """Make the chat end before it reads another line."""
        self.is_leaving = True

    def say(self, message: str) -> None:
        """Print a message from the program, such as the result of a command."""
        self.surface.say(message)

    def save(self) -> None:
        """Save the current session if it has changed, and redraw the toolbar."""
        self.file.save(self.session)
        self.surface.refresh()

    def confirm(self, question: str) -> bool:
        """Ask the user a yes-or-no question, and return True if the answer is "y" or "yes".

        An answer that is neither yes nor no, such as a command typed by habit, counts as no. The
        user finds it on the next prompt.
        """
        answer = self.surface.ask(f"{question} [y/N] ").strip()
        if answer.lower() not in ("", "y", "yes", "n", "no"):
            self.put_back(answer)
        return answer.lower() in ("y", "yes")

    def put_back(self, answer: str) -> None:
        """Put what the user typed in place of an answer on the next prompt, and say so.

        Args:
            answer: the typed line, which answers the question in none of the expected ways.
        """
        self.draft = answer
        self.say("Nothing is changed.")

    def run_turn(self, line: str) -> None:
        """Add the user's line to the text, and print what the author (a language model) adds to it.

        Args:
            line: the line to add; "" to add nothing.
        """
        self.report_unknown(self.session.add_line(line))
        self.write()

    def write(self) -> None:
        """Have the author (a language model) continue the text, and print what it writes."""
        page = self.session.page
        length, before = len(page.manuscript), page.manuscript.last_texts(page.end)
        self.surface.stream_passage(self.session.authors.current, self.session.write(), before)
        self.report_missing_until(length)

    def write_again(self) -> None:
        """Have the author (a language model) write another version of its last text.

        The new version is printed, and replaces the old one in the text.
        """
        page = self.session.page
        length, before = len(page.manuscript), page.manuscript.last_texts(page.take_parent)
        self.surface.stream_passage(self.session.authors.current, self.session.retry(), before)
        self.report_missing_until(length)

    def catch_up(self) -> None:
        """Have the author (a language model) read the part of the text that it has not yet read.

        A message tells the user which characters or words the author could not read, if any.
        """
        self.report_unknown(self.session.authors.catch_up())
        self.surface.refresh()

    def show_last_passages(self, number: int) -> None:
        """Print the last passages of the text.

        A passage is a piece of text that the user or an author (a language model) wrote in one go.
        If a passage has more than 1,500 characters, only its end is printed.

        Args:
            number: the number of passages to print, at least 1.
        """
        length = len(self.session.page.passages)
        self._show(range(max(0, length - number), length))

    def show_passage(self, place: int) -> None:
        """Print one passage of the text, or only its end if it has more than 1,500 characters.

        A passage is a piece of text that the user or an author (a language model) wrote in one go.

        Args:
            place: the passage's index in the text, from 0.
        """
        self._show(range(place, place + 1))

    def show_page(self, places: range) -> None:
        """Print consecutive passages of the text in full, one screenful at a time.

        A passage is a piece of text that the user or an author (a language model) wrote in one go.

        Args:
            places: the indices of the passages in the text, from 0.
        """
        self._show(places, in_full=True)

    def _show(self, places: range, in_full: bool = False) -> None:
        passages = self.session.page.passages
        before = [passage.text for passage in passages[: places.start][-MOST_BEFORE:]]
        shown = [(place + 1, passages[place]) for place in places]
        if not in_full:
            shown = [(place, shorten_passage(passage)) for place, passage in shown]
        if shown:
            self.surface.show_passages(shown, before, in_pages=in_full)

    def start_training(self, arguments: list[str], name: str | None) -> None:
        """Start training an author (a language model) in another process.

        Args:
            arguments: the command-line arguments for `python -m training`, in addition to
                those in the chat's options.
            name: the author's name; None to let the training run choose one.

        Raises:
            UsageError: if a training run is already in progress.
        """
        self.find_training()  # one that an earlier chat started may have no name yet
        if self.is_training:
            raise UsageError(
                "training is already in progress",
                "Wait for it to finish, or end it with /retrain stop.",
            )
        for training, is_running in unfinished_trainings(self.dirs):  # started elsewhere
            if is_running:
                raise UsageError(
                    f"training of {training} is still in progress",
                    "Wait for it to finish, or end it with /retrain stop.",
                )
        self.training = TrainingProcess.start(
            [*self.options.training_arguments, *arguments], name, self.dirs, self._report_training
        )

    def find_training(self) -> None:
        """Start following a training run that an earlier chat left running, if there is one.

        Nothing is done if the chat is already following a training run.
        """
        if not self.is_training:
            self.training = (
                TrainingProcess.find_running(self.dirs, self._report_training) or self.training
            )

    @property
    def is_training(self) -> bool:
        """Whether the chat is following a training run that is still in progress."""
        return self.training is not None and not self.training.status.is_over

    def report_unknown(self, unknown: Counter[str]) -> None:
        """Tell the user which characters or words the author (a language model) could not read.

        Args:
            unknown: how often each unreadable character or word occurred; if it is empty, nothing
                is printed.
        """
        if unknown:
            self.say(describe_unknown(self.session.authors.current, unknown))

    def report_missing_until(self, length: int) -> None:
        """Tell the user if an author (a language model) did not reach the text set with /until.

        The author stops when it has written that text, or after 4,000 characters without it. Only
        in the second case is anything printed.

        Args:
            length: the number of passages (texts written in one go) that the session contained
                before the author wrote, `len(session.page.manuscript)`. Nothing is printed if the
                author has added no passage since.
        """
        passages = self.session.page.passages
        new = len(self.session.page.manuscript) > length
        writing = passages[-1].writing if new and passages else None
        if writing is not None and misses_until(writing.shape, passages[-1].text):
            until = shorten_until(writing.shape.until)
            self.say(
                f"“{until}” was not written within {UNTIL_MOST:,} characters. An empty line"
                " continues, /until off stops waiting for it."
            )

    def _report_training(self, child: TrainingProcess) -> None:
        """Print news of a training run; called in the thread that follows the run."""
        for note in child.take_notes():
            self.surface.notify(note)
        if child.status.is_over:
            self.surface.notify(*settle(child.status, child.was_stopped, self.library))
        self.surface.refresh()


def describe_unknown(author: str, unknown: Counter[str]) -> str:
    """Return a sentence that lists the characters or words unknown to an author (a language model).

    Args:
        author: the author's name.
        unknown: how often each unreadable character or word occurred; it must not be empty.
    """
    between, sign = (" ", "sign") if max(map(len, unknown)) == 1 else (", ", "word")
    names = between.join(list(unknown)[:10])
    more = " and others" if len(unknown) > 10 else ""
    return f"{author} does not know {names}{more}, and read an unknown {sign} instead."
