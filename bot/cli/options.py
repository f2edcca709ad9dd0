"""The options that commands share, and the settings they add up to.

Flags win over environment variables, and these over config.yaml. It knows no command.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.page.dials import Dials
    from common.config import Config
    from common.user_dirs import UserDirs
    from models.library import Library


class Options:
    """Config and folders, read when they are first asked for."""

    def __init__(self) -> None:
        self.data_dir: str | None = None
        self.file: Path | None = None
        self.flags: dict[str, Any] = {}
        self.given: dict[str, Any] = {}  # what flags and the environment settle

    def put_data_dir(self, folder: str | None) -> str | None:
        """Keep the flag, which may stand before a command or after it."""
        self.data_dir = folder or self.data_dir
        return folder

    def put_file(self, file: Path | None) -> Path | None:
        """The same."""
        self.file = file or self.file
        return file

    def config(self) -> "Config":
        from common.config import read_config

        return read_config(self.file)

    def user_dirs(self, config: "Config") -> "UserDirs":
        from common.user_dirs import find_user_dirs

        return find_user_dirs(self.data_dir, os.environ, config.folders.data)

    def library(self, config: "Config") -> "Library":
        from models.library import Library

        return Library(self.user_dirs(config).styles)

    def dials(self, config: "Config") -> "Dials":
        """How each author writes: what flags and the environment say is stronger than its own."""
        from bot.page.dials import Dials, Seeds
        from common.settings import Settings

        authors = {name: author.settings for name, author in config.authors.items()}
        asked = Settings(self.given.get("temperature"), length=self.given.get("length"))
        return Dials(config.settings, authors, Seeds(self.flags.get("seed")), asked)

    def put(self, **flags: Any) -> None:
        """Keep flags that were given; they may stand before a command as well as after it."""
        self.flags |= {key: value for key, value in flags.items() if value is not None}

    def configured(self) -> "Config":
        """The config, with the environment laid upon it, and the flags upon that.

        Raises:
            PasticheError: when one of them says what it cannot.
        """
        from common.errors import PasticheError, UsageError

        known: dict[str, Callable[[Any], Any]] = {
            "style": str.lower,
            "temperature": float,
            "length": str,
        }
        config, self.given = self.config(), {}
        for key, kind in known.items():
            variable = f"PASTICHE_{key.upper()}"
            told = os.environ.get(variable)
            if key in self.flags:
                self.given[key] = kind(self.flags[key])
            elif told:
                self.given[key] = _as(kind, variable, told)
                try:
                    replace(config, **self.given)
                except PasticheError as error:
                    raise UsageError(
                        f"{variable} in the environment: {error.what}", error.todo
                    ) from error
        return replace(config, **self.given)


def _as(kind: Callable[[str], Any], variable: str, text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        from common.errors import UsageError

        raise UsageError(
            f"the environment's {variable} cannot be {text}",
            "Set it to a number, or unset it.",
        ) from None


settings = Options()

StyleName = Annotated[str | None, typer.Option("--style", help="The author's name.")]
Temperature = Annotated[
    float | None,
    typer.Option("--temp", help="0 to 5; 0 takes the likeliest."),
]
Length = Annotated[
    str | None,
    typer.Option("--length", help="Characters, or as in '3 sentences', 'exactly 80 words'."),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, max=2**31 - 1, help="The same seed gives the same text."),
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Lines of plain text, as for a screen reader.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the session of last time.")]
Opened = Annotated[str | None, typer.Option("--open", help="Go on with the session of that name.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
DataDir = Annotated[
    str | None,
    typer.Option(
        "--data-dir",
        callback=settings.put_data_dir,
        help="One folder for all that is yours (PASTICHE_DATA_DIR).",
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", callback=settings.put_file, help="A config.yaml in place of your own."
    ),
]
