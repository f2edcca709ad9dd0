"""The chat's loop: read a line, then run the command or write the turn, until the user leaves.

A terminal is in raw mode for the whole chat (bot/terminal/raw.py). With --plain, in a dumb terminal
and without a terminal, the chat prints and reads plain lines (bot/terminal/plain.py).
"""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from prompt_toolkit.application import Application, get_app_or_none
from prompt_toolkit.input import create_input
from prompt_toolkit.utils import get_cwidth
from rich.console import Console
from rich.text import Text

from bot.actions import commands
from bot.commands import is_command, unescape
from bot.desk import Desk
from bot.hints import EMPTY_LINE, LINE, Hints
from bot.page.readers import ReadingInterrupted
from bot.prompt.prompt import Prompt
from bot.terminal.hangup import tolerate_hangup
from bot.terminal.lines import PipeLines, TerminalLines
from bot.terminal.pipes import tolerate_closed_pipe
from bot.terminal.plain import PlainSurface, stream_width
from bot.terminal.raw import RawTerminal
from bot.terminal.screen import Screen
from bot.terminal.surface import Surface
from bot.trainings.process import unfinished_trainings
from common.errors import PasticheError, StorageError, explain, from_os_error
from common.wording import count_noun

_LEAVE, _HELP = "To leave, type /quit or press Ctrl-D.", "/help lists what you can type."
# lines that elsewhere are commands; here they may be prose, but are seldom meant so
_COMMANDS_ELSEWHERE = {
    "help": _HELP,
    "?": _HELP,
    **dict.fromkeys(("quit", "exit", ":q", ":q!", ":wq", ":x"), _LEAVE),
}

# Opens a desk on a surface; the second value is a function that shows the opened session, if any.
OpenDesk = Callable[[Surface], tuple[Desk, Callable[[], None]]]


def run_loop(desk: Desk, lines: Callable[[], str], is_attended: bool) -> None:
    """Read lines and act on each, until the user leaves or there are no more lines.

    A line that begins with exactly one slash is run as a command. Any other line is added to the
    page, and the author (a language model) continues the page.

    Args:
        desk: the object that holds the chat's session, authors and output.
        lines: a function that returns the next line, and raises EOFError if there is none.
        is_attended: whether a user types the lines. If so, hints are printed after some of them,
            “quit” or “help” alone is added to the page only if it is sent twice, and the end of
            the lines is treated as the command /quit, which may ask questions.

    Raises:
        StorageError: if no user types the lines and the session could not be saved.
    """
    hints = Hints(desk.dirs.state / "hints") if is_attended else None
    withheld = ""  # the last line, if it was taken for a command of another program
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
        if is_attended and word in _COMMANDS_ELSEWHERE and word != withheld:
            withheld = word
            desk.say(f"{_COMMANDS_ELSEWHERE[word]} To put “{word}” on the page, send it again.")
            continue
        withheld = ""
        deed = _run(desk, word) if is_command(line) else _take_turn(desk, line)
        if hints and deed and (hint := hints.take(deed)):
            desk.say(hint)


def _run(desk: Desk, line: str) -> str:
    """Run a command, and return its name, with " …" if it has an argument; "" if it failed."""
    with _report_errors(desk):
        commands.run(desk, line)
        name, *argument = line.split()
        return commands.find(name).name + (" …" if argument else "")
    return ""


def _take_turn(desk: Desk, line: str) -> str:
    """Put a line on the page and have it answered, and return what was done; "" if it failed."""
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


