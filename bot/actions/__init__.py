"""The commands of the chat: each module here adds its functions to one table.

To add a command, add a function; help, completion and docs/commands.md follow from it.
"""

import bot.actions.authors
import bot.actions.help
import bot.actions.page
import bot.actions.people
import bot.actions.sessions
import bot.actions.settings
import bot.actions.writing  # noqa: F401
from bot.actions.table import commands

__all__ = ["commands"]
