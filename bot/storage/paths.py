"""Files as a person types them, or a terminal writes them that they are dropped onto."""

import os
import re
from pathlib import Path

from common.errors import UsageError
from common.sanitizer import sanitize


def path_of(typed: str) -> Path:
    """The file that was typed: as it is, in quotation marks, or with backslashes before spaces.

    Raises:
        UsageError: when it cannot be a file's name.
    """
    if "\0" in typed:
        raise UsageError(f"{sanitize(typed)} cannot be a file's name", "Type another.")
    quoted = len(typed) > 2 and typed[0] == typed[-1] and typed[0] in "\"'"
    path = Path(os.path.expanduser(typed[1:-1] if quoted else typed))
    if "\\" in typed and not quoted and os.sep != "\\" and not path.exists():
        path = Path(os.path.expanduser(re.sub(r"\\(.)", r"\1", typed)))
    return path
