"""What a training tells the world: one JSON object a line on stdout, specified in docs/events.md.

An event is a name and plain values. Who reads it (a log, the chat's toolbar, the progress display)
is not known here.
"""

import json
import os
from collections.abc import Callable
from typing import Any, TextIO

Emit = Callable[..., None]


def json_lines(stream: TextIO) -> Emit:
    """An emitter that writes each event as one line of ASCII, at once.

    Whatever encoding the stream has, every character and every file name can be written then.
    """
    unheard = False

    def emit(event: str, **values: Any) -> None:
        nonlocal unheard
        if unheard:
            return
        try:
            stream.write(json.dumps({"event": event, **values}) + "\n")
            stream.flush()
        except BrokenPipeError:  # whoever listened has gone; the training need not
            unheard = True
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())

    return emit
