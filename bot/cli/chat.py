"""The chat as a command: it chooses a terminal or a pipe, and opens the desk.

In a terminal the prompt accepts keys immediately, while the authors and the libraries that they and
the desk need are loaded in another thread. So nothing heavy is imported at the top of this module.
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from prompt_toolkit.input import Input, create_input

from bot.cli.workspace import CliOptions, Workspace, folder_flags
from bot.prompt.typeahead import show_typeahead
from bot.terminal.hangup import exit_on_signals, tolerate_hangup
from common.errors import UsageError

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.terminal.surface import Surface


def run_chat(options: CliOptions) -> None:
    """Run the chat in a terminal or a pipe until the user leaves.

    Args:
        options: the flags from the command line.

    Raises:
        PasticheError: if a flag, an environment variable or config.yaml has an invalid value, or if
            a session or an author (a language model) cannot be opened.
    """
    if options.open_name is not None and options.resume:
        raise UsageError("--open and --resume each choose a session", "Use only one of them.")
    with ExitStack() as stack:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            from bot.repl import run_in_pipe

            run_in_pipe(_prepare_desk(options, stack), sys.stdin, sys.stdout)
        elif options.plain or os.environ.get("TERM") == "dumb":
            from bot.repl import run_in_plain_terminal

            run_in_plain_terminal(_prepare_desk(options, stack))
        else:
            source = create_input()
            with tolerate_hangup(), source.raw_mode(), exit_on_signals():
                show_typeahead(source, lambda: _load_chat(options, stack, source))()


def _load_chat(options: CliOptions, stack: ExitStack, source: Input) -> Callable[[], None]:
    """Load the chat for a raw terminal; return the function that runs it. Works in any thread."""
    from bot.repl import load_chat

    return load_chat(_prepare_desk(options, stack), source)


def _prepare_desk(
    options: CliOptions, stack: ExitStack
) -> "Callable[[Surface], tuple[Desk, Callable[[], None]]]":
    """Read the config and the authors; return a function that opens a desk."""
    from bot.actions.names import read_name
    from bot.actions.sessions import open_session
    from bot.desk import Desk, DeskOptions

    workspace = Workspace(options)
    config, library, dirs = workspace.config, workspace.library, workspace.dirs

    def open_desk(surface: "Surface") -> "tuple[Desk, Callable[[], None]]":
        desk_options = DeskOptions(
            style=config.style,
            presets=config.presets,
            minutes=config.minutes,
            ghost=config.ghost,
            keys=config.keys,
            authors=config.authors.keys(),
            training_arguments=folder_flags(workspace.data_folder, options.config_file),
        )
        desk = Desk(desk_options, library, dirs, surface, workspace.dials)
        stack.callback(lambda: desk.file.close())  # whichever file it has by then
        name = read_name(options.open_name or "")
        if not name and not options.resume:
            return desk, lambda: None
        show_session = open_session(desk, name or desk.sessions.latest())
        desk.session.dials.prefer_options()
        if workspace.chosen_style is not None:
            desk.session.authors.appoint(workspace.chosen_style)
        return desk, show_session

    return open_desk
