"""The desk's table of commands, which the modules beside this one fill."""

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


def under(heading: str) -> Callable[..., Callable[[_Run], _Run]]:
    """The table's decorator, for commands that help lists under a heading."""
    return partial(commands.command, heading=heading)
