"""The program's commands: chat, and the same without a terminal, for scripts.

Heavy modules are imported by the command that needs them; TensorFlow by none, since training is
another process.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.screen import Screen
    from models.config import Config
    from models.library import Library
    from models.places import Places

_EXAMPLES = """
Examples:

  pastiche

  pastiche write --style dickens --prompt "Pip" --length 400 --temp 0.7 --seed 1

  pastiche score --style dickens chapter.txt

  pastiche train https://www.gutenberg.org/ebooks/1342 --name austen

Settings are read from your platform's config folder (config.yaml); flags win over environment
variables (PASTICHE_STYLE, PASTICHE_TEMPERATURE, PASTICHE_LENGTH, PASTICHE_DATA_DIR), and these over
the file.
"""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=_EXAMPLES,
)

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
Seed = Annotated[int | None, typer.Option("--seed", help="The same seed gives the same text.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


class _Settings:
    """Config and folders, read when they are first asked for."""

    def __init__(self) -> None:
        self.data_dir: str | None = None
        self.file: Path | None = None

    def config(self) -> "Config":
        from models.config import read_config

        return read_config(self.file)

    def places(self, config: "Config") -> "Places":
        from models.places import places

        return places(self.data_dir, os.environ, config.folders.data)

    def library(self, config: "Config") -> "Library":
        from models.library import Library

        return Library(self.places(config).styles)


_settings = _Settings()


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
    data_dir: Annotated[
        str | None,
        typer.Option(help="One folder for all that is yours (PASTICHE_DATA_DIR)."),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="A config.yaml in place of your own.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Write with an author: you type a line, Nietzsche, Dickens or Shakespeare goes on from it.

    Without a command, the chat.
    """
    _settings.data_dir, _settings.file = data_dir, config
    if context.invoked_subcommand is None:
        _chat(style, temp, length, seed)


@app.command()
def chat(
    style: StyleName = None,
    temp: Temperature = None,
    length: Length = None,
    seed: Seed = None,
) -> None:
    """Write with the authors in the terminal (what pastiche does by itself)."""
    _chat(style, temp, length, seed)


def _chat(style: str | None, temp: float | None, length: int | None, seed: int | None) -> None:
    import numpy as np

    from bot.desk import Desk, arguments_of
    from bot.repl import talk_in_terminal, talk_plainly
    from bot.session import Session

    config = _configured(style, temp, length)
    places = _settings.places(config)
    library = _settings.library(config)
    random = np.random.default_rng(seed)
    session = Session(
        library,
        config.style,
        config.sampling,
        config.length,
        lambda: int(random.integers(2**31)),
    )
    arguments = arguments_of(_settings.data_dir or config.folders.data)

    def make(screen: "Screen", ask: Callable[[str], str], changed: Callable[[], None]) -> "Desk":
        return Desk(session, library, places, screen.say, ask, screen.show, arguments, changed)

    if sys.stdin.isatty() and sys.stdout.isatty():
        talk_in_terminal(make, plain=os.environ.get("TERM") == "dumb")
    else:
        talk_plainly(make, sys.stdin, sys.stdout)


@app.command()
def write(
    style: StyleName = None,
    prompt: Annotated[
        str | None, typer.Option(help="What to go on from; by default stdin.")
    ] = None,
    length: Length = None,
    temp: Temperature = None,
    seed: Seed = None,
    top_k: Annotated[int | None, typer.Option(help="Keep the k likeliest; 0 keeps all.")] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Keep the likeliest up to this probability.")
    ] = None,
    min_p: Annotated[
        float | None, typer.Option(help="Keep what is this share of the likeliest.")
    ] = None,
) -> None:
    """Print what the author writes after the prompt, and nothing else."""
    import numpy as np

    from models.sampler import Sampling
    from models.stops import SentenceStop

    config = _configured(style, temp, length)
    sampling = Sampling(
        config.temperature,
        config.top_k if top_k is None else top_k,
        config.top_p if top_p is None else top_p,
        config.min_p if min_p is None else min_p,
    )
    voice = _settings.library(config).get(config.style).voice()
    unknown = voice.read(_normalised(sys.stdin.read() if prompt is None else prompt))
    if unknown:
        print(f"Not known to {config.style}: {' '.join(unknown)}", file=sys.stderr)
    if seed is None:
        seed = int(np.random.default_rng().integers(2**31))
    for character in voice.write(sampling, seed, SentenceStop(config.length)):
        sys.stdout.write(character)
    sys.stdout.write("\n")


@app.command()
def score(
    file: Annotated[Path, typer.Argument(help="A plain text.")],
    style: StyleName = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Take the text as it is, not cleaned as the card says.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print how many bits per character a text costs the author, state carried through it."""
    from models.text import clean, decode

    config = _configured(style, None, None)
    chosen = _settings.library(config).get(config.style)
    decoded = decode(_content(file))
    text = decoded.text if raw else clean(decoded.text, chosen.card.cleaning).text
    if decoded.note:
        print(decoded.note, file=sys.stderr)
    result = chosen.voice().score(text)
    if as_json:
        report = {
            "style": chosen.name,
            "characters": len(text),
            "unknown": sum(result.unknown.values()),
            "bits_per_character": result.bits_per_character,
        }
        print(json.dumps(report))
    else:
        print(
            f"{result.bits_per_character:.4f} bits per character over {len(text):,} characters,"
            f" {sum(result.unknown.values()):,} of them not in {chosen.name}'s alphabet"
        )


@app.command()
def styles(as_json: AsJson = False) -> None:
    """List the authors."""
    library = _settings.library(_settings.config())
    rows = [
        {
            "name": style.name,
            "path": str(style.path),
            "bytes": style.size,
            "parameters": style.card.parameters,
            "bits_per_character": style.card.bits_per_character,
            "source": style.card.source,
        }
        for style in library.styles
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(
                f"{row['name']:<20} {row['bits_per_character']:.3f} bpc "
                f"{row['parameters']:>10,} parameters {row['bytes']:>10,} bytes  {row['source']}"
            )
    for note in library.notes:
        print(note, file=sys.stderr)


@app.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def train(context: typer.Context) -> None:
    """Train a new author from the URL of a text; `pastiche train --help` tells more."""
    arguments = list(context.args)
    if _settings.data_dir is not None:
        arguments += ["--data-dir", _settings.data_dir]
    if _settings.file is not None:
        arguments += ["--config", str(_settings.file)]
    command = [sys.executable, "-m", "training", *arguments]
    process = subprocess.Popen(command)
    while True:
        try:
            raise typer.Exit(process.wait())
        except KeyboardInterrupt:
            continue  # the training has heard it too, and ends in its own way


def _configured(style: str | None, temp: float | None, length: int | None) -> "Config":
    config = _settings.config()
    changes = {"style": style, "temperature": temp, "length": length}
    return replace(config, **{key: value for key, value in changes.items() if value is not None})  # type: ignore[arg-type]


def _normalised(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text)


def _content(file: Path) -> bytes:
    from models.errors import SourceError

    try:
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}", "Check the path.") from error
