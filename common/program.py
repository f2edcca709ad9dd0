"""What a person types to run this program."""

import os
import shutil
import sys
from pathlib import Path

_NAME = "pastiche"


def program() -> str:
    """The program's name; where no shell finds that, its path from here: `.venv/bin/pastiche`."""
    script = Path(sys.executable).with_name(_NAME)
    if shutil.which(_NAME) or not script.is_file():
        return _NAME
    try:
        return min(os.path.relpath(script), str(script), key=len)
    except OSError:  # the folder one is in is gone
        return str(script)
