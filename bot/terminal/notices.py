"""Messages for the user from other threads, such as at the end of a training run."""

import contextlib
import threading
from collections.abc import Callable, Iterator


class Notices:
    """A queue of messages to the user from other threads.

    Messages are printed only within the context of the method `deliver`, so that they do not
    interrupt a text that is being written.

    Args:
        say: a function that prints an ordinary message.
        complain: a function that prints an error message.
    """

    def __init__(self, say: Callable[[str], None], complain: Callable[[str], None]) -> None:
        self._say = say
        self._complain = complain
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, bool]] = []
        self._is_delivering = False

    def post(self, message: str, is_error: bool = False) -> None:
        """Print a message at once while the context of `deliver` is open; otherwise, queue it.

        Args:
            message: the message, on one line.
            is_error: whether it is an error message.
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
        """Print the queued messages, and then new ones as they arrive, until this context ends."""
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
