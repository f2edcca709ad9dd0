"""Files and addresses as a person types them, or a terminal on which they are dropped."""

import os
from pathlib import Path

from bot.storage.quotes import read_quotes
from common.errors import UsageError
from common.sanitizer import sanitize


def parse_path(typed: str) -> Path:
    """Return the file that was typed: of just that name if it is there, else with quotes read.

    Raises:
        UsageError: when it cannot be a file's name.
    """
    literal = os.path.expanduser(typed)
    meant = literal if os.path.exists(literal) else os.path.expanduser(read_quotes(typed))
    if not meant or "\0" in meant:
        raise UsageError(f"{sanitize(typed)} cannot be a file's name", "Type another.")
    return Path(meant)


def describe_source(typed: str) -> str:
    """Return the address, or the path of the file, that was typed as the source of a text.

    Raises:
        UsageError: when it can be neither.
    """
    if "://" not in typed:
        return str(parse_path(typed))
    address = read_quotes(typed) if typed[0] in "\"'" else typed  # within one, they are its own
    if len(address.split()) > 1:
        raise UsageError(
            f"an address has no spaces, and {address} has some",
            "Type /retrain URL as NAME, or /retrain URL as NAME for 5 minutes.",
        )
    return address
