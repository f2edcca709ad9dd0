"""The command `pastiche`: the chat, and the commands for scripts and other programs.

Heavy modules are imported by the command that needs them. No command imports TensorFlow: training
and measuring run in other processes.
"""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from bot.cli import programs, scripts
from bot.cli.options import (
    CliOptions,
    ConfigFile,
    DataDir,
    Length,
    OpenName,
    Plain,
    Resume,
    Seed,
    StyleName,
    Temperature,
    Workspace,
    folder_flags,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk import Desk
    from bot.terminal.surface import Surface

_EXAMPLES = """
Examples:

  pastiche

  pastiche --resume

  pastiche write --style dickens --prompt "Pip" --length 400 --temp 0.7 --seed 1

  pastiche score --style dickens chapter.txt

  pastiche train https://www.gutenberg.org/ebooks/1342 --name austen

Settings are read from config.yaml in your platform's config folder. Environment variables
(PASTICHE_STYLE, PASTICHE_TEMPERATURE, PASTICHE_LENGTH, PASTICHE_DATA_DIR) override the file, and
flags override both.
"""

_COMMON = {"data_dir", "config"}  # flags that may stand before every command

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=_EXAMPLES,
)


def _print_version(is_set: bool) -> None:
    if is_set:
        from importlib.metadata import version

        print(f"pastiche {version('pastiche')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def pastiche(
    context: typer.Context,
    style: StyleName = None,
    temp: Temperature = None,
    length: Length = None,
    seed: Seed = None,
    plain: Plain = False,
    resume: Resume = False,
    open_name: OpenName = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Write with Nietzsche, Dickens or Shakespeare: you type a line, and the author continues it.

    Without a command, the chat starts.
    """
    context.obj = CliOptions(
        style=style,
        temperature=temp,
        length=length,
        seed=seed,
        plain=plain,
        resume=resume,
        open_name=open_name,
        data_dir=data_dir or None,
        config_file=config,
    )
    if context.invoked_subcommand is None:
        _run_chat(context.obj)
    else:
        _refuse_idle_flags(context, context.invoked_subcommand)


def _refuse_idle_flags(context: typer.Context, command: str) -> None:
    """Refuse a flag that stands before a command which would ignore it.

    Raises:
        UsageError: naming the commands that take the flag.
    """
    from common.errors import UsageError

    group = context.command
    assert isinstance(group, TyperGroup)
    flags = {
        name: {parameter.name for parameter in subcommand.params} | _COMMON
        for name, subcommand in group.commands.items()
    }
    for flag in group.params:
        value = context.params.get(flag.name or "")
        if value is not None and value is not False and flag.name not in flags[command]:
            takers = [name for name in flags if flag.name in flags[name]]
            names = " and ".join(filter(None, [", ".join(takers[:-1]), takers[-1]]))
            raise UsageError(
                f"{flag.opts[0]} works with {names}, not with {command}", "Leave it out."
            )


@app.command()
def chat(
    context: typer.Context,
    style: StyleName = None,
    temp: Temperature = None,
    length: Length = None,
    seed: Seed = None,
    plain: Plain = False,
    resume: Resume = False,
    open_name: OpenName = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Write with an author in the terminal (the default command)."""
    flags = CliOptions(
        style=style,
        temperature=temp,
        length=length,
        seed=seed,
        plain=plain,
        resume=resume,
        open_name=open_name,
        data_dir=data_dir or None,
        config_file=config,
    )
    _run_chat(context.obj.merge(flags))


def _run_chat(options: CliOptions) -> None:
    from bot.actions.names import read_name
    from bot.actions.sessions import open_session
    from bot.desk import Desk, DeskOptions
    from bot.repl import run_in_pipe, run_in_terminal
    from common.errors import UsageError

    if options.open_name is not None and options.resume:
        raise UsageError("--open and --resume each choose a session", "Use only one of them.")
    workspace = Workspace(options)
    config, library, dirs = workspace.config, workspace.library, workspace.dirs

    desks: list[Desk] = []

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
        desks.append(desk)
        name = read_name(options.open_name or "")
        if not name and not options.resume:
            return desk, lambda: None
        show_session = open_session(desk, name or desk.sessions.latest())
        desk.session.dials.prefer_options()
        if options.style is not None:
            desk.session.appoint(config.style)
        return desk, show_session

    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            is_plain = options.plain or os.environ.get("TERM") == "dumb"
            run_in_terminal(open_desk, is_plain)
        else:
            run_in_pipe(open_desk, sys.stdin, sys.stdout)
    finally:
        for desk in desks:
            desk.file.close()


scripts.add_commands(app)
programs.add_commands(app)
