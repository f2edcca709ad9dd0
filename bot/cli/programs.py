"""The commands that are other programs: this process becomes the training or the measuring.

Their options and their help are their own; they are imported here by no one.
"""

import os
import subprocess
import sys

import typer

from bot.cli.options import settings


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (train, evaluate):
        app.command(  # options and --help are those of the program it becomes
            add_help_option=False,
            context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        )(command)


def train(context: typer.Context) -> None:
    """Train a new author from the URL of a text; `pastiche train --help` tells more."""
    from bot.trainings.process import command

    _become([*command(), *_folders(), *context.args])


def evaluate(context: typer.Context) -> None:
    """Measure how good an author is; `pastiche evaluate --help` tells more."""
    _become([sys.executable, "-P", "-m", "measures", *_folders(), *context.args])


def _folders() -> list[str]:
    """The flags before the command, for the program that it becomes."""
    folder = ["--data-dir", settings.data_dir] if settings.data_dir is not None else []
    config = ["--config", str(settings.file)] if settings.file is not None else []
    return [*folder, *config]


def _become(line: list[str]) -> None:
    from bot.trainings.process import environment

    if os.name == "posix":  # signals and exit codes are that program's own
        sys.stdout.flush()
        os.execve(line[0], line, environment())
    raise typer.Exit(subprocess.call(line, env=environment()))
