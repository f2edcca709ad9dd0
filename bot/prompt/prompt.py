"""The prompt: its keys, its toolbar, what Tab completes, and the history of what was typed.

A line that has been typed is erased with the prompt and printed again as the page prints it, so
that a person's long lines are wrapped at words as an author's are. What a line means is not known
here.
"""

import os
from collections.abc import Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, get_app_or_none, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import (
    CompleteEvent,
    Completer,
    Completion,
    PathCompleter,
    merge_completers,
)
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import Condition, emacs_mode, has_focus, vi_insert_mode
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.styles import Style

from bot.actions import commands
from bot.commands import is_command
from bot.desk import Desk, end_of
from bot.prompt.suggestions import STYLE, Standing, Suggestions
from bot.terminal.editor import edited
from bot.terminal.hangup import HUNG_UP
from bot.terminal.raw import RawTerminal, accept_silence
from common.errors import PasticheError, explain

_CLEAR = "\f"  # what Ctrl-L stands for; no line is this one alone
_ESCAPES = {EditingMode.EMACS: (0.5, 1.0), EditingMode.VI: (0.05, 0.1)}  # seconds, see _begin
_VI_MODES = {
    InputMode.INSERT: "insert",
    InputMode.INSERT_MULTIPLE: "insert",
    InputMode.NAVIGATION: "normal",
    InputMode.REPLACE: "replace",
    InputMode.REPLACE_SINGLE: "replace",
}


