"""The chat's loop: read a line, then run the command or write the turn, until the user leaves.

A terminal is in raw mode for the whole chat (bot/terminal/raw.py). With --plain, in a dumb terminal
and without a terminal, the chat prints and reads plain lines (bot/terminal/plain.py).
"""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from prompt_toolkit.input import Input
from prompt_toolkit.utils import get_cwidth
from rich.console import Console
from rich.text import Text

from bot.actions import commands
from bot.commands import is_command, unescape
from bot.desk import Desk
from bot.hints import EMPTY_LINE, LINE, Hints
from bot.page.readers import ReadingInterrupted
from bot.prompt.prompt import LEAVE, Prompt
from bot.terminal.hangup import exit_on_signals, tolerate_hangup
from bot.terminal.lines import PipeLines, TerminalLines
from bot.terminal.pipes import tolerate_closed_pipe
from bot.terminal.plain import PlainSurface, stream_width
from bot.terminal.raw import RawTerminal
from bot.terminal.screen import Screen
from bot.terminal.surface import Surface
from bot.trainings.process import unfinished_trainings
from common.errors import PasticheError, StorageError, explain, from_os_error
from common.wording import count_noun

_HELP = "/help lists what you can type."
# lines that may be prose, but are more likely meant as commands, of other programs or of this one
_LIKELY_COMMANDS = {
    "help": _HELP,
    "?": _HELP,
    # q as well: a key pressed after the help or the page had ended by itself
    **dict.fromkeys(("quit", "exit", "q", ":q", ":q!", ":wq", ":x"), LEAVE),
    # without the slash; most other commands are words of prose
    **{word: f"To run the command, type /{word}." for word in ("undo", "redo", "retry")},
}

# Opens a desk on a surface; the second value is a function that shows the opened session, if any.
OpenDesk = Callable[[Surface], tuple[Desk, Callable[[], None]]]


def run_loop(desk: Desk, lines: Callable[[], str], is_attended: bool) -> None:
    """Read lines and act on them, until the user leaves or there are no more lines.

    A line that begins with exactly one slash is run as a command. Any other line is added to the
    page (the text being written), and the author (a language model) continues the page. When there
    are no more lines, the command /quit is run.

    Args:
        desk: the object that holds the chat's session, authors and output.
        lines: a function that returns the next line, and raises EOFError if there is none.
        is_attended: whether a user types the lines. If so, hints are printed after some of them,
            and a line such as “quit” or “help” is added to the page only if it is entered twice.

    Raises:
        StorageError: if the session could not be saved and no user types the lines.
    """
    hints = Hints(desk.dirs.state / "hints") if is_attended else None
    withheld = ""  # the last line, if it was taken for a command
    with _report_errors(desk):
        if is_attended:
            desk.find_training()
        desk.catch_up()  # so that the author is ready when the first line is typed
    while not desk.is_leaving:
        try:
            line = lines()
        except EOFError:
            if not is_attended:
                desk.save()
                if desk.file.fault:
                    raise StorageError(desk.file.fault.removesuffix(".")) from None
            _run(desk, "/quit")
            if not is_attended:
                return
            continue
        word = line.strip()
        if is_attended and word in _LIKELY_COMMANDS and word != withheld:
            withheld = word
            desk.say(f"{_LIKELY_COMMANDS[word]} To put “{word}” on the page, send it again.")
            continue
        withheld = ""
        deed = _run(desk, word) if is_command(line) else _take_turn(desk, line)
        if hints and deed and (hint := hints.take(deed)):
            desk.say(hint)


def _run(desk: Desk, line: str) -> str:
    """Run a command, and return its name, with " …" if it has an argument.

    Return "" if it failed, or if the user has taken none of the lines that it offered.
    """
    end = desk.session.page.end
    with _report_errors(desk):
        commands.run(desk, line)
        typed, *argument = line.split()
        name = commands.find(typed).name
        if name == "/lines" and desk.session.page.end == end:
            return ""
        return name + (" …" if argument else "")
    return ""


def _take_turn(desk: Desk, line: str) -> str:
    """Add a line to the page and have the author answer; return the action, or "" if it failed."""
    with _report_errors(desk):
        desk.run_turn(unescape(line))
        return LINE if line.strip() else EMPTY_LINE
    return ""


@contextlib.contextmanager
def _report_errors(desk: Desk) -> Iterator[None]:
    """Print errors and carry on: no error is worth losing the manuscript."""
    try:
        yield
    except PasticheError as error:
        desk.surface.complain(explain(error))
    except OSError as error:
        what = f"the system reports: {error.strerror or error}"
        desk.surface.complain(explain(from_os_error(error) or PasticheError(what)))
    except ReadingInterrupted as interruption:
        desk.say(f"Stopped; {interruption.author} reads the rest of the page before it writes.")


