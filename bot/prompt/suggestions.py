"""Suggestions at the prompt: ghost text and completed words, computed while a line is typed.

Ghost text, an author's continuation of the line, is shown dimmed after the cursor while the cursor
is at the end of the line. A thread computes it, so no key is delayed. The next change of the line
cancels the computation, and only a suggestion for the current text is shown. prompt_toolkit shows
`Buffer.suggestion` and binds the keys that accept it: Right, Ctrl-F and Ctrl-E. Its own
auto-suggestion runs only after insertions and cannot be cancelled, hence this module.

This module does not depend on sessions and manuscripts: the author's position is passed in. The
continuation of a line is computed in bot/prompt/ghost.py.
"""

import asyncio
import re
import threading
import time
import unicodedata
from collections.abc import AsyncGenerator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.auto_suggest import Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, emacs_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from bot.prompt.ghost import Ghost
from common.defaults import GHOST
from common.errors import PasticheError, UsageError
from models.state import State
from models.voice import Voice

# dim if the terminal can do that, else italic; neither is a colour, so ghost text can be told apart
# in every colour scheme
STYLE = {"auto-suggestion": "noinherit dim italic"}

_MOST_WORDS = 10  # of the ghost text

_Work = Callable[[Ghost, State, str, Callable[[], bool], str], str]


class Author(Protocol):
    """The interface of an author (a language model) that suggests how to continue a typed line.

    It contains only the methods and attributes that `Suggestions` uses. The class
    `models.style.Style` implements it.
    """

    @property
    def checksum(self) -> str:
        """A checksum of this author (a language model); it changes if the author is retrained."""

    def voice(self) -> Voice:
        """Return a new instance of this author (a language model), ready to read and write text."""


@dataclass(frozen=True)
class AuthorPosition:
    """An author (a language model), and the state of its network before the typed line.

    Attributes:
        author: the author, which suggests how the typed line might continue.
        state: the network's state after it has read the page (the text before the typed line). Pass
            the same object as long as the page is unchanged; with a different object, the whole
            typed line is read again.
        join: a function that takes a typed line and returns it as it would be added to the page,
            with a space before it if needed.
        page: the text before the typed line, whose kinds of quotes and dashes are used.
    """

    author: Author
    state: State
    join: Callable[[str], str]
    page: str = ""


