"""Interrupts of a training, such as Ctrl-C, acted on between two updates and never during one.

A KeyboardInterrupt raised as soon as the signal comes may unwind TensorFlow's own frames and crash
the process with a segmentation fault before anything is saved.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interrupts:
    """A context manager that defers SIGINT (Ctrl-C) and SIGTERM until `check` is called.

    If a signal interrupted TensorFlow, the process could crash before anything was saved. Only the
    first signal is deferred; a second signal raises KeyboardInterrupt immediately. Signals can be
    handled only in the main thread; in other threads, the context manager does nothing.
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
        """Raise KeyboardInterrupt if SIGINT or SIGTERM has arrived since the context was entered.

        The context manager defers these signals until this method is called.
        """
        if self._is_requested:
            raise KeyboardInterrupt

    def _request(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_requested:
            raise KeyboardInterrupt
        self._is_requested = True
