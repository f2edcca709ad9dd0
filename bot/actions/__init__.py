"""What each command does: each module here puts its functions into one table.

Adding a command is adding a function; help, completion and docs/commands.md follow from it.
"""

import bot.actions.authors
import bot.actions.help
import bot.actions.page
import bot.actions.sessions
import bot.actions.settings
import bot.actions.writing  # noqa: F401
from bot.actions.table import commands

__all__ = ["commands"]
