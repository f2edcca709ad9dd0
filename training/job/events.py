"""The events of a training: one JSON object a line on stdout, as docs/events.md specifies.

An event is a name and plain values. A log, the chat's toolbar or a progress display may read it.
"""

import json
import os
from collections.abc import Callable
from typing import Any, TextIO

Emit = Callable[..., None]


def json_lines(stream: TextIO) -> Emit:
    """Return an emitter that writes each event to a stream at once, as one line of ASCII.

    ASCII, so that every character and file name can be written whatever encoding the stream has.
    Once the reader of the stream has gone, events are dropped.
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
