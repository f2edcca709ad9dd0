"""The commands for scripts: what the chat does, without a terminal.

Only what was asked for goes to stdout, all else to stderr. Heavy modules are imported by the
command that needs them.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import (
    AsJson,
    ConfigFile,
    DataDir,
    Length,
    Seed,
    StyleName,
    Temperature,
    settings,
)
from bot.page.typed_text import normal
from bot.terminal.pipes import checked, reader_may_leave
from common.sanitizer import sanitize
from common.wording import count_of
from models.stops import make_stop


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (write, score, styles, replay):
        app.command()(command)


def write(
    style: StyleName = None,
    prompt: Annotated[
        str | None,
        typer.Option(help="What to go on from; by default stdin, less its last line end."),
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
    guard: Annotated[
        float | None, typer.Option(help="How much going round in circles is held back; 0 not.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Stop once this text is written.")] = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Print what the author writes after the prompt, and nothing else."""
    import numpy as np

    from bot.desk import describe_unknown
    from common.settings import Settings

    settings.put(style=style, temperature=temp, length=length, seed=seed)
    chosen = settings.configured()
    asked = Settings(top_k=top_k, top_p=top_p, min_p=min_p, guard=guard, until=until)
    how = asked.over(settings.dials(chosen).settings(chosen.style))
    voice = settings.library(chosen).get(chosen.style).voice()
    if prompt is None:  # the last line end is the shell's, not the prompt's
        text = normal(checked(sys.stdin.read())).removesuffix("\n")
    else:
        text = normal(prompt)
    unknown = voice.read(text)
    unknown += voice.unfinished()
    if unknown:
        print(sanitize(describe_unknown(chosen.style, unknown)), file=sys.stderr)
    seed = settings.flags.get("seed")
    drawn = int(np.random.default_rng().integers(2**31)) if seed is None else seed
    with reader_may_leave():
        for piece in voice.write(how.sampling, drawn, make_stop(how.shape), text[-1:].isalnum()):
            sys.stdout.write(sanitize(piece) if sys.stdout.isatty() else piece)
        if sys.stdout.isatty():  # so that the shell's prompt begins a line; a pipe gets it alone
            sys.stdout.write("\n")


def score(
    file: Annotated[Path, typer.Argument(help="A plain text.")],
    style: StyleName = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Take the text as it is, not cleaned as the card says.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Print how many bits per character a text costs the author, state carried through it."""
    from common.errors import SourceError
    from texts.cleaning.cleaner import clean
    from texts.cleaning.decoding import decode

    settings.put(style=style)
    chosen = settings.configured()
    author = settings.library(chosen).get(chosen.style)
    try:
        decoded = decode(_content(file))
    except SourceError as error:
        what = f"{file} cannot be scored: {error.what}"
        raise SourceError(what, "Give the path of a plain-text file.") from error
    text = decoded.text if raw else clean(decoded.text, author.card.cleaning).text
    if decoded.note:
        print(decoded.note, file=sys.stderr)
    result = author.voice().score(text)
    if as_json:
        report = {
            "style": author.name,
            "characters": len(text),
            "unknown": sum(result.unknown.values()),
            "bits_per_character": result.bits_per_character,
        }
        print(json.dumps(report))
    else:
        read = count_of(len(text), "character")
        unknown = count_of(result.unknown.total(), author.card.unit)
        print(
            f"{result.bits_per_character:.4f} bits per character over {read},"
            f" with {unknown} that {author.name} does not know"
        )


def styles(
    name: Annotated[str | None, typer.Argument(help="Show this author's card.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """List the authors, or show one's card: texts, figures, samples."""
    library = settings.library(settings.config())
    if name is not None:
        from bot.terminal.style_card import lines, plain

        card = library.get(name).card
        with reader_may_leave():
            print(json.dumps(plain(card), ensure_ascii=False, indent=1) if as_json else lines(card))
        return
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
    with reader_may_leave():
        if as_json:
            print(json.dumps(rows, ensure_ascii=False, indent=1))
        elif sys.stdout.isatty():
            from rich.console import Console

            from bot.terminal.style_table import listing

            Console().print(listing(library.styles))
        else:
            for row in rows:
                print(
                    f"{row['name']:<20} {row['bits_per_character']:.3f} bpc "
                    f"{row['parameters']:>10,} parameters {row['bytes']:>10,} bytes"
                    f"  {row['path']}  {sanitize(str(row['source']))}"
                )
    for note in library.notes:
        print(sanitize(note), file=sys.stderr)


def replay(
    session: Annotated[str, typer.Argument(help="A saved session's name, or a file.")],
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Write a saved page again from its seeds, byte for byte, and print it."""
    from bot.page.replay import replay as write_again
    from bot.storage.session_format import load
    from bot.storage.sessions import Sessions

    chosen = settings.config()
    path = Sessions(settings.user_dirs(chosen).sessions).find(session)
    text = write_again(load(path), settings.library(chosen))
    with reader_may_leave():
        if sys.stdout.isatty():
            print(sanitize(text))
        else:
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))  # the bytes, on any platform


def _content(file: Path) -> bytes:
    from common.errors import SourceError

    try:
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}", "Check the path.") from error
