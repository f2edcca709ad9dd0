"""The keys of a raw terminal while there is no prompt: Ctrl-C stops, one key answers a question.

Whatever else is typed meanwhile waits for the next prompt.
"""

import contextlib
import time
from collections.abc import Iterator, Sequence

from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

_LOOK_EVERY = 0.01  # seconds between two looks at the keys
_ESCAPE_AFTER = 0.1  # seconds without another key, after which Escape is a key of its own


class Keyboard:
    """Keys while something is written, or a question is asked.

    Args:
        source: prompt_toolkit's, in raw mode.
    """

    def __init__(self, source: Input) -> None:
        self.source = source
        self._looked = 0.0

    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed, or the terminal closed.

        It is looked at every so often, so this may be asked at any time.
        """
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return False
        self._looked = now
        pressed = self.source.read_keys()
        stop = any(key.key == Keys.ControlC for key in pressed)
        store_typeahead(self.source, [key for key in pressed if key.key != Keys.ControlC])
        return stop or self.source.closed

    @contextlib.contextmanager
    def set_aside(self) -> Iterator[None]:
        """While this lasts, what was typed before waits for what comes after."""
        before = [*get_typeahead(self.source), *self.source.read_keys()]
        try:
            yield
        finally:
            store_typeahead(self.source, [*before, *get_typeahead(self.source)])

    def answer(self, keys: Sequence[str]) -> str:
        """Wait until one of these is pressed, as prompt_toolkit calls them.

        What was typed before the question counts if it begins with such a key; otherwise it waits
        for the next prompt, as it was not meant for this. A letter that is none of them begins the
        next line, and nothing is returned. Ctrl-C is returned in any case, and Ctrl-D where the
        terminal is gone.
        """
        pressed = get_typeahead(self.source)
        if pressed and not _is_among(keys, pressed[0]):
            store_typeahead(self.source, pressed)
            pressed = []
        quiet = 0.0
        while not self.source.closed:
            for place, press in enumerate(pressed):
                if _is_among(keys, press):
                    store_typeahead(self.source, pressed[place + 1 :])
                    return press.key.value if isinstance(press.key, Keys) else press.key
                if _begins_a_line(press):
                    store_typeahead(self.source, pressed[place:])
                    return ""
            time.sleep(_LOOK_EVERY)
            pressed = self.source.read_keys()
            quiet = 0.0 if pressed else quiet + _LOOK_EVERY
            if quiet > _ESCAPE_AFTER:  # only then it was no beginning of another key
                pressed = self.source.flush_keys()
        return Keys.ControlD.value


def _begins_a_line(press: KeyPress) -> bool:
    if isinstance(press.key, Keys):
        return press.key == Keys.BracketedPaste
    return press.key.isprintable() and not press.key.isdigit()


def _is_among(keys: Sequence[str], press: KeyPress) -> bool:
    # an enumeration's key equals its name, but has another hash
    return any(press.key == key for key in (*keys, Keys.ControlC))
