"""The program's commands: chat, and the same without a terminal, for scripts.

Heavy modules are imported by the command that needs them; TensorFlow by none, since training is
another process, and so is measuring.
"""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from bot.cli import programs as others
from bot.cli import scripts
from bot.cli.options import (
    ConfigFile,
    DataDir,
    Length,
    Opened,
    Plain,
    Resume,
    Seed,
    StyleName,
    Temperature,
    settings,
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

Settings are read from your platform's config folder (config.yaml); flags win over environment
variables (PASTICHE_STYLE, PASTICHE_TEMPERATURE, PASTICHE_LENGTH, PASTICHE_DATA_DIR), and these over
the file.
"""

_HANDED_ON = {"data_dir", "config"}  # before any command, also one that becomes another program

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=_EXAMPLES,
)


def _version(asked: bool) -> None:
    if asked:
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
    opened: Opened = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Write with an author: you type a line, Nietzsche, Dickens or Shakespeare goes on from it.

    Without a command, the chat.
    """
    settings.put(style=style, temperature=temp, length=length, seed=seed)
    settings.put(plain=plain or None, resume=resume or None, opened=opened)
    if context.invoked_subcommand is None:
        _chat()
    else:
        _refuse_idle_flags(context, context.invoked_subcommand)


def _refuse_idle_flags(context: typer.Context, command: str) -> None:
    """Refuse a flag before a command that has no such flag itself, and so would pass it over.

    Raises:
        UsageError: naming the commands that take it.
    """
    from common.errors import UsageError

    group = context.command
    assert isinstance(group, TyperGroup)
    taken = {
        name: {parameter.name for parameter in one.params} | _HANDED_ON
        for name, one in group.commands.items()
    }
    for flag in group.params:
        value = context.params.get(flag.name or "")
        if value is not None and value is not False and flag.name not in taken[command]:
            takers = [name for name in taken if flag.name in taken[name]]
            shown = " and ".join(filter(None, [", ".join(takers[:-1]), takers[-1]]))
            raise UsageError(
                f"{flag.opts[0]} works with {shown}, not with {command}", "Leave it out."
            )


@app.command()
def chat(
    style: StyleName = None,
    temp: Temperature = None,
    length: Length = None,
    seed: Seed = None,
    plain: Plain = False,
    resume: Resume = False,
    opened: Opened = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Write with the authors in the terminal (what pastiche does by itself)."""
    settings.put(style=style, temperature=temp, length=length, seed=seed)
    settings.put(plain=plain or None, resume=resume or None, opened=opened)
    _chat()


def _chat() -> None:
    from bot.actions.sessions import open_session
    from bot.desk import Desk, DeskOptions, training_arguments
    from bot.repl import run_plain_session, run_terminal_session
    from common.errors import UsageError
    from common.user_dirs import VARIABLE

    if "opened" in settings.flags and "resume" in settings.flags:
        raise UsageError("--open and --resume each choose a session", "Keep one of them.")
    chosen = settings.configured()
    dirs = settings.user_dirs(chosen)
    library = settings.library(chosen)
    folder = settings.data_dir or os.environ.get(VARIABLE) or chosen.folders.data

    desks: list[Desk] = []

    def set_up(surface: "Surface") -> "tuple[Desk, Callable[[], None]]":
        options = DeskOptions(
            style=chosen.style,
            presets=chosen.presets,
            minutes=chosen.minutes,
            ghost=chosen.ghost,
            keys=chosen.keys,
            authors=chosen.authors.keys(),
            training_arguments=training_arguments(folder, settings.file),
        )
        desk = Desk(options, library, dirs, surface, settings.dials(chosen))
        desks.append(desk)
        name = settings.flags.get("opened", "").lower()
        if not name and not settings.flags.get("resume"):
            return desk, lambda: None
        show_opened = open_session(desk, name or desk.sessions.latest())
        desk.session.dials.give_way()
        if "style" in settings.flags:
            desk.session.appoint(chosen.style)
        return desk, show_opened

    plain = settings.flags.get("plain") or os.environ.get("TERM") == "dumb"
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            run_terminal_session(set_up, plain)
        else:
            run_plain_session(set_up, sys.stdin, sys.stdout)
    finally:
        for desk in desks:
            desk.file.close()


scripts.add_to(app)
others.add_to(app)
