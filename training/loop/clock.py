"""The clock of a training run, which stands still while the program is stopped, as by Ctrl-Z.

A stopped process cannot read a clock. When it goes on, it gets the signal SIGCONT, and finds that
its clock has jumped. A thread reads the clock a few times a second, so the jump is the time in
which the process was stopped. Without the signal, a jump means that the machine is busy, and
counts. Python handles signals in the main thread alone, so that only there it is known which of the
two a jump was. The sleep of a laptop does not count either: `time.monotonic` leaves it out.
"""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

_TICK = 0.25  # seconds between two readings by the thread
_JUMP = 4 * _TICK  # seconds between two readings that can be a stop


class WorkClock:
    """A clock that leaves out the time in which this process was stopped, for example by Ctrl-Z.

    Calling the clock returns the time in seconds. When used as a context manager in the main
    thread, the clock detects stops by itself: it handles the signal SIGCONT, and a thread calls
    `tick` regularly. Otherwise, the program must call `tick` several times per second, and `resume`
    after each stop. The clock should be created in the main thread, which handles signals.

    Args:
        now: a function that returns the time in seconds, counted from any starting point.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.RLock()  # a signal's handler may come in a reading of its own thread
        self._last = now()
        self._jumps = 0.0  # seconds of jumps since the last call
        self._stopped = 0.0  # seconds in all that are left out
        self._is_resumed = False
        self._thread = threading.get_ident()
        self._is_over = threading.Event()
        self._handler: Any = None

    def __call__(self) -> float:
        """Return the time in seconds, without the time in which this process was stopped.

        In another thread than the one that created the clock, the time also lacks any gap (an
        interval of a second or more between two readings of the time) since that thread last called
        the clock, because it is not known yet whether the process was stopped then.
        """
        with self._lock:
            self.tick()
            if threading.get_ident() != self._thread:
                return self._last - self._stopped - self._jumps
            if self._is_resumed:
                self._stopped += self._jumps
            self._is_resumed, self._jumps = False, 0.0
            return self._last - self._stopped

    def tick(self) -> None:
        """Read the time, and record a gap if a second or more has passed since the last reading.

        The clock leaves the gap out only if `resume`, which reports that this process was stopped,
        is called before the thread that created the clock next calls it.
        """
        with self._lock:
            now = self._now()
            if now - self._last >= _JUMP:
                self._jumps += now - self._last
            self._last = now

    def resume(self) -> None:
        """Record that this process was stopped and has continued.

        When the clock is next called by the thread that created it, it leaves out all gaps
        (intervals of a second or more between two readings of the time) since that thread's
        previous call.
        """
        self._is_resumed = True

    def __enter__(self) -> "WorkClock":
        if threading.current_thread() is threading.main_thread():
            self._handler = signal.signal(signal.SIGCONT, self._hear)
        threading.Thread(target=self._watch, name="clock", daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        if self._handler is not None:
            signal.signal(signal.SIGCONT, self._handler)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.resume()

    def _watch(self) -> None:
        while not self._is_over.wait(_TICK):
            self.tick()
