"""Messages to the user from other threads, such as a training run's end, held for a good moment."""

import contextlib
import threading
from collections.abc import Callable, Iterator


class Notices:
    """A queue of messages for the user from other threads.

    Messages wait while an author writes, so that none is printed in the middle of a sentence.

    Args:
        say: a function that prints a line.
        complain: a function that prints a line about something that went wrong.
    """

    def __init__(self, say: Callable[[str], None], complain: Callable[[str], None]) -> None:
        self._say = say
        self._complain = complain
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, bool]] = []
        self._is_delivering = False

    def post(self, message: str, is_error: bool = False) -> None:
        """Print a message if the context `deliver` is active; otherwise keep it until it is.

        Args:
            message: the line to print.
            is_error: whether the message is about something that went wrong.
        """
        with self._lock:
            if self._is_delivering:
                self._print(message, is_error)
            else:
                self._waiting.append((message, is_error))

    def _print(self, message: str, is_error: bool) -> None:
        (self._complain if is_error else self._say)(message)

    @contextlib.contextmanager
    def deliver(self) -> Iterator[None]:
        """Print the waiting messages, and also new ones as they arrive until the context ends."""
        with self._lock:
            for message, is_error in self._waiting:
                self._print(message, is_error)
            self._waiting.clear()
            self._is_delivering = True
        try:
            yield
        finally:
            with self._lock:
                self._is_delivering = False
