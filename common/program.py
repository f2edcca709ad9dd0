"""Find the command that the user types to run this program."""

import os
import shutil
import sys
from pathlib import Path

_NAME = "pastiche"


def program_name() -> str:
    """Return the command to show in messages: “pastiche”, or its path if PATH does not find it.

    The path, such as ".venv/bin/pastiche", is relative or absolute, whichever is shorter.
    """
    script = Path(sys.executable).with_name(_NAME)
    if shutil.which(_NAME) or not script.is_file():
        return _NAME
    try:
        return min(os.path.relpath(script), str(script), key=len)
    except OSError:  # the current folder has been deleted
        return str(script)
