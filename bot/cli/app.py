"""The command `pastiche`: the chat, and the commands for scripts and other programs.

Heavy modules are imported by the command that needs them. No command imports TensorFlow: training
and measuring run in other processes.
"""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli import cleaning, programs, scripts
from bot.cli.chat import run_chat
from bot.cli.options import (
    ConfigFile,
    DataDir,
    Length,
    OpenName,
    Plain,
    Resume,
    Seed,
    StyleName,
    Temperature,
)
from bot.cli.workspace import CliOptions
from common.errors import UsageError, see_help
from common.sanitizer import sanitize
from common.wording import did_you_mean

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


class _Commands(TyperGroup):
    """The commands, of which an unknown one may be meant as an author's or a session's name."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        if args and args[0] not in self.commands:
            near = did_you_mean(args[0], self.commands, "")
            todo = "An author is named with --style, a session with --open. See pastiche --help."
            raise UsageError(f"there is no command {args[0]}", f"{near} {todo}".strip())
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_Commands,
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

    An author is a trained language model. If no command is given, the chat starts.
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
        run_chat(context.obj)
    else:
        _refuse_idle_flags(context, context.invoked_subcommand)


def _refuse_idle_flags(context: typer.Context, command: str) -> None:
    """Reject a flag that precedes a command which would ignore it.

    Raises:
        UsageError: if there is such a flag; the message names the commands that accept it.
    """
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
    """Write with an author in the terminal (the default command).

    In the chat, you and an author (a trained language model) take turns writing a text.
    """
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
    run_chat(context.obj.merge(flags))


scripts.add_commands(app)
cleaning.add_commands(app)
programs.add_commands(app)


def run_command_line() -> int:
    """Run the command given on the command line, and return its exit code.

    An error in the command line itself is reported on stderr in one sentence.

    Raises:
        KeyboardInterrupt: if the user interrupts the command.
        Exception: any other exception that the command raises, such as a PasticheError.
    """
    try:
        code = app(standalone_mode=False, prog_name="pastiche")
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "pastiche"
        print(sanitize(see_help(error.format_message(), command)), file=sys.stderr)
        return error.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0
