"""The program's commands: chat, and the same without a terminal, for scripts.

Heavy modules are imported by the command that needs them; TensorFlow by none, since training is
another process, and so is measuring.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import others
from bot.options import (
    AsJson,
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
from models.visible import visible

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.surface import Surface

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
    from bot.actions.sittings import take_up
    from bot.desk import Desk, arguments_of
    from bot.repl import talk_in_terminal, talk_plainly
    from bot.session import Session
    from bot.sessions import Sessions
    from models.places import VARIABLE

    chosen = settings.configured()
    places = settings.places(chosen)
    library = settings.library(chosen)
    session = Session(library, chosen.style, settings.dials(chosen))
    folder = settings.data_dir or os.environ.get(VARIABLE) or chosen.folders.data

    desks: list[Desk] = []

    def make(surface: "Surface") -> "Desk":
        sessions = Sessions(places.sessions, surface.tell)
        desk = Desk(
            session,
            library,
            places,
            surface,
            sessions,
            sessions.begin(),
            chosen.presets,
            arguments_of(folder, settings.file),
            chosen.minutes,
            chosen.ghost,
            chosen.keys,
        )
        session.reading = surface.reading
        session.changed = desk.save
        desks.append(desk)
        name = settings.flags.get("opened")
        if name or settings.flags.get("resume"):
            take_up(desk, name or sessions.latest())
            session.dials.give_way()
            if "style" in settings.flags:
                session.appoint(chosen.style)
        return desk

    plain = settings.flags.get("plain") or os.environ.get("TERM") == "dumb"
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            talk_in_terminal(make, plain)
        else:
            talk_plainly(make, sys.stdin, sys.stdout)
    finally:
        for desk in desks:
            desk.file.close()


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
    guard: Annotated[
        float | None, typer.Option(help="How much going round in circles is held back; 0 not.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Stop once this text is written.")] = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Print what the author writes after the prompt, and nothing else."""
    import numpy as np

    from bot.desk import said_unknown
    from models.settings import Settings

    settings.put(style=style, temperature=temp, length=length, seed=seed)
    chosen = settings.configured()
    asked = Settings(top_k=top_k, top_p=top_p, min_p=min_p, guard=guard, until=until)
    how = asked.over(settings.dials(chosen).settings(chosen.style))
    voice = settings.library(chosen).get(chosen.style).voice()
    unknown = voice.read(_normalised(sys.stdin.read() if prompt is None else prompt))
    unknown += voice.unfinished()
    if unknown:
        print(visible(said_unknown(chosen.style, unknown)), file=sys.stderr)
    seed = settings.flags.get("seed")
    drawn = int(np.random.default_rng().integers(2**31)) if seed is None else seed
    with reader_may_leave():
        for piece in voice.write(how.sampling, drawn, how.shape.stop()):
            sys.stdout.write(visible(piece) if sys.stdout.isatty() else piece)
        if sys.stdout.isatty():  # so that the shell's prompt begins a line; a pipe gets it alone
            sys.stdout.write("\n")


@app.command()
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
    from models.text import clean, decode

    settings.put(style=style)
    chosen = settings.configured()
    author = settings.library(chosen).get(chosen.style)
    decoded = decode(_content(file))
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
        print(
            f"{result.bits_per_character:.4f} bits per character over {len(text):,} characters,"
            f" with {result.unknown.total():,} {author.card.unit}s that {author.name} does not know"
        )


@app.command()
def styles(
    name: Annotated[str | None, typer.Argument(help="Show this author's card.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """List the authors, or show one's card: texts, figures, samples."""
    library = settings.library(settings.config())
    if name is not None:
        from bot.card import lines, plain

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
        else:
            for row in rows:
                print(
                    f"{row['name']:<20} {row['bits_per_character']:.3f} bpc "
                    f"{row['parameters']:>10,} parameters {row['bytes']:>10,} bytes"
                    f"  {row['path']}  {visible(str(row['source']))}"
                )
    for note in library.notes:
        print(visible(note), file=sys.stderr)


@app.command()
def replay(
    session: Annotated[str, typer.Argument(help="A saved session's name, or a file.")],
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Write a saved page again from its seeds, byte for byte, and print it."""
    from bot.replay import replay as write_again
    from bot.session_format import load
    from bot.sessions import Sessions

    chosen = settings.config()
    path = Sessions(settings.places(chosen).sessions).find(session)
    text = write_again(load(path), settings.library(chosen))
    with reader_may_leave():
        if sys.stdout.isatty():
            print(visible(text))
        else:
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))  # the bytes, on any platform


others.add_to(app)


@contextlib.contextmanager
def reader_may_leave() -> Iterator[None]:
    """Whoever reads the output may stop, as head does; that is no fault."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _normalised(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text)


def _content(file: Path) -> bytes:
    from models.errors import SourceError

    try:
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}", "Check the path.") from error
