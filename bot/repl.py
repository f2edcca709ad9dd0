"""The terminal: reads lines and keys, prints what is written, and survives both.

The terminal is raw from beginning to end, so that Ctrl-C is a key like any other and no signal ever
reaches the programs that started this one. While an author writes, keys are looked at between
pieces: Ctrl-C stops the writing, whatever else was typed waits for the next prompt.

Without a terminal the same desk reads lines from stdin and prints plainly.
"""

import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.typeahead import store_typeahead
from prompt_toolkit.keys import Keys
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.text import Text

from bot.actions import commands
from bot.desk import Desk, Tell
from bot.prompt import prompt_session
from bot.screen import WIDEST, Notices, Screen
from bot.session import Interrupted
from bot.training_child import unfinished
from models.errors import PasticheError, from_os_error

_LOOK_EVERY = 0.01  # seconds between two looks at the keys while an author writes


def converse(
    desk: Desk, screen: Screen, lines: Callable[[], str], stopped: Callable[[], bool]
) -> None:
    """Take lines until the person leaves.

    Args:
        desk: what they work on.
        screen: where it is printed.
        lines: the next line; raises EOFError at the end.
        stopped: whether the writing is to stop, asked between pieces.
    """
    desk.session.interrupted = stopped
    while not desk.leaving:
        try:
            line = lines()
        except EOFError:
            _run(desk, screen, "/quit")
            if not sys.stdin.isatty():
                return
            continue
        if line.lstrip().startswith("/"):
            _run(desk, screen, line)
        else:
            _turn(desk, screen, line, stopped)


def _run(desk: Desk, screen: Screen, line: str) -> None:
    with _told(desk, screen):
        commands.run(desk, line)


@contextlib.contextmanager
def _told(desk: Desk, screen: Screen) -> Iterator[None]:
    """What goes wrong is told, and the sitting goes on: nothing is worth the manuscript."""
    try:
        yield
    except PasticheError as error:
        screen.fault(error)
    except OSError as error:
        what = f"the system refused: {error.strerror or error}"
        screen.fault(from_os_error(error) or PasticheError(what))
    except Interrupted:
        screen.say(f"Stopped; {desk.session.author} will read on when it is its turn.")


def _turn(desk: Desk, screen: Screen, line: str, stopped: Callable[[], bool]) -> None:
    session = desk.session
    with _told(desk, screen):
        desk.tell_unknown(session.take(line))
        names = list(desk.library.names)
        place = names.index(session.author) if session.author in names else 0
        page = screen.passage(session.author, place)
        writing = session.write()
        try:
            for piece in writing:
                page.write(piece)
                if stopped():
                    break
        finally:
            writing.close()
            page.end()
            screen.rest()


class _Watch:
    """Looks for Ctrl-C while an author writes; other keys are kept for the next prompt."""

    def __init__(self, source: Input) -> None:
        self._source = source
        self._looked = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return False
        self._looked = now
        pressed = self._source.read_keys()
        stop = any(key.key == Keys.ControlC for key in pressed)
        store_typeahead(self._source, [key for key in pressed if key.key != Keys.ControlC])
        return stop


class Make(Protocol):
    """Makes the desk, once there is a screen."""

    def __call__(
        self,
        screen: Screen,
        tell: Tell,
        ask: Callable[[str], str],
        changed: Callable[[], None],
    ) -> Desk:
        """The desk.

        Args:
            screen: where it is shown.
            tell: shows a line from another thread, and whether something failed.
            ask: shows a question, returns what is typed.
            changed: has the toolbar drawn anew.
        """


def talk_in_terminal(make: Make, plain: bool) -> None:
    """Hold a sitting in the terminal.

    Args:
        make: makes the desk.
        plain: without ornaments.
    """
    screen = Screen(Console(no_color=plain or None), plain)
    notices = Notices(screen.say, screen.complain)
    source = create_input()
    with source.raw_mode(), _signals():
        session: PromptSession[str] | None = None

        def changed() -> None:
            if session is not None:
                session.app.invalidate()

        def ask(question: str) -> str:
            try:
                screen.say(question)  # which wraps it at words, as a prompt would not
                return PromptSession[str](input=source).prompt("? ")
            except (EOFError, KeyboardInterrupt):
                return ""

        desk = make(screen, notices.tell, ask, changed)
        session = prompt_session(desk, source)
        prompt = session.prompt

        def next_line() -> str:
            # only while there is a prompt that must stay below what is printed: an author's
            # characters go straight to the terminal
            with patch_stdout(raw=True), notices.room():
                return prompt(handle_sigint=False)

        welcome(desk, screen)
        converse(desk, screen, next_line, _Watch(source))


def talk_plainly(make: Make, lines: TextIO, out: TextIO) -> None:
    """Hold a sitting over plain streams, such as a pipe."""
    screen = Screen(Console(file=out, no_color=True, highlight=False, width=WIDEST), plain=True)
    notices = Notices(screen.say, screen.complain)
    reading: Iterator[str] = iter(lines)

    def next_line() -> str:
        try:
            with notices.room():
                return next(reading).rstrip("\n")
        except StopIteration:
            raise EOFError from None

    def ask(question: str) -> str:
        screen.say(question)
        try:
            return next_line()
        except EOFError:
            return ""

    desk = make(screen, notices.tell, ask, lambda: None)
    welcome(desk, screen)
    converse(desk, screen, next_line, lambda: False)


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """No key makes a signal here, but other programs may send them.

    SIGINT is passed over: as a key it would have stopped the author. SIGTERM and SIGHUP end the
    sitting in good order, so that the terminal is given back as it was.
    """

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    def pass_over(_number: int, _frame: object) -> None:
        return

    wanted = {"SIGINT": pass_over, "SIGTERM": leave, "SIGHUP": leave}
    kept = {
        getattr(signal, name): signal.signal(getattr(signal, name), handler)
        for name, handler in wanted.items()
        if hasattr(signal, name)
    }
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def welcome(desk: Desk, screen: Screen) -> None:
    """Who is here, and how to begin."""
    names = desk.library.names
    screen.console.print(
        Text.assemble(("Pastiche", "bold"), "  ", " · ".join(names)), highlight=False
    )
    screen.say(f"Type a line, and {desk.session.author} goes on from it. /help tells the rest.")
    for note in desk.library.notes:
        screen.say(note)
    for name, running in unfinished(desk.places):
        if running:
            screen.say(f"A training of {name} is running; /model {name} calls it when it is done.")
        else:
            screen.say(f"A training of {name} was cut off; /retrain resume {name} goes on with it.")
