"""Typed names, converted to valid names for sessions, branches and authors."""

import re

from bot.storage.quotes import read_quotes
from models.style import make_name

_NAME = re.compile(r"[a-z0-9_-]+")


def read_name(typed: str) -> str:
    """Convert a typed name to a valid one: “The Eleven Pounds” becomes the-eleven-pounds.

    Some texts are only converted to lower case: a name that needs no other change, and a text that
    looks like a path or has no letters. The caller has to check whether the result is a valid name.

    Args:
        typed: the name as typed, perhaps in quotation marks.
    """
    name = read_quotes(typed).strip().lower()
    if _NAME.fullmatch(name) or re.search(r"[/\\]|^\.", name):
        return name
    return make_name(name) or name
