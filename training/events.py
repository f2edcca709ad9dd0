"""What a training tells the world: one JSON object a line on stdout, specified in docs/events.md.

An event is a name and plain values. Who reads it (a log, the chat's toolbar, the progress display)
is not known here.
"""

import json
from collections.abc import Callable
from typing import Any, TextIO

Emit = Callable[..., None]


def json_lines(stream: TextIO) -> Emit:
    """An emitter that writes each event as one line of ASCII, at once.

    Whatever encoding the stream has, every character and every file name can be written then.
    """

    def emit(event: str, **values: Any) -> None:
        stream.write(json.dumps({"event": event, **values}) + "\n")
        stream.flush()

    return emit
