"""The command that runs this program, as a person types it."""

import os
import shutil
import sys
from pathlib import Path

_NAME = "pastiche"


def program_name() -> str:
    """Return `pastiche`, or its path, `.venv/bin/pastiche`, where no shell finds the name."""
    script = Path(sys.executable).with_name(_NAME)
    if shutil.which(_NAME) or not script.is_file():
        return _NAME
    try:
        return min(os.path.relpath(script), str(script), key=len)
    except OSError:  # the current folder has been deleted
        return str(script)
