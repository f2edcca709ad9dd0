"""The options that commands share, and the settings they add up to.

Flags win over environment variables, and these over config.yaml. It knows no command.
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.config import Config
    from models.library import Library
    from models.places import Places


class Settings:
    """Config and folders, read when they are first asked for."""

    def __init__(self) -> None:
        self.data_dir: str | None = None
        self.file: Path | None = None

    def put_data_dir(self, folder: str | None) -> str | None:
        """Keep the flag, which may stand before a command or after it."""
        self.data_dir = folder or self.data_dir
        return folder

    def put_file(self, file: Path | None) -> Path | None:
        """The same."""
        self.file = file or self.file
        return file

    def config(self) -> "Config":
        from models.config import read_config

        return read_config(self.file)

    def places(self, config: "Config") -> "Places":
        from models.places import places

        return places(self.data_dir, os.environ, config.folders.data)

    def library(self, config: "Config") -> "Library":
        from models.library import Library

        return Library(self.places(config).styles)

    def configured(self, style: str | None, temp: float | None, length: int | None) -> "Config":
        """The config, with what flags and environment say laid upon it."""
        changes = {"style": style, "temperature": temp, "length": length}
        given = {key: value for key, value in changes.items() if value is not None}
        return replace(self.config(), **given)  # type: ignore[arg-type]


settings = Settings()

StyleName = Annotated[
    str | None, typer.Option("--style", envvar="PASTICHE_STYLE", help="The author's name.")
]
Temperature = Annotated[
    float | None,
    typer.Option("--temp", envvar="PASTICHE_TEMPERATURE", help="0 to 5; 0 takes the likeliest."),
]
Length = Annotated[
    int | None,
    typer.Option("--length", envvar="PASTICHE_LENGTH", help="Characters before a sentence's end."),
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="The same seed gives the same text.")
]
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
