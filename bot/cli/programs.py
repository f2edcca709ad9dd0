"""The commands train and evaluate, which replace this process with another program.

Those programs define their own options and help, and are never imported here.
"""

import os
import subprocess
import sys

import typer

from bot.cli.workspace import CliOptions, folder_flags


def add_commands(app: typer.Typer) -> None:
    """Add the commands `train` and `evaluate` to the command line.

    Args:
        app: the typer application to which the commands are added.
    """
    for command in (train, evaluate):
        app.command(  # options and --help belong to the program that it becomes
            add_help_option=False,
            context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        )(command)


def train(context: typer.Context) -> None:
    """Train a new author (a language model) on a text.

    `pastiche train --help` lists the options.
    """
    from bot.trainings.process import training_command

    _become([*training_command(), *_flags(context.obj), *context.args])


def evaluate(context: typer.Context) -> None:
    """Measure how good an author (a language model) is.

    `pastiche evaluate --help` lists the options.
    """
    _become([sys.executable, "-P", "-m", "measures", *_flags(context.obj), *context.args])


def _flags(options: CliOptions) -> tuple[str, ...]:
    """Return the flags typed before the command, to pass them on to the other program."""
    return folder_flags(options.data_dir, options.config_file)


def _become(arguments: list[str]) -> None:
    from bot.trainings.process import training_environment

    if os.name == "posix":  # so signals and exit codes are that program's own
        sys.stdout.flush()
        os.execve(arguments[0], arguments, training_environment())
    raise typer.Exit(subprocess.call(arguments, env=training_environment()))
