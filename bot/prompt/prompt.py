"""The prompt of a chat: keys, toolbar, completion, and the history of typed lines.

A typed line is erased together with the prompt and printed again like a passage, so that long lines
are wrapped at words, like an author's. The meaning of a line is decided elsewhere (bot/repl.py).
"""

import os
from collections.abc import Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app, get_app_or_none, run_in_terminal
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
from prompt_toolkit.utils import get_cwidth

from bot.actions import commands
from bot.commands import is_command, unescape
from bot.desk import Desk
from bot.page.joints import MOST_BEFORE
from bot.prompt.idle import IdleWork
from bot.prompt.soft_wrap import SoftWrap
from bot.prompt.suggestions import STYLE, AuthorPosition, Suggestions
from bot.prompt.toolbar import describe_desk
from bot.prompt.typeahead import MARK, MARK_STYLE
from bot.terminal.editor import edit_text
from bot.terminal.excerpts import shorten_passage
from bot.terminal.hangup import HUNG_UP
from bot.terminal.raw import RawTerminal, disable_cursor_warning
from common.errors import PasticheError, explain

LEAVE = "To leave, type /quit or press Ctrl-D."
# results of a prompt after Ctrl-L, and after Ctrl-C on an empty line; no typed line is one of them
_CLEAR, _STOP = "\f", "\x03"
_ESCAPES = {
    EditingMode.EMACS: (0.5, 1.0),
    EditingMode.VI: (0.05, 0.1),
}  # seconds, see _apply_options
_VI_MODES = {
    InputMode.INSERT: "insert",
    InputMode.INSERT_MULTIPLE: "insert",
    InputMode.NAVIGATION: "normal",
    InputMode.REPLACE: "replace",
    InputMode.REPLACE_SINGLE: "replace",
}


