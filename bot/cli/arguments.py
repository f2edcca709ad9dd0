"""A parser for command lines that only start the chat, without a command-line library.

Most command lines are of this kind, and importing typer takes as long as everything else before the
first prompt. All other command lines, and invalid ones, are left to typer (bot/cli/app.py), so that
there is only one source of help and of error messages.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.cli.workspace import SEED_MOST, CliOptions

_SWITCHES = {"--plain": "plain", "--resume": "resume"}


def _read_seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed <= SEED_MOST:
        raise ValueError
    return seed


_FLAGS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "--style": ("style", str),
    "--temp": ("temperature", float),
    "--length": ("length", str),
    "--seed": ("seed", _read_seed),
    "--open": ("open_name", str),
    "--data-dir": ("data_dir", lambda text: text or None),
    "--config": ("config_file", Path),
}


def read_chat_options(arguments: Sequence[str]) -> CliOptions | None:
    """Parse a command line that starts the chat, without importing typer, which is slow to load.

    Args:
        arguments: the arguments of the command line, without the program's name.

    Returns:
        The flags; None if a value is invalid, or if there is an argument that is not one of the
        chat's flags. If the result is None, typer has to parse the command line.
    """
    values: dict[str, Any] = {}
    words = iter(arguments)
    for word in words:
        if word in _SWITCHES:
            values[_SWITCHES[word]] = True
            continue
        flag, equals, text = word.partition("=")
        if flag not in _FLAGS:
            return None
        if not equals:
            text = next(words, "-")
            if text.startswith("-"):  # a value is missing, or looks like a flag
                return None
        key, convert = _FLAGS[flag]
        try:
            values[key] = convert(text)
        except ValueError:
            return None
    return CliOptions(**values)