def run_in_terminal(open_desk: OpenDesk, is_plain: bool) -> None:
    """Run the chat in the terminal, from the welcome message until the user leaves.

    Args:
        open_desk: a function that takes the surface on which the chat prints and asks. It returns
            the desk (the object that holds the chat's session and authors), and a function that
            prints the opened session.
        is_plain: whether to print only plain lines, for a screen reader or a simple terminal.
    """
    if is_plain:
        lines = TerminalLines(sys.stdin.fileno())
        with tolerate_hangup(), lines.line_mode(), exit_on_signals():
            surface = PlainSurface(lines, sys.stdout, stream_width(sys.stdout))
            desk, show_session = open_desk(surface)
            print_welcome(desk, stream_width(sys.stdout)())
            show_session()
            run_loop(desk, surface.read_line, True)
        return
    source = create_input()
    with tolerate_hangup(), source.raw_mode(), exit_on_signals():
        terminal = RawTerminal(Screen(Console()), source)
        desk, show_session = open_desk(terminal)
        prompt = Prompt(desk, terminal)
        print_welcome(desk, terminal.screen.width - 2, "Alt-N")
        show_session()
        run_loop(desk, prompt.read_line, True)


def run_in_pipe(open_desk: OpenDesk, lines: TextIO, out: TextIO) -> None:
    """Run the chat with streams in place of a terminal, such as the two ends of a pipe.

    Args:
        open_desk: a function that takes the surface on which the chat prints and asks. It returns
            the desk (the object that holds the chat's session and authors), and a function that
            prints the opened session.
        lines: the stream to read lines from.
        out: the stream to print to.
    """
    surface = PlainSurface(PipeLines(lines), out, stream_width(out))
    with tolerate_closed_pipe():
        desk, show_session = open_desk(surface)
        print_welcome(desk, stream_width(out)())
        show_session()
        run_loop(desk, surface.read_line, False)


@contextlib.contextmanager
def exit_on_signals() -> Iterator[None]:
    """Make SIGTERM and SIGHUP raise SystemExit, and ignore SIGINT, until this context ends.

    The chat can then save the session and restore the terminal before the program ends. SIGINT is
    ignored because Ctrl-C stops only the author in a chat. In raw mode Ctrl-C sends no signal, but
    another program may send SIGINT.
    """

    def leave(number: int, _frame: object) -> None:
        # when a window closes, its shell sends SIGHUP, and the kernel again once the shell is gone:
        # the second one must not interrupt the saving of the page
        for handled in handlers:
            signal.signal(handled, ignore)
        request = SystemExit(128 + number)
        app = get_app_or_none()
        if app is None or app.loop is None:
            raise request
        # Raised here it would hit whichever task of the prompt is running; when a background task
        # fails, prompt_toolkit prints that and waits until somebody presses Enter.
        app.loop.call_soon_threadsafe(_end_prompt, app, request)

    def ignore(_number: int, _frame: object) -> None:
        return

    actions = {"SIGINT": ignore, "SIGTERM": leave, "SIGHUP": leave}
    handlers = {
        getattr(signal, name): handler for name, handler in actions.items() if hasattr(signal, name)
    }
    former = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _end_prompt(app: Application[object], request: SystemExit) -> None:
    """End a prompt with an exception; runs in the prompt's loop, between its tasks."""
    if app.future is None or app.is_done:
        raise request
    app.exit(exception=request)


def print_welcome(desk: Desk, width: int, key: str = "/lines") -> None:
    """Print the names of the authors, and in two lines how to begin.

    Notes on authors' files, such as broken ones, and on unfinished training runs come after that.

    Args:
        desk: the object that holds the chat's session, authors and output.
        width: the maximum width of a line, in terminal cells.
        key: the key or the command that shows next sentences to choose from.
    """
    desk.surface.show(
        Text.assemble(("Pastiche", "bold"), _list_authors(desk.library.names, width - 8))
    )
    author = desk.session.author
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
    """Return as many names of authors as a line has room for."""
    for count in range(len(names), 0, -1):
        more = f" and {len(names) - count} more" if count < len(names) else ""
        line = f": {', '.join(names[:count])}{more}."
        if get_cwidth(line) <= width:
            return line
    return f": {count_noun(len(names), 'author')}, /model lists them."
