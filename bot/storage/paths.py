"""Paths and web addresses, as the user types them or a terminal pastes them for a dropped file."""

import os
from pathlib import Path

from bot.storage.quotes import read_quotes
from common.errors import UsageError
from common.sanitizer import sanitize


def parse_path(typed: str) -> Path:
    """Return the path that the user typed.

    If no file has exactly the typed name, quotation marks and backslashes are interpreted as a
    shell would. A leading ~ stands for the home folder.

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
    """Return the web address or the file path that the user typed as the source of a text.

    Quotation marks around it are removed. The function does not check whether the source exists.

    Args:
        typed: the address or path as typed; a text that contains "://" is an address.

    Raises:
        UsageError: if the address contains a space, or the path is not valid.
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
