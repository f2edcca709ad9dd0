"""Ctrl-C handled between two steps of a training, never in the middle of one.

Raised where it strikes, a KeyboardInterrupt may unwind TensorFlow's own frames and bring the
process down with a segmentation fault before anything is saved.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interrupts:
    """Holds back SIGINT and SIGTERM, inside a `with` block, until `check` is called.

    A second signal is not held back.
    """

    def __init__(self) -> None:
        self._is_requested = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._handlers[number] = signal.signal(number, self._request)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Raise KeyboardInterrupt if a signal came."""
        if self._is_requested:
            raise KeyboardInterrupt

    def _request(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_requested:
            raise KeyboardInterrupt
        self._is_requested = True
