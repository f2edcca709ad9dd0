"""The command `python -m measures STYLE`, which `pastiche evaluate` runs.

Stdout gets the tables, or one JSON object with --json, and nothing else. An error is one sentence
on stderr; docs/exit-codes.md lists the exit codes.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from common.config import read_config
from common.errors import (
    STOPPED,
    PasticheError,
    SourceError,
    UsageError,
    describe_exit,
    explain,
    see_help,
)
from common.sanitizer import sanitize
from common.user_dirs import find_user_dirs
from models.card import find_leaks
from models.library import BASE, Library
from models.style import Style

# Characters that an author to compare with must have learnt from. All judges of an attribution
# learn from as much text as the author with the least has, so an author of a few pages would leave
# them all ignorant.
_FEWEST = 100_000
_FEWEST_OWN = 20_000  # characters that the measured author must have learnt from

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

_EXAMPLES = """
Examples:

  pastiche evaluate dickens

  pastiche evaluate grandmother --texts ~/letters --json

  pastiche evaluate dickens --on novel.txt --places 200
"""


@app.command(epilog=_EXAMPLES)
def evaluate(
    style: Annotated[str, typer.Argument(metavar="STYLE", help="The author's name.")],
    texts: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder with the texts that authors learnt from. By default, they are fetched"
            " from the addresses on the authors' cards.",
        ),
    ] = None,
    works: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Your own list of works, if the author was trained with one."
        ),
    ] = None,
    on: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Measure on this text, which the author has not read, and on nothing else.",
        ),
    ] = None,
    places: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="With --on: places at which to guess the next passage (500)."
        ),
    ] = None,
    characters: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="With --on: characters to measure bits on (60,000)."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of tables.")
    ] = False,
    data_dir: Annotated[
        str | None, typer.Option(help="One folder for all your files (PASTICHE_DATA_DIR).")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Read this config.yaml instead of your own.")
    ] = None,
) -> None:
    """Evaluate an author's predictions and writing.

    The author is a trained language model. Its predictions are measured on text that was excluded
    from its training.

    Each of several excerpts from its writing is then attributed to the most similar author. Authors
    whose texts cannot be found, or are too short, are left out. This takes about half a minute for
    an author trained on one book, and several minutes for an author trained on many. Progress is
    shown if stderr is a terminal.
    """
    settings = read_config(config)
    folders = find_user_dirs(data_dir, os.environ, settings.folders.data)
    library = Library(folders.styles)
    author = library.get(style)
    if on is not None:
        if texts is not None or works is not None:
            raise UsageError(
                "--on measures on one text, so --texts and --works mean nothing beside it",
                "Leave out either --on or the others.",
            )
        _evaluate_unread(author, on, places, characters, as_json)
        return
    if places is not None or characters is not None:
        raise UsageError(
            "--places and --characters belong to --on", "Add --on FILE, or leave them out."
        )
    try:
        from measures.attribution import Attribution
        from measures.evaluation import evaluate as evaluate_style
        from measures.report import show
        from measures.training_texts import find_training_texts
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the command evaluate needs {error.name}, which is not installed",
            "Install it with: pip install 'pastiche[measure]'.",
        ) from error

    with _show_progress() as tell:
        tell(f"Reading the texts of {author.name}")
        texts_by_author = {
            author.name: find_training_texts(author, texts, folders.cache, works=works)
        }
        for rival in library.read_all() if _training_characters(author) >= _FEWEST_OWN else ():
            unfit = rival.card.author == author.card.author or rival.name == BASE
            if not unfit and _training_characters(rival) >= _FEWEST:
                tell(f"Reading the texts of {rival.name}")
                try:
                    texts_by_author[rival.name] = find_training_texts(rival, texts, folders.cache)
                except PasticheError as error:
                    _say(f"{rival.name} is left out of the attribution: {explain(error)}")
        judges = None
        if _training_characters(author) < _FEWEST_OWN:
            _say(f"{author.name} learnt from too little text for excerpts to be attributed.")
        elif len(texts_by_author) > 1:
            tell("Learning to tell the authors apart")
            try:
                judges = Attribution(texts_by_author)
            except ValueError as error:
                _say(f"No excerpts are attributed: {error}.")
        base = library.get(BASE) if style != BASE and BASE in library.names else None
        overlap = find_leaks(base.card.sources, author.card.sources) if base else ()
        if overlap:
            _say(
                f"{BASE} is left out: it learnt from {overlap[0]}, which is part of what is"
                " measured."
            )
            base = None
        report = evaluate_style(author, texts_by_author[author.name], judges, base, tell)
    if as_json:
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))
    else:
        from rich.console import Console

        show(report, Console())


def _evaluate_unread(
    author: Style, file: Path, places: int | None, characters: int | None, as_json: bool
) -> None:
    """Measure an author on a file that it has not read, and print the report."""
    from measures.next_passage import PLACES
    from measures.unread import CHARACTERS, evaluate_unread
    from texts.cleaning.cleaner import clean_to_score
    from texts.cleaning.decoding import decode

    try:
        decoded = decode(file.read_bytes(), name=file.name)
    except OSError as error:
        what = f"the file {file} cannot be read: {error.strerror}"
        raise SourceError(what, "Check the path.") from error
    if decoded.note:
        _say(decoded.note)
    with _show_progress() as tell:
        tell(f"Reading {file}")
        report = evaluate_unread(
            author,
            clean_to_score(decoded.text, author.card.cleaning),
            PLACES if places is None else places,
            CHARACTERS if characters is None else characters,
        )
    if places != 0 and report.next_passage is None:
        _say("The text is too short to ask which of ten passages follows a page.")
    if as_json:
        print(json.dumps(report.to_dict(), ensure_ascii=False))
    else:
        from rich.console import Console

        report.show(Console())


@contextlib.contextmanager
def _show_progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, in a line on stderr that is erased at the end.

    Nothing is shown if stderr is not a terminal.

    Yields:
        A function that is called with what is being done now.
    """
    if not sys.stderr.isatty():
        yield lambda work: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:
        yield lambda work: status.update(Text(sanitize(f"{work} …")))


def _training_characters(style: Style) -> int:
    """Return how many characters a style learnt from."""
    return sum(source.characters - source.held_out for source in style.card.sources)


def main() -> None:
    """Run the command `pastiche evaluate` with the arguments of this process, then exit.

    The exit code is 0 if the command succeeds; otherwise, it depends on the kind of error. The
    error is reported on stderr in one sentence.
    """
    try:
        code = app(standalone_mode=False, prog_name="pastiche evaluate")
        if code == STOPPED:  # typer makes this of a Ctrl-C
            raise KeyboardInterrupt
    except typer.TyperException as error:
        code = _say(see_help(error.format_message(), "pastiche evaluate"), error.exit_code)
    except (Exception, KeyboardInterrupt) as error:
        sentence_and_code = describe_exit(error)
        if sentence_and_code is None:
            raise
        code = _say(*sentence_and_code)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str, code: int = 0) -> int:
    print(sanitize(sentence), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
