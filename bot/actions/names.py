"""Typed names, converted to valid names for sessions, branches and authors."""

import re

from bot.storage.quotes import read_quotes
from models.style import make_name

_NAME = re.compile(r"[a-z0-9_-]+")


def read_name(typed: str) -> str:
    """Convert a name typed by the user to a valid name for a session, a branch or an author.

    A branch is a version of the text being written; an author is a language model.

    For example, “The Eleven Pounds” becomes the-eleven-pounds. If the name looks like a path, or
    has no letters or digits, it is only converted to lower case. The result can therefore be
    invalid, and the caller has to check it.

    Args:
        typed: the name as typed, with or without quotation marks around it.
    """
    name = read_quotes(typed).strip().lower()
    if _NAME.fullmatch(name) or re.search(r"[/\\]|^\.", name):
        return name
    return make_name(name) or name
