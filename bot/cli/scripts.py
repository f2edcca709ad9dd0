"""The commands for scripts, which do the work of the chat without a terminal.

Only the result goes to stdout, everything else to stderr. Heavy modules are imported by the command
that needs them.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import (
    AsJson,
    ConfigFile,
    DataDir,
    Length,
    Seed,
    StyleName,
    Temperature,
)
from bot.cli.workspace import CliOptions, Workspace
from bot.terminal.pipes import require_utf8, tolerate_closed_pipe
from common.errors import UsageError
from common.sanitizer import sanitize
from common.wording import count_noun
from models.writing.stops import make_stop
from texts.typed_text import normalise

if TYPE_CHECKING:
    from models.style import Style


def add_commands(app: typer.Typer) -> None:
    """Add the commands `write`, `score`, `styles` and `replay` to the command line.

    Args:
        app: the typer application to which the commands are added.
    """
    # an argument of write is refused by write itself, which can say where the text goes
    app.command(context_settings={"allow_extra_args": True})(write)
    for command in (score, styles, replay):
        app.command()(command)


def write(
    context: typer.Context,
    style: StyleName = None,
    prompt: Annotated[
        str | None,
        typer.Option(help="Text to continue; stdin by default, without its last line end."),
    ] = None,
    length: Length = None,
    temp: Temperature = None,
    seed: Seed = None,
    top_k: Annotated[
        int | None, typer.Option(help="Keep only the k likeliest symbols; 0 keeps all.")
    ] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Keep the likeliest that add up to this probability.")
    ] = None,
    min_p: Annotated[
        float | None,
        typer.Option(help="Keep those at least this fraction as likely as the likeliest."),
    ] = None,
    guard: Annotated[
        float | None, typer.Option(help="How strongly to avoid repetition; 0 switches it off.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Stop once this text has been written.")] = None,
    cast: Annotated[
        str | None,
        typer.Option(
            help="Who is there besides those whom the prompt names, such as 'Edwin (he), Mrs."
            " Harrow (she)'; 'off' lets the author bring in whom it likes."
        ),
    ] = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Print an author's continuation of a prompt.

    Nothing else is printed, not even the prompt. An author is a language model trained on a
    writer's texts.
    """
    import numpy as np

    if context.args:
        todo = 'as in: pastiche write --prompt "Pip"'
        raise UsageError(f"the text to continue goes after --prompt or comes from stdin, {todo}")
    from bot.desk import describe_unknown
    from bot.page.manuscript import Writing
    from bot.page.passages import write_passage
    from common.settings import Settings
    from models.context import CONTEXT
    from models.people.cast import parse_cast
    from models.runtime import describe_runtime

    people = parse_cast(normalise(cast or ""))
    options = CliOptions(
        style=style,
        temperature=temp,
        length=length,
        seed=seed,
        data_dir=data_dir or None,
        config_file=config,
    )
    workspace = Workspace(context.obj.merge(options))
    author = workspace.config.style
    until = None if until is None else normalise(until)  # as the author's text is
    flags = Settings(top_k=top_k, top_p=top_p, min_p=min_p, guard=guard, until=until)
    settings = flags.fill_from(workspace.dials.settings(author))
    voice = workspace.library.get(author).voice()
    if prompt is None:  # the last line end is the shell's, not the prompt's
        if sys.stdin.isatty():  # or the program would seem to hang
            print("Type the text to continue, then press Enter and Ctrl-D.", file=sys.stderr)
        text = normalise(require_utf8(sys.stdin.read())).removesuffix("\n")
    else:
        text = normalise(prompt)
    page = text[CONTEXT.start(len(text)) :]
    voice.read(page)
    unknown = voice.alphabet.encode(text).unknown
    if unknown:
        print(sanitize(describe_unknown(author, unknown)), file=sys.stderr)
    seed = workspace.options.seed
    if seed is None:
        seed = int(np.random.default_rng().integers(2**31))
    writing = Writing(
        workspace.library.get(author).checksum,
        settings.sampling,
        settings.shape,
        seed,
        describe_runtime(),
        people,
        settings.candidates or 1,
    )
    with tolerate_closed_pipe():
        stop, new_word = make_stop(settings.shape), text[-1:].isalnum()
        for piece in write_passage(voice, writing, stop, new_word, page):
            sys.stdout.write(sanitize(piece) if sys.stdout.isatty() else piece)
        if sys.stdout.isatty():  # so that the shell's prompt begins a line; a pipe gets it alone
            sys.stdout.write("\n")


