"""The sitting: lines are taken one by one, commands run and turns written, until the person leaves.

In a terminal it is raw from beginning to end (terminal.py). Without one, or where --plain or a
terminal that understands nothing asks for it, the same desk works over plain lines (plain.py).
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
from bot.commands import is_command
from bot.desk import Desk
from bot.page.readers import ReadingInterrupted
from bot.prompt.prompt import Prompt
from bot.terminal.hangup import terminal_may_close
from bot.terminal.lines import Piped, Typed
from bot.terminal.pipes import reader_may_leave
from bot.terminal.plain import Plain, stream_width
from bot.terminal.raw import RawTerminal
from bot.terminal.screen import Screen
from bot.terminal.surface import Surface
from bot.trainings.process import unfinished
from common.errors import PasticheError, StorageError, explain, from_os_error
from common.wording import count_of

_HINT = "An empty line goes on, /retry writes another take, /help tells the rest."

# Sets up a desk on a surface; the second value shows a session that was opened at the start.
SetUp = Callable[[Surface], tuple[Desk, Callable[[], None]]]


def converse(desk: Desk, lines: Callable[[], str], attended: bool) -> None:
    """Take lines until the person leaves, or until there are no more.

    Args:
        desk: what they work on.
        lines: the next line; raises EOFError at the end.
        attended: whether somebody is there: they are told how to go on after the first turn, and
            the end of the lines is their wish to leave, which may bring a question.

    Raises:
        StorageError: when nobody is there, and what was written could not be saved.
    """
    hinted = not attended
    with _told(desk):
        if attended:
            desk.follow()
        desk.settle()  # so that the author is there when the first line is typed
    while not desk.is_leaving:
        try:
            line = lines()
        except EOFError:
            if not attended:
                desk.save()
                if desk.file.fault:
                    raise StorageError(desk.file.fault.removesuffix(".")) from None
            _run(desk, "/quit")
            if not attended:
                return
            continue
        if is_command(line):
            _run(desk, line.strip())
            continue
        with _told(desk):
            desk.turn(line.replace("//", "/", 1) if line.lstrip().startswith("//") else line)
            if not hinted:
                hinted = True
                desk.say(_HINT)


def _run(desk: Desk, line: str) -> None:
    with _told(desk):
        commands.run(desk, line)


@contextlib.contextmanager
def _told(desk: Desk) -> Iterator[None]:
    """What goes wrong is told, and the sitting goes on: nothing is worth the manuscript."""
    try:
        yield
    except PasticheError as error:
        desk.surface.complain(explain(error))
    except OSError as error:
        what = f"the system refused: {error.strerror or error}"
        desk.surface.complain(explain(from_os_error(error) or PasticheError(what)))
    except ReadingInterrupted as stopped:
        desk.say(f"Stopped; {stopped.author} reads the rest of the page before it writes.")


def run_terminal_session(set_up: SetUp, plain: bool) -> None:
    """Hold a sitting in the terminal.

    Args:
        set_up: sets up the desk, once there is a surface.
        plain: in lines and words alone, for a screen reader, or for a terminal that has no more.
    """
    if plain:
        typed = Typed(sys.stdin.fileno())
        with terminal_may_close(), typed.held(), exit_on_signals():
            surface = Plain(typed, sys.stdout, stream_width(sys.stdout))
            desk, show_opened = set_up(surface)
            welcome(desk, stream_width(sys.stdout)())
            show_opened()
            converse(desk, surface.next_line, True)
        return
    source = create_input()
    with terminal_may_close(), source.raw_mode(), exit_on_signals():
        terminal = RawTerminal(Screen(Console()), source)
        desk, show_opened = set_up(terminal)
        prompt = Prompt(desk, terminal)
        welcome(desk, terminal.screen.width - 2)
        show_opened()
        converse(desk, prompt.line, True)


def run_plain_session(set_up: SetUp, lines: TextIO, out: TextIO) -> None:
    """Hold a sitting over plain streams, such as a pipe."""
    surface = Plain(Piped(lines), out, stream_width(out))
    with reader_may_leave():
        desk, show_opened = set_up(surface)
        welcome(desk, stream_width(out)())
        show_opened()
        converse(desk, surface.next_line, False)


@contextlib.contextmanager
def exit_on_signals() -> Iterator[None]:
    """While this lasts, SIGTERM and SIGHUP end the sitting in good order, by SystemExit.

    So the terminal is given back as it was. No key makes a signal here, but other programs may send
    them: SIGINT is passed over, since as a key it would have stopped the author.
    """

    def leave(number: int, _frame: object) -> None:
        # a closed window is told by its shell, and again by the kernel when that shell has gone:
        # the second time must not strike while the page is being saved
        for heard in handlers:
            signal.signal(heard, pass_over)
        wish = SystemExit(128 + number)
        app = get_app_or_none()
        if app is None or app.loop is None:
            raise wish
        # Raised here it would strike whichever of the prompt's tasks is at work, and of one that
        # fails in the background prompt_toolkit tells, and waits until somebody presses Enter.
        app.loop.call_soon_threadsafe(_end, app, wish)

    def pass_over(_number: int, _frame: object) -> None:
        return

    wanted = {"SIGINT": pass_over, "SIGTERM": leave, "SIGHUP": leave}
    handlers = {
        getattr(signal, name): handler for name, handler in wanted.items() if hasattr(signal, name)
    }
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(app: Application[object], wish: SystemExit) -> None:
    """Have a prompt end with that, in a turn of its loop that is nobody else's."""
    if app.future is None or app.is_done:
        raise wish
    app.exit(exception=wish)


def welcome(desk: Desk, width: int) -> None:
    """Who is here, and how to begin: a line each, if the width allows it."""
    desk.surface.show(Text.assemble(("Pastiche", "bold"), _authors(desk.library.names, width - 8)))
    author = desk.session.author
    begin = f"Type a line, and {author} goes on from it. /help tells the rest."
    desk.say(begin if get_cwidth(begin) <= width else f"Type a line: {author} goes on. /help")
    for note in desk.library.notes:
        desk.say(note)
    for name, running in unfinished(desk.dirs):
        if running:
            desk.say(f"A training of {name} is running; /model {name} calls it when it is done.")
        else:
            desk.say(f"A training of {name} was cut off; /retrain resume {name} goes on with it.")


def _authors(names: Sequence[str], width: int) -> str:
    """As many of them as a line has room for."""
    for shown in range(len(names), 0, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        line = f": {', '.join(names[:shown])}{more}."
        if get_cwidth(line) <= width:
            return line
    return f": {count_of(len(names), 'author')}, /model lists them."
