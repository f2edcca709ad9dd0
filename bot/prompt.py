"""The prompt: its keys, what Tab completes, and the history of what was typed."""

import os
from collections.abc import Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app_or_none
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style

from bot.actions import commands
from bot.desk import Desk


def prompt_session(desk: Desk, source: Input) -> PromptSession[str]:
    """The prompt of a sitting, with its toolbar.

    Args:
        desk: what is told in the toolbar and completed.
        source: where keys come from.
    """
    return PromptSession(
        FormattedText([("class:mark", "› ")]),
        input=source,
        history=_history(desk),
        completer=_Completer(desk),
        complete_while_typing=Condition(_typing_a_command),
        key_bindings=_bindings(),
        multiline=True,
        prompt_continuation=lambda width, line, wraps: " " * width,
        bottom_toolbar=lambda: f" {desk.toolbar()} ",
        style=Style.from_dict({"mark": "bold", "bottom-toolbar": "noreverse"}),
        reserve_space_for_menu=4,
    )


class _Completer(Completer):
    """Commands, and what they take."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        line = document.text_before_cursor
        if not line.startswith("/"):
            return
        name, space, argument = line.partition(" ")
        if not space:
            for command in commands:
                if command.name.startswith(name):
                    yield Completion(command.name, -len(name), display_meta=command.summary)
            return
        for command in commands:
            if command.name == name:
                for value in command.complete(self._desk):
                    if value.startswith(argument):
                        yield Completion(value, -len(argument))


class _History(FileHistory):
    """Lines typed before; a disk that will not take one is no reason to lose the line at hand."""

    def store_string(self, string: str) -> None:
        try:
            super().store_string(string)
        except OSError:
            return


def _bindings() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("enter")
    def accept(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("escape", "enter")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @bindings.add("c-c")
    def clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    return bindings


def _typing_a_command() -> bool:
    app = get_app_or_none()
    return app is not None and app.current_buffer.text.startswith("/")


def _history(desk: Desk) -> FileHistory | None:
    path = desk.places.history
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return None
    return _History(os.fspath(path))
