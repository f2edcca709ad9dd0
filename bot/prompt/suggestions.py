"""Ghost text at the prompt: how it is computed beside the typing, shown, taken and dropped.

The suggestion stands dimmed behind the cursor while that is at the end of what is typed. A thread
computes it, so no key waits for it; the next change cancels what is being computed, and only what
was computed for the very text that stands there is shown. prompt_toolkit has the place for it
(`Buffer.suggestion`), shows it, and binds the keys that take it whole: Right, Ctrl-F and Ctrl-E.
Its own way of computing suggestions runs after insertions only and cannot be cancelled, hence this.

This module knows nothing of sessions and manuscripts: where the author stands is passed in. How a
line goes on is ghost's.
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
from models.voice import State, Voice

# dim where the terminal can do that, slanted where it cannot; neither is a colour, so that it is
# told apart without any, and in every scheme of them
STYLE = {"auto-suggestion": "noinherit dim italic"}

_MOST = 10  # words

_Work = Callable[[Ghost, State, str, Callable[[], bool]], str]


class Author(Protocol):
    """Who makes suggestions: models.style's Style, or any other that has this."""

    @property
    def checksum(self) -> str:
        """Another one is another author, or one who was trained anew."""

    def voice(self) -> Voice:
        """A voice of its own."""


@dataclass(frozen=True)
class Standing:
    """Where the author stands, as far as it has been read.

    Attributes:
        author: who goes on.
        state: of this author after the manuscript. As long as that is the same text it should be
            the same object, since another one has the line read anew.
        joined: a typed line as it comes onto the page, with the space before it or what else it
            needs.
    """

    author: Author
    state: State
    joined: Callable[[str], str]


class Suggestions(Completer):
    """Suggestions for one prompt: ghost text as the line is typed, and the word that Tab completes.

    Args:
        standing: where the author stands now, or None where nobody can tell. It is asked at every
            change, in the thread of the prompt, so it has to be quick: no reading there.
        words: of the ghost text, at most; 0 is none. Tab completes in any case.

    Raises:
        UsageError: when that is no such number.
    """

    def __init__(self, standing: Callable[[], Standing | None], words: int = GHOST) -> None:
        self.words = words
        self.key_bindings = self._bindings()
        self._standing = standing
        self._thread = ThreadPoolExecutor(1, "ghost")
        self._ghost: tuple[str, Ghost] | None = None  # with its author's checksum; the thread's
        self._changed = threading.Event()  # set once what is being computed is for an older text
        self._asked: str | None = None  # the text whose ghost was asked for, shown or dropped
        self._shown = ("", "")  # a text, and the ghost that stood behind it

    @property
    def words(self) -> int:
        """Of the ghost text, at most; 0 is none.

        Raises:
            UsageError: when it is set to anything but 0 to 10.
        """
        return self._words

    @words.setter
    def words(self, words: int) -> None:
        if not 0 <= words <= _MOST:
            raise UsageError(
                f"ghost text cannot be {words} words long", f"It is 1 to {_MOST}, or 0 for none."
            )
        self._words = words

    def attach(self, session: PromptSession[str]) -> None:
        """Follow what is typed at a prompt.

        Its key bindings, completer and style are given to the session by whoever makes it.
        """
        buffer = session.default_buffer
        buffer.on_text_changed += self._follow
        session.app.on_reset += self._begin
        # once the key is on the screen: its echo goes before the ghost
        session.app.after_render += lambda app: self._ask(app, buffer)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """None: they take a while, and come by the asynchronous door."""
        return ()

    async def get_completions_async(
        self, document: Document, event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The word at the cursor, once Tab asks for it; never within a word."""
        text, rest = document.text_before_cursor, document.text_after_cursor
        if event.completion_requested and _is_prose(text) and not rest[:1].isalnum():
            lacking = await self._computed(Ghost.complete, text, self._changed)
            if lacking:
                yield Completion(lacking)

    def _begin(self, _: object) -> None:
        """A new line, which may begin with a text that is there already."""
        self._cancel()
        self._shown = ("", "")

    def _cancel(self) -> None:
        self._changed.set()
        self._changed = threading.Event()
        self._asked = None

    def _follow(self, buffer: Buffer) -> None:
        """What is typed has changed."""
        self._cancel()
        text, ghost = self._shown
        typed = buffer.text
        if typed != text and typed.startswith(text) and (text + ghost).startswith(typed):
            # it is what the ghost foretold: the rest stays, and does not flicker
            self._show(buffer, ghost[len(typed) - len(text) :])

    def _ask(self, app: Application[str], buffer: Buffer) -> None:
        """Have a ghost computed for what is typed, unless that was done."""
        text = buffer.text
        at_end = buffer.document.is_cursor_at_the_end and not app.is_done
        if at_end and text != self._asked and self.words and _is_prose(text):
            self._asked = text
            app.create_background_task(self._suggest(buffer, self._changed))

    async def _suggest(self, buffer: Buffer, changed: threading.Event) -> None:
        if changed.is_set():
            return
        text = buffer.text
        ghost = await self._computed(Ghost.suggest, text, changed)
        if not changed.is_set() and buffer.text == text:  # a reset tells of no change
            self._show(buffer, ghost)
            buffer.on_suggestion_set.fire()  # has it drawn

    def _show(self, buffer: Buffer, ghost: str) -> None:
        self._shown = (buffer.text, ghost)
        buffer.suggestion = Suggestion(ghost) if ghost else None

    async def _computed(self, work: _Work, line: str, changed: threading.Event) -> str:
        """What the author has to say to a line, unless it has changed."""
        standing = self._standing()
        if standing is None:
            return ""
        text = standing.joined(unicodedata.normalize("NFC", line))

        def cancelled() -> bool:
            # a turn for the prompt's thread, which otherwise gets one every 5 ms only
            time.sleep(0)
            return changed.is_set()

        job = self._thread.submit(self._work, work, standing, text, cancelled)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:  # the prompt is over
            changed.set()
            raise

    def _work(
        self, work: _Work, standing: Standing, text: str, cancelled: Callable[[], bool]
    ) -> str:
        """The same, in the thread."""
        if cancelled():
            return ""
        author = standing.author
        if self._ghost is None or self._ghost[0] != author.checksum:
            try:
                self._ghost = author.checksum, Ghost(author.voice())
            except PasticheError:  # the session tells of it, once the author is to write
                return ""
        ghost = self._ghost[1]
        ghost.words = self.words
        return work(ghost, standing.state, text, cancelled)

    def _bindings(self) -> KeyBindings:
        """The keys that take a word of the ghost, or drop it."""
        bindings = KeyBindings()

        @bindings.add("escape", "f", filter=_ghost_stands & emacs_mode)
        @bindings.add("c-right", filter=_ghost_stands)
        def take_word(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            word = re.match(r"\s*\S+", buffer.suggestion.text if buffer.suggestion else "")
            buffer.insert_text(word[0] if word else "")

        @bindings.add("c-g", filter=_ghost_stands)
        def drop(event: KeyPressEvent) -> None:
            """For good, until the text changes."""
            self._cancel()
            self._asked = event.current_buffer.text
            self._show(event.current_buffer, "")

        return bindings


@Condition
def _ghost_stands() -> bool:
    buffer = get_app().current_buffer
    return buffer.suggestion is not None and buffer.document.is_cursor_at_the_end


def _is_prose(text: str) -> bool:
    """Whether there is anything to go on from: neither blank nor a command."""
    return text.lstrip()[:1] not in ("", "/")
