"""Work that is done at the prompt while the user is not typing, a few milliseconds at a time.

It is done in the prompt's own thread, between the keys, so it needs no locks: when the prompt is
over, so is the work. It waits until no key has been pressed for a moment, so it does not slow down
ghost text either.
"""

import asyncio
import math
import time
from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application

_QUIET = 0.3  # seconds without a key


class IdleWork:
    """Work that is done in small pieces at a prompt, while the user is not typing.

    Args:
        work: a function that does a piece of the work, and returns whether there was anything to
            do. It is called in the prompt's thread, so it delays keys while it runs. After it has
            returned False, it is not called again until a key is pressed or a new prompt is shown.
        quiet: the number of seconds without a key press after which work is done.
    """

    def __init__(self, work: Callable[[], bool], quiet: float = _QUIET) -> None:
        self._work = work
        self._quiet = quiet
        self._pressed = -math.inf  # when the last key was pressed
        self._task: asyncio.Task[None] | None = None

    def attach(self, session: PromptSession[str]) -> None:
        """From now on, do the work whenever the given prompt is shown and the user is not typing.

        Args:
            session: the prompt_toolkit session of the prompt.
        """
        session.app.key_processor.before_key_press += lambda _: self._note_key()
        # after the prompt or the typed key is on the screen
        session.app.after_render += self._begin

    def _note_key(self) -> None:
        self._pressed = time.monotonic()

    def _begin(self, app: Application[str]) -> None:
        if not app.is_done and (self._task is None or self._task.done()):
            self._task = app.create_background_task(self._run())

    async def _run(self) -> None:
        while True:
            wait = self._pressed + self._quiet - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            elif self._work():
                await asyncio.sleep(0)  # for keys
            else:
                return
