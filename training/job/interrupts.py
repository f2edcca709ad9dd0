"""Ctrl-C heard between two steps, never in the middle of one.

Raised where it strikes, a KeyboardInterrupt may unwind TensorFlow's own frames and bring the
process down with a segmentation fault before anything is saved.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interrupts:
    """While this is entered, SIGINT and SIGTERM wait for `check`; a second one does not wait."""

    def __init__(self) -> None:
        self._asked = False
        self._kept: dict[int, Any] = {}

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._kept[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for number, handler in self._kept.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Raise what was put off.

        Raises:
            KeyboardInterrupt: when a signal came.
        """
        if self._asked:
            raise KeyboardInterrupt

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
