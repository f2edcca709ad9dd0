"""The command line of `pastiche train`: its options, and the training that they ask for.

Options that would have no effect together are refused. If stdout is a terminal, a progress display
is shown on it; otherwise events are written to it as JSON lines. Exit codes, signals and the
sentences of errors are left to training/__main__.py.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from common.config import read_config
from common.defaults import MINUTES
from common.errors import UsageError
from common.user_dirs import UserDirs, find_user_dirs
from models.style import check_name
from texts.source import display_source
from training.job.events import Emit, json_lines
from training.job.packages import explain_missing_packages
from training.network.formats import ExportFormat
from training.recipe import Recipe, read_recipe

if TYPE_CHECKING:
    from texts.manifest import Works

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

_EXAMPLES = """
Examples:

  pastiche train https://www.gutenberg.org/ebooks/1342 --name austen

  pastiche train gutenberg:1342 --name austen

  pastiche train letters.docx diary.txt --name grandmother --minutes 10

  pastiche train --resume --name austen
"""


@app.command(epilog=_EXAMPLES)
def train(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE...",
            help="Addresses, files or folders; gutenberg:1342; - for stdin; or an author in"
            " config.yaml.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The new author's name; by default, taken from the title.")
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            help=f"Training time in minutes; by default the recipe's, usually {MINUTES:g}."
        ),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Readings of the whole text, instead of minutes.")
    ] = None,
    updates: Annotated[
        int | None, typer.Option(help="Updates of the weights, instead of minutes.")
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option("--from", help="The author to start from, or none; by default, usually base."),
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(help="How to train: a recipe's name, or a .yaml file.")
    ] = None,
    anew: Annotated[
        bool,
        typer.Option("--anew", help="Start over if training of that name was interrupted."),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Continue from the last checkpoint of that name."),
    ] = False,
    origin: Annotated[
        list[str] | None, typer.Option(help="Where a file came from, to be recorded on the card.")
    ] = None,
    works: Annotated[
        str | None,
        typer.Option(
            help="A list of an author's works, by name or .yaml file, instead of sources."
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(help="A folder with copies of the works, so that nothing is fetched."),
    ] = None,
    hold_out: Annotated[
        float | None,
        typer.Option(help="Share of each text to measure on and not train on; by default 0.1."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Keep what cleaning would cut, such as footnotes; pastiche clean names the kinds.",
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="The column of a table that holds the text to learn."),
    ] = None,
    also: Annotated[
        list[ExportFormat] | None,
        typer.Option(help="Also write the network for Keras or TensorFlow."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show what training would do, and train nothing."),
    ] = False,
    data_dir: Annotated[
        str | None, typer.Option(help="One folder for all your files (PASTICHE_DATA_DIR).")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Read this config.yaml instead of your own.")
    ] = None,
) -> None:
    """Train a new author (a language model) on texts.

    Plain text, web pages, EPUB, Word, PDF and archives can be read. Press Ctrl-C to stop training,
    and use --resume to continue. Any author with the same name is kept until training is complete.
    """
    settings = read_config(config)
    dirs = find_user_dirs(data_dir, os.environ, settings.folders.data)
    if name is not None:
        check_name(name)
    sources = sources or []
    overruled = {"--origin": origin, "--hold-out": hold_out, "--keep": keep, "--column": column}
    if resume:
        _refuse(
            {"SOURCE": sources or None, "--recipe": recipe, "--from": begin, "--works": works}
            | {"--texts": texts, "--anew": anew or None, "--dry-run": dry_run or None, **overruled},
            "--resume continues a training run as it was planned, and {} is only for starting one",
            "Use --resume --name NAME, with another length if you like.",
        )
    if dry_run:
        _refuse(
            {"--also": also},
            "--dry-run trains nothing, so there is nothing that {} could write",
            "Leave out one of them.",
        )
    if (
        works is None
        and len(sources) == 1
        and sources[0] in settings.authors
        and not Path(sources[0]).exists()
    ):
        author = settings.authors[sources[0]]  # the name stands for the author's own sources
        name, works = name or sources[0], author.works
        recipe, sources = recipe or author.recipe, list(author.sources)
    if works is not None:
        _refuse(
            overruled,
            "a list of works already settles what {} would",
            "Leave it out, or change the list: --works takes a .yaml of your own.",
        )
    else:
        _refuse(
            {"--texts": texts},
            "{} is a folder of copies of the works on a list, but no list is named",
            "Name the list with --works, or each file as a SOURCE.",
        )
    if len(origin or ()) > len(sources):
        raise UsageError(
            "there are more --origin options than sources", "Give one for each source, in order."
        )
    lengths = {"minutes": minutes, "epochs": epochs, "updates": updates}
    length = {unit: value for unit, value in lengths.items() if value is not None}
    scratch = read_recipe("alone", length)
    chosen = read_recipe(recipe, length) if recipe else scratch if begin == "none" else None
    chosen = chosen or read_recipe("default", length)
    if begin is not None:
        chosen = replace(chosen, begin=begin)
    if hold_out is not None:
        chosen = replace(chosen, held_out=hold_out)
        scratch = replace(scratch, held_out=hold_out)
    if keep is not None:
        chosen, scratch = (replace(each, keep=tuple(keep)) for each in (chosen, scratch))
    if column is not None:
        chosen, scratch = (replace(each, columns=tuple(column)) for each in (chosen, scratch))
    _run(
        dirs,
        dry_run,
        sources,
        name,
        chosen,
        start_over=anew,
        resume=resume,
        origins=origin or [],
        works=None if works is None else _read_works(works),
        texts_folder=texts,
        fallback=scratch if recipe is None else None,
        formats=also or (),
        length=length,
        mirrors=settings.mirrors,
    )


def _refuse(given: Mapping[str, object], what: str, todo: str) -> None:
    """Raise UsageError for the first option that is set although it would have no effect."""
    for option, value in given.items():
        if value is not None:
            raise UsageError(what.format(option), todo)


def _read_works(name: str) -> "Works":
    with explain_missing_packages():
        from texts.manifest import read_works
    return read_works(name)


def _run(
    dirs: UserDirs, dry: bool, sources: list[str], name: str | None, recipe: Recipe, **rest: Any
) -> None:
    resumed = rest["resume"] and not rest["length"]  # the checkpoint knows its length
    with _Listener() as emit:
        minutes = None if resumed else recipe.minutes
        shown = [display_source(source) for source in sources]
        emit("start", name=name, sources=shown, minutes=minutes, process=os.getpid())
        with explain_missing_packages():
            from training.job.preparation import Preparation
            from training.job.request import TrainingRequest
            from training.job.run import train
            from training.loop.clock import WorkClock
        request = TrainingRequest(sources, name, recipe, **rest)
        if dry:
            request.check()
            Preparation(request, dirs, emit).preview()
            return
        with WorkClock() as clock:
            train(request, dirs, emit, clock)


class _Listener:
    """The receiver of events: a progress display on a terminal, otherwise JSON lines on stdout."""

    def __enter__(self) -> Emit:
        self._display = None
        if sys.stdout.isatty():
            from training.job.display import Display

            self._display = Display()
            self._display.start()
            return self._display.hear
        return json_lines(sys.stdout)

    def __exit__(self, *_: object) -> None:
        if self._display is not None:
            self._display.stop()
