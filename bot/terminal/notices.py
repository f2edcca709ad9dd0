"""Words from other threads, such as a training's end, and when there is room for them."""

import contextlib
import threading
from collections.abc import Callable, Iterator


class Notices:
    """Words from other threads.

    While an author writes they wait, so as not to stand in the middle of a sentence.

    Args:
        say: shows a line.
        complain: shows one that tells what went wrong.
    """

    def __init__(self, say: Callable[[str], None], complain: Callable[[str], None]) -> None:
        self._say = say
        self._complain = complain
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, bool]] = []
        self._is_open = False

    def tell(self, words: str, failed: bool = False) -> None:
        """Show a line, now or when there is room for it."""
        with self._lock:
            if self._is_open:
                self._show(words, failed)
            else:
                self._waiting.append((words, failed))

    def _show(self, words: str, failed: bool) -> None:
        (self._complain if failed else self._say)(words)

    @contextlib.contextmanager
    def room(self) -> Iterator[None]:
        """While this lasts words are shown as they come, and first those that waited."""
        with self._lock:
            for words, failed in self._waiting:
                self._show(words, failed)
            self._waiting.clear()
            self._is_open = True
        try:
            yield
        finally:
            with self._lock:
                self._is_open = False
