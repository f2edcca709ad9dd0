"""Paths and addresses as a person types them, or as a terminal does for a file dropped on it."""

import os
from pathlib import Path

from bot.storage.quotes import read_quotes
from common.errors import UsageError
from common.sanitizer import sanitize


def parse_path(typed: str) -> Path:
    """Return the path that was typed: as it is if such a file exists, else with quotes read.

    A leading ~ becomes the home folder.

    Raises:
        UsageError: when no file can have that name.
    """
    literal = os.path.expanduser(typed)
    path = literal if os.path.exists(literal) else os.path.expanduser(read_quotes(typed))
    if not path or "\0" in path:
        raise UsageError(f"{sanitize(typed)} cannot be a file's name", "Type another name.")
    return Path(path)


def describe_source(typed: str) -> str:
    """Return the address or path that was typed as the source of a text.

    Raises:
        UsageError: when it can be neither.
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
