"""The table of the chat's commands, which the other modules of this folder fill."""

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
    """Return the decorator that adds commands to one section of the help.

    Args:
        heading: the section's heading, one of the headings with which the table `commands` was
            created.
    """
    return partial(commands.command, heading=heading)