def load_chat(open_desk: OpenDesk, source: Input) -> Callable[[], None]:
    """Load a chat for a terminal in raw mode, and return a function that runs the chat.

    Nothing is printed and no key is read until that function is called, so the chat can be loaded
    in another thread while a prompt shows what the user types.

    Args:
        open_desk: a function that takes the surface (the object with which the chat prints and asks
            questions). It returns the desk (the object that holds the chat's session and language
            models), and a function that prints the opened session.
        source: prompt_toolkit's input object for the terminal, in raw mode.
    """
    terminal = RawTerminal(Screen(Console()), source)
    desk, show_session = open_desk(terminal)
    prompt = Prompt(desk, terminal)
    if not desk.session.page.passages:  # reading a page may take long, and shows how far it is
        with contextlib.suppress(PasticheError):  # run_loop reads again, and reports it
            desk.catch_up()

    def run() -> None:
        print_welcome(desk, terminal.screen.width - 2, "Alt-N")
        show_session()
        run_loop(desk, prompt.read_line, True)

    return run


def run_in_plain_terminal(open_desk: OpenDesk) -> None:
    """Run the chat with plain lines of text, for a screen reader or a simple terminal.

    Args:
        open_desk: a function that takes the surface (the object with which the chat prints and asks
            questions). It returns the desk (the object that holds the chat's session and language
            models), and a function that prints the opened session.
    """
    lines = TerminalLines(sys.stdin.fileno())
    with tolerate_hangup(), lines.line_mode(), exit_on_signals():
        surface = PlainSurface(lines, sys.stdout, stream_width(sys.stdout))
        desk, show_session = open_desk(surface)

        def read_line() -> str:
            """Return a command that was typed in place of an answer, or else the next line."""
            draft, desk.draft = desk.draft, ""  # which cannot be put on a plain prompt
            return draft if is_command(draft) else surface.read_line()

        print_welcome(desk, stream_width(sys.stdout)())
        show_session()
        run_loop(desk, read_line, True)


def run_in_pipe(open_desk: OpenDesk, lines: TextIO, out: TextIO) -> None:
    """Run the chat with text streams, such as pipes, instead of a terminal.

    Args:
        open_desk: a function that takes the surface (the object with which the chat prints and asks
            questions). It returns the desk (the object that holds the chat's session and language
            models), and a function that prints the opened session.
        lines: the stream to read lines from.
        out: the stream to print to.
    """
    surface = PlainSurface(PipeLines(lines), out, stream_width(out))
    with tolerate_closed_pipe():
        desk, show_session = open_desk(surface)
        print_welcome(desk, stream_width(out)())
        show_session()
        run_loop(desk, surface.read_line, False)


def print_welcome(desk: Desk, width: int, key: str = "/lines") -> None:
    """Print the names of the authors (language models), and two lines on how to begin.

    Also print messages about author files, such as broken ones, and about unfinished training runs.

    Args:
        desk: the object that holds the chat's session, authors and output.
        width: the maximum width of a line, in terminal columns.
        key: the key or command that lets the user choose the next sentence from a list.
    """
    desk.surface.show(
        Text.assemble(("Pastiche", "bold"), _list_authors(desk.library.names, width - 8))
    )
    author = desk.session.authors.current
    for line, short in (
        (
            f"Type how a scene begins, and press Enter: {author} continues it.",
            f"Type a line: {author} continues.",
        ),
        (
            f"{key} shows nine next sentences: a digit and Enter take one. /retry, /help",
            f"{key}: nine next sentences. /help",
        ),
    ):
        desk.say(line if get_cwidth(line) <= width else short)
    for note in desk.library.notes:
        desk.say(note)
    for name, is_running in unfinished_trainings(desk.dirs):
        if is_running:
            desk.say(f"Training of {name} is in progress; type /model {name} when it is done.")
        else:
            desk.say(f"Training of {name} was interrupted; /retrain resume {name} continues it.")


def _list_authors(names: Sequence[str], width: int) -> str:
    """Return as many names of authors as fit on a line."""
    for count in range(len(names), 0, -1):
        more = f" and {len(names) - count} more" if count < len(names) else ""
        line = f": {', '.join(names[:count])}{more}."
        if get_cwidth(line) <= width:
            return line
    return f": {count_noun(len(names), 'author')}, /model lists them."
