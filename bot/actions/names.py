"""Names as a user types them, made into names that sessions, branches and authors can have."""

import re

from bot.storage.quotes import read_quotes
from models.style import make_name

_NAME = re.compile(r"[a-z0-9_-]+")


def read_name(typed: str) -> str:
    """Return the name that a user means: for “The Eleven Pounds”, the-eleven-pounds.

    A name that needs no change but small letters is returned in small letters. So is what looks
    like a path, or has no letter: whoever uses the name then refuses it.

    Args:
        typed: the name as typed, perhaps in quotation marks.
    """
    name = read_quotes(typed).strip().lower()
    if _NAME.fullmatch(name) or re.search(r"[/\\]|^\.", name):
        return name
    return make_name(name) or name