class Prompt:
    """The line editor of the chat, for a terminal in raw mode.

    It offers key bindings, Tab completion, a history of typed lines, a toolbar, and ghost text (a
    dimmed suggestion of how the line might continue).

    Args:
        desk: the object that holds the chat's session, its language models and its options.
        terminal: the terminal in which the prompt is shown.
    """

    def __init__(self, desk: Desk, terminal: RawTerminal) -> None:
        self._desk = desk
        self._terminal = terminal
        self._draft = Document()  # the line being typed when a key interrupted it
        self._is_way_out_told = False
        self._suggestions = Suggestions(self._find_position)
        self._session: PromptSession[str] = PromptSession(
            FormattedText([MARK]),
            input=terminal.source,
            history=_open_history(desk),
            completer=merge_completers([_Completer(desk), self._suggestions]),
            complete_while_typing=Condition(_is_command_typed),
            key_bindings=merge_key_bindings([self._suggestions.key_bindings, self._bindings()]),
            multiline=True,
            prompt_continuation=lambda width, line, wraps: " " * width,
            bottom_toolbar=self._toolbar,
            style=Style.from_dict({**MARK_STYLE, "bottom-toolbar": "noreverse", **STYLE}),
            reserve_space_for_menu=4,
            erase_when_done=True,
            input_processors=[SoftWrap(get_cwidth(MARK[1]))],
            enable_suspend=True,  # Ctrl-Z
        )
        disable_cursor_warning(self._session)
        self._suggestions.attach(self._session)
        IdleWork(desk.session.authors.prepare).attach(self._session)
        terminal.attach(self._session.app.invalidate)
        self._session.app.before_render += self._lay_out_again

    def read_line(self) -> str:
        """Let the user type a line, print it above the prompt, and return it.

        Raises:
            EOFError: if the user leaves the chat with Ctrl-D.
            SystemExit: if the terminal is closed.
        """
        while (line := self._prompt()) in (_CLEAR, _STOP):
            if line == _CLEAR:
                self._show_turn()
            else:
                self._terminal.say(LEAVE)
        if is_command(line):
            self._terminal.screen.print_command(line)
        elif self._desk.session.page.is_line(line):
            page = self._desk.session.page
            text = self._desk.session.format_line(unescape(line))
            self._terminal.screen.print_line(text, page.manuscript.last_texts(page.end))
        return line

    def _prompt(self) -> str:
        self._apply_options()
        draft, self._draft = self._draft, Document()
        if self._desk.draft != draft.text:  # a command has changed it
            draft = Document(self._desk.draft)
        self._desk.draft = ""
        # patch stdout only while a prompt must stay below what is printed: an author's characters
        # go straight to the terminal
        with patch_stdout(raw=True), self._terminal.accept_notices():
            try:
                return self._session.prompt(default=draft, handle_sigint=False)
            except (EOFError, SystemExit):
                # the window may be closed: in the next chat Up brings the line back
                self._session.default_buffer.append_to_history()
                if self._terminal.source.closed:
                    raise SystemExit(HUNG_UP) from None
                raise

    def _apply_options(self) -> None:
        """Apply the desk's keys and ghost text to the prompt."""
        mode = EditingMode.VI if self._desk.options.keys == "vi" else EditingMode.EMACS
        self._session.editing_mode = mode
        # how long after Escape to wait for the rest of a key such as Alt-Enter: with vi's keys
        # Escape is a key of its own, and Alt-Enter comes all at once
        self._session.app.ttimeoutlen, self._session.app.timeoutlen = _ESCAPES[mode]
        self._suggestions.words = self._desk.ghost

    def _find_position(self) -> AuthorPosition | None:
        position = self._desk.session.authors.current_state()
        if position is None:
            return None
        session = self._desk.session
        return AuthorPosition(*position, session.format_line, session.authors.context)

    def _lay_out_again(self, app: Application[str]) -> None:
        """Redraw the latest output if the width of the terminal has changed.

        Some terminals cut off lines that have become too wide; others break them within a word.
        """
        screen = self._terminal.screen
        if app.is_done or not screen.is_outdated:
            return
        app.renderer.erase(leave_alternate_screen=False)
        app.output.write_raw(screen.redraw())
        app.output.flush()
        app.renderer.request_absolute_cursor_position()

    def _show_turn(self) -> None:
        """Clear the screen and print the last turn."""
        screen, passages = self._terminal.screen, self._desk.session.page.passages
        screen.clear()
        lines = [place for place, passage in enumerate(passages) if passage.style is None]
        first = lines[-1] if lines else len(passages) - 1
        before = [passage.text for passage in passages[: max(0, first)][-MOST_BEFORE:]]
        for passage in map(shorten_passage, passages[max(0, first) :]):
            if passage.style is None:
                screen.print_line(passage.text, before)
            else:
                opened = screen.open_passage(passage.style, before)
                opened.write(passage.text)
                opened.end()
            before = [*before, passage.text][-MOST_BEFORE:]
        if passages:
            screen.print_gap()

    def _toolbar(self) -> str:
        app = get_app()
        mode = ""
        if app.editing_mode == EditingMode.VI:
            mode = f"[{_VI_MODES[app.vi_state.input_mode]}] "
        width = app.output.get_size().columns
        return f" {mode}{describe_desk(self._desk, width - len(mode) - 1)}"

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        line = has_focus(DEFAULT_BUFFER)  # and not the history's search
        alt = line & (emacs_mode | vi_insert_mode)

        @bindings.add("enter", filter=line)
        @bindings.add("c-j", filter=line)  # Enter, if it was pressed before the terminal was raw
        def accept(event: KeyPressEvent) -> None:
            if not event.current_buffer.text and self._terminal.keyboard.is_enter_ignored():
                return
            event.current_buffer.validate_and_handle()

        @bindings.add("escape", "enter", filter=alt)
        def new_line(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        @bindings.add("c-c", filter=line)
        def empty(event: KeyPressEvent) -> None:
            if not event.current_buffer.text and not self._is_way_out_told:
                self._is_way_out_told = True
                ask(event, _STOP)
                return
            event.current_buffer.reset(append_to_history=True)  # Up brings it back

        @bindings.add("c-x", "c-e", filter=line)
        def open_editor(event: KeyPressEvent) -> None:
            event.app.create_background_task(self._edit(event.current_buffer))

        def ask(event: KeyPressEvent, command: str) -> None:
            self._draft = event.current_buffer.document
            self._desk.draft = self._draft.text
            event.app.exit(result=command)

        @bindings.add("f1", filter=line)
        def help_(event: KeyPressEvent) -> None:
            ask(event, "/help")

        @bindings.add("escape", "t", filter=alt)
        def takes(event: KeyPressEvent) -> None:
            ask(event, "/retry 3")

        @bindings.add("escape", "n", filter=alt)
        def lines(event: KeyPressEvent) -> None:
            ask(event, "/lines")

        @bindings.add("c-l", filter=line)
        def clear(event: KeyPressEvent) -> None:
            ask(event, _CLEAR)

        return bindings

    async def _edit(self, buffer: Buffer) -> None:
        """Edit the line that is being typed in the user's editor."""

        def work() -> str | PasticheError:
            try:
                return edit_text(buffer.text)
            except PasticheError as error:
                return error

        text = await run_in_terminal(work, in_executor=True)
        if isinstance(text, PasticheError):
            self._terminal.complain(explain(text))
        else:
            buffer.document = Document(text)


class _Completer(Completer):
    """The completion of commands and their arguments."""

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
    """The history of typed lines, empty if the file cannot be read or written."""

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


def _is_command_typed() -> bool:
    app = get_app_or_none()
    return app is not None and app.current_buffer.text.startswith("/")


def _open_history(desk: Desk) -> FileHistory | None:
    path = desk.dirs.history
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return None
    return _History(os.fspath(path))
