"""Keys in a raw terminal while no prompt is open: Ctrl-C, and one-key answers to questions.

All other keys pressed in the meantime are kept for the next prompt.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence

from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

_LOOK_EVERY = 0.01  # seconds between two looks at the keys
_ENTER_WITHIN = 1.0  # seconds after a digit within which Enter belongs to the digit
_ESCAPE_AFTER = 0.1  # seconds of silence after which Escape is a key, not the start of another


class Keyboard:
    """A reader of the keys that the user presses while no prompt is open.

    For example, no prompt is open while a language model is writing. Keys that have no meaning then
    are kept for the next prompt.

    Args:
        source: the prompt_toolkit input object for the terminal, which must be in raw mode.
        now: a function that returns the time in seconds, counted from any starting point.
    """

    def __init__(self, source: Input, now: Callable[[], float] = time.monotonic) -> None:
        self.source = source
        self._now = now
        self._last_look = 0.0
        self._ignored_until = 0.0

    def ignore_enter(self) -> None:
        """Ignore Enter if it has just been pressed or is pressed within the next second.

        Call this after a digit that is a complete answer, since users often press Enter as well.
        """
        typed = get_typeahead(self.source)
        if typed and typed[0].key in (Keys.ControlM, Keys.ControlJ):
            typed = typed[1:]
        else:
            self._ignored_until = self._now() + _ENTER_WITHIN
        store_typeahead(self.source, typed)

    def is_enter_ignored(self) -> bool:
        """Return whether Enter, if pressed now, should be ignored.

        After each call to `ignore_enter`, the result is True at most once, and only within a
        second.
        """
        is_ignored = self._now() < self._ignored_until
        self._ignored_until = 0.0
        return is_ignored

    def should_stop(self) -> bool:
        """Return whether writing should stop because Ctrl-C was pressed or the terminal was closed.

        Keys are read at most once every 10 ms, so this method can be called often.
        """
        now = self._now()
        if now - self._last_look < _LOOK_EVERY:
            return False
        self._last_look = now
        pressed = self.source.read_keys()
        stop = any(key.key == Keys.ControlC for key in pressed)
        store_typeahead(self.source, [key for key in pressed if key.key != Keys.ControlC])
        return stop or self.source.closed

    @property
    def has_typeahead(self) -> bool:
        """Whether the user has pressed keys that are kept for the next prompt."""
        waiting = [*get_typeahead(self.source), *self.source.read_keys()]
        store_typeahead(self.source, waiting)
        return bool(waiting)

    @contextlib.contextmanager
    def hold_typeahead(self) -> Iterator[None]:
        """Set aside the keys pressed so far, and restore them when this context ends.

        This prevents keys that were pressed before a question appeared from answering it.
        """
        earlier = [*get_typeahead(self.source), *self.source.read_keys()]
        try:
            yield
        finally:
            store_typeahead(self.source, [*earlier, *get_typeahead(self.source)])

    def wait_for_key(self, keys: Sequence[str]) -> str:
        """Wait until one of the given keys is pressed, and return its name.

        Keys pressed before the call are used only if the first of them is one of the given keys;
        otherwise they are kept for the next prompt. The wait also ends if the user begins to type
        or paste text; that text is kept for the next prompt. A digit that is not one of the keys
        does not end the wait, but is kept as well if text follows it directly, as in “7 men”.

        Args:
            keys: the prompt_toolkit names of the keys to wait for, such as "1" or "c-d" for Ctrl-D.
                Ctrl-C ("c-c") is always accepted as well.

        Returns:
            The name of the key; "" if the user began to type or paste text; "c-d" if the terminal
            was closed.
        """
        pressed = get_typeahead(self.source)
        if pressed and not _is_among(keys, pressed[0]):
            store_typeahead(self.source, pressed)
            pressed = []
        silence = 0.0  # seconds
        digits: list[KeyPress] = []  # that are no keys, but may begin a line
        while not self.source.closed:
            for place, press in enumerate(pressed):
                if _is_among(keys, press):
                    store_typeahead(self.source, pressed[place + 1 :])
                    return press.key.value if isinstance(press.key, Keys) else press.key
                if _begins_a_line(press):
                    store_typeahead(self.source, [*digits, *pressed[place:]])
                    return ""
                digits = [] if isinstance(press.key, Keys) else [*digits, press]
            time.sleep(_LOOK_EVERY)
            pressed = self.source.read_keys()
            silence = 0.0 if pressed else silence + _LOOK_EVERY
            if silence > _ESCAPE_AFTER:  # no more comes, so an Escape was a key
                pressed = self.source.flush_keys()
        return Keys.ControlD.value


def _begins_a_line(press: KeyPress) -> bool:
    if isinstance(press.key, Keys):
        return press.key == Keys.BracketedPaste
    return press.key.isprintable() and not press.key.isdigit()


def _is_among(keys: Sequence[str], press: KeyPress) -> bool:
    # a member of Keys equals its name but has another hash, so `in` a set would not do
    return any(press.key == key for key in (*keys, Keys.ControlC))