class Prompt:
    """The prompt of a sitting.

    Args:
        desk: what is told in the toolbar and completed.
        terminal: where it stands.
    """

    def __init__(self, desk: Desk, terminal: RawTerminal) -> None:
        self._desk = desk
        self._terminal = terminal
        self._left = Document()  # what was being typed when a key asked for something else
        self._suggesting = Suggestions(self._standing)
        self._session: PromptSession[str] = PromptSession(
            FormattedText([("class:mark", "› ")]),
            input=terminal.source,
            history=_history(desk),
            completer=merge_completers([_Completer(desk), self._suggesting]),
            complete_while_typing=Condition(_typing_a_command),
            key_bindings=merge_key_bindings([self._suggesting.key_bindings, self._bindings()]),
            multiline=True,
            prompt_continuation=lambda width, line, wraps: " " * width,
            bottom_toolbar=self._toolbar,
            style=Style.from_dict(
                {"mark": "bold ansicyan", "bottom-toolbar": "noreverse", **STYLE}
            ),
            reserve_space_for_menu=4,
            erase_when_done=True,
            enable_suspend=True,  # Ctrl-Z
        )
        accept_silence(self._session)
        self._suggesting.attach(self._session)
        terminal.attach(self._session.app.invalidate)

    def line(self) -> str:
        """What is typed, once it stands among what was printed.

        Raises:
            EOFError: when the person leaves.
            SystemExit: when the terminal is closed.
        """
        while (typed := self._typed()) == _CLEAR:
            self._show_turn()
        if is_command(typed):
            self._terminal.screen.command(typed)
        else:
            self._terminal.screen.person(typed)
        return typed

    def _typed(self) -> str:
        self._begin()
        left, self._left = self._left, Document()
        # only while there is a prompt that must stay below what is printed: an author's
        # characters go straight to the terminal
        with patch_stdout(raw=True), self._terminal.prompting():
            try:
                return self._session.prompt(default=left, handle_sigint=False)
            except (EOFError, SystemExit):
                # where the window was closed: Up brings it back in the next sitting
                self._session.default_buffer.append_to_history()
                if self._terminal.source.closed:
                    raise SystemExit(HUNG_UP) from None
                raise

    def _begin(self) -> None:
        """The desk's dials as they are now."""
        mode = EditingMode.VI if self._desk.options.keys == "vi" else EditingMode.EMACS
        self._session.editing_mode = mode
        # how long an Escape waits for what makes another key of it: with vi's keys it is one of
        # its own, and Alt-Enter is told from it by coming all at once
        self._session.app.ttimeoutlen, self._session.app.timeoutlen = _ESCAPES[mode]
        self._suggesting.words = self._desk.ghost

    def _standing(self) -> Standing | None:
        known = self._desk.session.current_state()
        return None if known is None else Standing(*known, self._desk.session.page.joined)

    def _show_turn(self) -> None:
        """An empty screen but for the last turn."""
        screen, passages = self._terminal.screen, self._desk.session.page.passages
        screen.clear()
        typed = [place for place, passage in enumerate(passages) if passage.style is None]
        for passage in map(end_of, passages[typed[-1] if typed else -1 :]):
            if passage.style is None:
                screen.person(passage.text)
            else:
                page = screen.author(passage.style)
                page.write(passage.text)
                page.end()
        if passages:
            screen.rest()

    def _toolbar(self) -> str:
        app = get_app()
        mode = ""
        if app.editing_mode == EditingMode.VI:
            mode = f"[{_VI_MODES[app.vi_state.input_mode]}] "
        width = app.output.get_size().columns
        return f" {mode}{self._desk.toolbar(width - len(mode) - 1)}"

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        line = has_focus(DEFAULT_BUFFER)  # and not the search in what was typed before
        alt = line & (emacs_mode | vi_insert_mode)

        @bindings.add("enter", filter=line)
        @bindings.add("c-j", filter=line)  # as Enter comes from before the terminal was raw
        def accept(event: KeyPressEvent) -> None:
            event.current_buffer.validate_and_handle()

        @bindings.add("escape", "enter", filter=alt)
        def new_line(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        @bindings.add("c-c", filter=line)
        def empty(event: KeyPressEvent) -> None:
            event.current_buffer.reset(append_to_history=True)  # Up brings it back

        @bindings.add("c-x", "c-e", filter=line)
        def open_editor(event: KeyPressEvent) -> None:
            event.app.create_background_task(self._edit(event.current_buffer))

        def ask(event: KeyPressEvent, command: str) -> None:
            self._left = event.current_buffer.document
            event.app.exit(result=command)

        @bindings.add("f1", filter=line)
        def help_(event: KeyPressEvent) -> None:
            ask(event, "/help")

        @bindings.add("escape", "t", filter=alt)
        def takes(event: KeyPressEvent) -> None:
            ask(event, "/retry 3")

        @bindings.add("c-l", filter=line)
        def clear(event: KeyPressEvent) -> None:
            ask(event, _CLEAR)

        return bindings

    async def _edit(self, buffer: Buffer) -> None:
        """What is typed, in the person's editor."""

        def work() -> str | PasticheError:
            try:
                return edited(buffer.text)
            except PasticheError as error:
                return error

        text = await run_in_terminal(work, in_executor=True)
        if isinstance(text, PasticheError):
            self._terminal.complain(explain(text))
        else:
            buffer.document = Document(text)


class _Completer(Completer):
    """Commands, and what they take."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        line = document.text_before_cursor
        if not line.startswith("/"):
            return
        name, space, argument = line.partition(" ")
        if not space:
            for command in commands:
                if command.name.startswith(name.lower()):
                    yield Completion(command.name, -len(name), display_meta=command.summary)
            return
        for command in commands:
            if command.name == name.lower():
                if command.usage.startswith("FILE"):
                    yield from self._paths.get_completions(Document(argument), event)
                for value in command.complete(self._desk):
                    if value.lower().startswith(argument.lower()):
                        yield Completion(value, -len(argument))


class _History(FileHistory):
    """Lines typed before; no line at hand is lost to a disk that will not give or take them."""

    def load_history_strings(self) -> Iterable[str]:
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        try:
            super().store_string(string)
        except OSError:
            return


def _typing_a_command() -> bool:
    app = get_app_or_none()
    return app is not None and app.current_buffer.text.startswith("/")


def _history(desk: Desk) -> FileHistory | None:
    path = desk.dirs.history
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return None
    return _History(os.fspath(path))
