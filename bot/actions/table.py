"""The table of the chat's commands, which the other modules of this folder fill."""

from collections.abc import Callable
from functools import partial

from bot.commands import Table
from bot.desk import Desk

commands: Table[Desk] = Table(
    "Writing",
    "The page",
    "How the author writes",
    "Authors",
    "Sessions",
    "Help and leaving",
)

_Run = Callable[[Desk, str], None]


def section(heading: str) -> Callable[..., Callable[[_Run], _Run]]:
    """Return a decorator factory for the commands in one section of the chat's help.

    The factory takes a command's name, summary and other details: the arguments of `Table.command`
    except `heading`. Its decorator adds a function to the chat's table of commands.

    Args:
        heading: the section's heading; it must be one of the headings of the table `commands`.
    """
    return partial(commands.command, heading=heading)
