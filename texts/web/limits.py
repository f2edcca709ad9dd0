"""What a download may cost: bytes, seconds, silence; and the clock that holds it to that.

It knows sockets, but not what is downloaded, nor what is said when the time is up.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType


@dataclass(frozen=True)
class Limits:
    """What a text may cost.

    Attributes:
        bytes: the longest body, in bytes, counted after decompression.
        seconds: the longest download, in seconds, from the first request to the last byte.
        idle_seconds: the longest silence, in seconds: while connecting, and between bytes.
    """

    bytes: int = 64 * 1024 * 1024
    seconds: float = 120.0
    idle_seconds: float = 20.0


DEFAULT_LIMITS = Limits()


class Deadline:
    """The moment when a download has taken too long.

    A silence is cut short by the socket's own timeout, but a server that sends a byte now and then,
    be it in its headers, never is silent. So at the deadline the sockets are shut from the side,
    and whoever waits on one sees an end of file. They are learnt from httpx's `trace` extension.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._at = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), self._shut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._at

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Told by httpx of each step of a request; only new sockets matter."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            extra: Callable[[str], object] = getattr(
                info.get("return_value"), "get_extra_info", lambda name: None
            )
            opened = extra("socket")
            if isinstance(opened, socket.socket):
                with self._lock:
                    self._sockets.append(opened)
                if self.passed:  # the timer may have fired before this socket was there
                    self._shut()

    def _shut(self) -> None:
        with self._lock:
            for opened in self._sockets:
                # Plain sockets' own method: that of a TLS socket would also drop its TLS layer,
                # under the hands of the thread that reads. A closed socket only raises.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(opened, socket.SHUT_RDWR)
