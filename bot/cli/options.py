"""The options that commands share, as typer reads them. No command is defined here."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.workspace import SEED_MOST

StyleName = Annotated[str | None, typer.Option("--style", help="The author's name.")]
Temperature = Annotated[
    float | None,
    typer.Option("--temp", help="0 to 5; 0 always picks the likeliest."),
]
Length = Annotated[
    str | None,
    typer.Option("--length", help="Characters, or e.g. '3 sentences', 'exactly 80 words'."),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, max=SEED_MOST, help="The same seed gives the same text."),
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Print plain lines only, e.g. for a screen reader.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Continue your latest session.")]
OpenName = Annotated[str | None, typer.Option("--open", help="Continue the session NAME.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DataDir = Annotated[
    str | None,
    typer.Option("--data-dir", help="One folder for all your files (PASTICHE_DATA_DIR)."),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="Read this config.yaml instead of your own."),
]