def score(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A plain-text file.")],
    style: StyleName = None,
    raw: Annotated[
        bool,
        typer.Option(
            "--raw", help="Score the text as it is, without the cleaning that the card records."
        ),
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Print how many bits an author needs per character of a text.

    An author is a language model trained on a writer's texts. It reads the text from beginning to
    end, and predicts at each point what comes next. The fewer bits it needs, the better it knows
    this kind of text.
    """
    from common.errors import SourceError
    from texts.cleaning.cleaner import clean_to_score
    from texts.cleaning.decoding import decode

    options = CliOptions(style=style, data_dir=data_dir or None, config_file=config)
    workspace = Workspace(context.obj.merge(options))
    author = workspace.library.get(workspace.config.style)
    content = _read_file(file)
    try:
        decoded = decode(content, name=file.name)
    except SourceError as error:
        what = f"the file {file} cannot be scored: {error.what}"
        raise SourceError(what, "Give the path of a plain-text file.") from error
    text = decoded.text if raw else clean_to_score(decoded.text, author.card.cleaning)
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
        characters = count_noun(len(text), "character")
        unknown = count_noun(result.unknown.total(), author.card.unit)
        print(
            f"{result.bits_per_character:.4f} bits per character over {characters},"
            f" with {unknown} that {author.name} does not know"
        )


def styles(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Show this author's card.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """List the authors, or show one author's card.

    An author is a language model trained on a writer's texts. The card says what the author was
    trained on and how good it is, and gives samples of its writing.
    """
    options = CliOptions(data_dir=data_dir or None, config_file=config)
    library = Workspace(context.obj.merge(options)).library
    if name is not None:
        from bot.terminal.styles import describe_card

        card = library.get(name).card
        with tolerate_closed_pipe():
            if as_json:
                print(json.dumps(asdict(card), ensure_ascii=False, indent=1))
            else:
                print(describe_card(card))
        return
    with tolerate_closed_pipe():
        if as_json:
            rows = [_summarise(style) for style in library.read_all()]
            print(json.dumps(rows, ensure_ascii=False, indent=1))
        elif sys.stdout.isatty():
            from rich.console import Console

            from bot.terminal.styles import tabulate_styles

            Console().print(tabulate_styles(library.read_all()))
        else:
            for row in map(_summarise, library.read_all()):
                print(
                    f"{row['name']:<20} {row['bits_per_character']:.3f} bpc "
                    f"{row['parameters']:>10,} parameters {row['bytes']:>10,} bytes"
                    f"  {row['path']}  {sanitize(str(row['source']))}"
                )
    for note in library.notes:
        print(sanitize(note), file=sys.stderr)


def _summarise(style: "Style") -> dict[str, str | int | float]:
    return {
        "name": style.name,
        "path": str(style.path),
        "bytes": style.size,
        "parameters": style.card.parameters,
        "bits_per_character": style.card.bits_per_character,
        "source": style.card.source,
    }


def replay(
    context: typer.Context,
    session: Annotated[str, typer.Argument(help="Name of a saved session, or a file.")],
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Write the text of a saved session again, and print it.

    What an author (a language model) wrote is generated again from its random seed; what the user
    wrote is copied. The command fails if the new text differs from the saved text in any way.
    """
    from bot.replay import replay as write_again
    from bot.storage.session_format import load
    from bot.storage.sessions import Sessions

    options = CliOptions(data_dir=data_dir or None, config_file=config)
    workspace = Workspace(context.obj.merge(options))
    path = Sessions(workspace.dirs.sessions).find(session)
    text = write_again(load(path), workspace.library)
    with tolerate_closed_pipe():
        if sys.stdout.isatty():
            print(sanitize(text))
        else:
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))  # the bytes, on any platform


def _read_file(file: Path) -> bytes:
    from common.errors import SourceError

    try:
        return file.read_bytes()
    except OSError as error:
        what = f"the file {file} cannot be read: {error.strerror}"
        raise SourceError(what, "Check the path.") from error
