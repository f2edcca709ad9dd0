"""The desk's table of commands, which the other modules of this folder fill."""

from collections.abc import Callable
from functools import partial

from bot.commands import Table
from bot.desk import Desk

commands: Table[Desk] = Table(
    "Going on",
    "The page",
    "How the author writes",
    "Authors",
    "Sessions",
    "Help and leaving",
)

_Run = Callable[[Desk, str], None]


def section(heading: str) -> Callable[..., Callable[[_Run], _Run]]:
    """Return the decorator that puts commands into one section of the help.

    Args:
        heading: of the section; one of those in `commands`.
    """
    return partial(commands.command, heading=heading)
