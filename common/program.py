"""Find the command that the user types to run this program."""

import os
import shutil
import sys
from pathlib import Path

_NAME = "pastiche"


def program_name() -> str:
    """Return the command that runs this program, for use in messages to the user.

    The command is “pastiche” if that is on PATH; otherwise, it is the path of the program. The path
    is either relative, such as “.venv/bin/pastiche”, or absolute, whichever is shorter.
    """
    script = Path(sys.executable).with_name(_NAME)
    if shutil.which(_NAME) or not script.is_file():
        return _NAME
    try:
        return min(os.path.relpath(script), str(script), key=len)
    except OSError:  # the current folder has been deleted
        return str(script)
