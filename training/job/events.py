"""The events of a training, written as JSON objects, one per line, as docs/events.md specifies.

An event is a name with plain values. Logs, the chat's toolbar and the progress display read events.
"""

import json
import os
from collections.abc import Callable
from typing import Any, TextIO

Emit = Callable[..., None]


def json_lines(stream: TextIO) -> Emit:
    """Return a function that writes events to a stream, as one JSON object per line.

    An event is a message from a training run: a name with JSON-serialisable values. The function is
    called with the name, and with the values as keyword arguments. Lines are pure ASCII, so the
    encoding of the stream does not matter, and each line is flushed immediately. If the process
    that reads the stream has ended, events are discarded.

    Args:
        stream: the stream to write to, which must have a file descriptor.
    """
    is_closed = False

    def emit(event: str, **values: Any) -> None:
        nonlocal is_closed
        if is_closed:
            return
        try:
            stream.write(json.dumps({"event": event, **values}) + "\n")
            stream.flush()
        except BrokenPipeError:  # the reader has gone; the training goes on
            is_closed = True
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())

    return emit