class Suggestions(Completer):
    """A completer that suggests how an author (a language model) would continue the typed line.

    A suggestion is shown as ghost text: dimmed words after the cursor. The Tab key completes one
    word.

    Args:
        find_position: a function that returns the author and its network's state at the end of the
            page (the text before the typed line), or None if the state is not known. It is called
            in the prompt's thread whenever the line changes, so it must be fast and must not make
            the author read the page.
        words: the maximum number of words of ghost text, from 0 to 10. With 0 there is no ghost
            text, but Tab still completes words.

    Attributes:
        key_bindings: the key bindings that accept one word of the ghost text, or hide it.

    Raises:
        UsageError: if `words` is not from 0 to 10.
    """

    def __init__(
        self, find_position: Callable[[], AuthorPosition | None], words: int = GHOST
    ) -> None:
        self.words = words
        self.key_bindings = self._bindings()
        self._find_position = find_position
        self._thread = ThreadPoolExecutor(1, "ghost")
        self._ghost: tuple[str, Ghost] | None = (
            None  # (author's checksum, ghost); used by the thread alone
        )
        self._changed = threading.Event()  # set when the line has changed since the request
        self._requested: str | None = None  # the text that a ghost was last requested for
        self._shown = ("", "")  # a text, and the ghost text behind it

    @property
    def words(self) -> int:
        """The maximum number of words of ghost text (dimmed words after the cursor), from 0 to 10.

        Raises:
            UsageError: if it is set to a number outside this range.
        """
        return self._words

    @words.setter
    def words(self, words: int) -> None:
        if not 0 <= words <= _MOST_WORDS:
            raise UsageError(
                f"ghost text cannot be {words} words long",
                f"It must be 1 to {_MOST_WORDS}, or 0 for none.",
            )
        self._words = words

    def attach(self, session: PromptSession[str]) -> None:
        """Start making suggestions for what the user types at a prompt.

        Args:
            session: the prompt_toolkit session of the prompt. Its completer, key bindings and style
                must include this object, this object's `key_bindings` and this module's `STYLE`,
                respectively.
        """
        buffer = session.default_buffer
        buffer.on_text_changed += self._handle_change
        session.app.on_reset += self._reset
        # after the typed key is on the screen, so that its echo comes first
        session.app.after_render += lambda app: self._request(app, buffer)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """Return no completions, whatever the arguments; prompt_toolkit requires this method.

        The completions are computed in the background, by `get_completions_async`.
        """
        return ()

    async def get_completions_async(
        self, document: Document, event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """Yield the likeliest ending of the word before the cursor when the user presses Tab.

        The ending is predicted by the author (a language model). Nothing is yielded if Tab was not
        pressed, if the typed line is blank or a command, or if a letter or digit follows the
        cursor.

        Args:
            document: the typed line and the position of the cursor.
            event: what started the completion, such as the Tab key; prompt_toolkit passes it.
        """
        text, rest = document.text_before_cursor, document.text_after_cursor
        if event.completion_requested and _is_prose(text) and not rest[:1].isalnum():
            completion = await self._compute(Ghost.complete, text, self._changed)
            if completion:
                yield Completion(completion)

    def _reset(self, _: object) -> None:
        """Forget the former line; a new one may begin with text already."""
        self._cancel()
        self._shown = ("", "")

    def _cancel(self) -> None:
        self._changed.set()
        self._changed = threading.Event()
        self._requested = None

    def _handle_change(self, buffer: Buffer) -> None:
        """Cancel the request for the former text, and keep a ghost that was typed in part."""
        self._cancel()
        text, ghost = self._shown
        line = buffer.text
        if line != text and line.startswith(text) and (text + ghost).startswith(line):
            # the user typed what the ghost said: keep the rest, so that it does not flicker
            self._show(buffer, ghost[len(line) - len(text) :])

    def _request(self, app: Application[str], buffer: Buffer) -> None:
        """Request a ghost for the present text, unless that was done."""
        text = buffer.text
        at_end = buffer.document.is_cursor_at_the_end and not app.is_done
        if at_end and text != self._requested and self.words and _is_prose(text):
            self._requested = text
            app.create_background_task(self._suggest(buffer, self._changed))

    async def _suggest(self, buffer: Buffer, changed: threading.Event) -> None:
        if changed.is_set():
            return
        text = buffer.text
        ghost = await self._compute(Ghost.suggest, text, changed)
        if not changed.is_set() and buffer.text == text:  # a reset announces no change
            self._show(buffer, ghost)
            buffer.on_suggestion_set.fire()  # redraws the line

    def _show(self, buffer: Buffer, ghost: str) -> None:
        self._shown = (buffer.text, ghost)
        buffer.suggestion = Suggestion(ghost) if ghost else None

    async def _compute(self, work: _Work, line: str, changed: threading.Event) -> str:
        """Return the author's suggestion for a line; "" if it was cancelled or is not known."""
        position = self._find_position()
        if position is None:
            return ""
        text = position.join(unicodedata.normalize("NFC", line))

        def is_cancelled() -> bool:
            # let the prompt's thread run: otherwise Python switches threads every 5 ms only
            time.sleep(0)
            return changed.is_set()

        job = self._thread.submit(self._work, work, position, text, is_cancelled)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:  # the prompt is over
            changed.set()
            raise

    def _work(
        self, work: _Work, position: AuthorPosition, text: str, is_cancelled: Callable[[], bool]
    ) -> str:
        """Compute a suggestion, in the thread."""
        if is_cancelled():
            return ""
        author = position.author
        if self._ghost is None or self._ghost[0] != author.checksum:
            try:
                self._ghost = author.checksum, Ghost(author.voice())
            except PasticheError:  # the session reports it when the author is to write
                return ""
        ghost = self._ghost[1]
        ghost.words = self.words
        return work(ghost, position.state, text, is_cancelled, position.page)

    def _bindings(self) -> KeyBindings:
        """Return the keys that accept one word of the ghost text, or drop it."""
        bindings = KeyBindings()

        @bindings.add("escape", "f", filter=_is_ghost_shown & emacs_mode)
        @bindings.add("c-right", filter=_is_ghost_shown)
        def accept_word(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            word = re.match(r"\s*\S+", buffer.suggestion.text if buffer.suggestion else "")
            buffer.insert_text(word[0] if word else "")

        @bindings.add("c-g", filter=_is_ghost_shown)
        def drop(event: KeyPressEvent) -> None:
            """Drop the ghost text until the line changes."""
            self._cancel()
            self._requested = event.current_buffer.text
            self._show(event.current_buffer, "")

        return bindings


@Condition
def _is_ghost_shown() -> bool:
    buffer = get_app().current_buffer
    return buffer.suggestion is not None and buffer.document.is_cursor_at_the_end


def _is_prose(text: str) -> bool:
    """Return whether a line is prose: neither blank nor a command."""
    return text.lstrip()[:1] not in ("", "/")
