"""Paths and web addresses, as the user types them or a terminal pastes them for a dropped file."""

import os
from pathlib import Path

from bot.storage.quotes import read_quotes
from common.errors import UsageError
from common.sanitizer import sanitize


def parse_path(typed: str) -> Path:
    """Return a Path object for the path that the user typed.

    If there is no file with exactly that name, quotation marks and backslashes are interpreted as
    in a shell. A leading ~ stands for the home folder.

    Args:
        typed: the path as typed; the file does not have to exist.

    Raises:
        UsageError: if the path is empty or contains a null character.
    """
    literal = os.path.expanduser(typed)
    path = literal if os.path.exists(literal) else os.path.expanduser(read_quotes(typed))
    if not path or "\0" in path:
        raise UsageError(f"“{sanitize(typed)}” cannot be a file's name", "Type another name.")
    return Path(path)


def describe_source(typed: str) -> str:
    """Return the web address or file path that the user typed, without quotation marks.

    In a path, a leading ~ is replaced by the home folder. The function does not check whether the
    file or web page exists.

    Args:
        typed: the address or path as typed. If it contains "://", it is taken to be an address.

    Raises:
        UsageError: if an address contains a space, or if a path is empty or contains a null
            character.
    """
    if "://" not in typed:
        return str(parse_path(typed))
    address = (
        read_quotes(typed) if typed[0] in "\"'" else typed
    )  # quotes inside an address belong to it
    if len(address.split()) > 1:
        raise UsageError(
            f"an address has no spaces, and {address} has some",
            "Type /retrain URL as NAME, or /retrain URL as NAME for 5 minutes.",
        )
    return address
