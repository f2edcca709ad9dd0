"""The command clean: what a training would learn from, and what it would leave out."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import ConfigFile, DataDir
from bot.cli.workspace import CliOptions, Workspace
from bot.terminal.pipes import tolerate_closed_pipe
from common.errors import TrainingError, UsageError
from common.files import write_whole
from common.sanitizer import sanitize

if TYPE_CHECKING:
    from texts.cleaning.record import Cut
    from texts.corpus import Text

_NAMED = 3  # parts of one kind that are named one by one


def add_commands(app: typer.Typer) -> None:
    """Add the command `clean` to the command line.

    Args:
        app: the typer application to which the command is added.
    """
    app.command()(clean)


def clean(
    context: typer.Context,
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="URLs or files of text.")
    ],
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Keep this kind of part, such as footnotes."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="The column of a table that holds the text."),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write what was cut to this file, as JSON."),
    ] = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Print exactly the text that an author would be trained on.

    An author is a language model. The output includes the end of the text, which training sets
    aside to measure how good the author is. A report is printed on stderr, or written to the file
    given with --json. It says how the text was decoded, which lines were cut or mended, which
    doubtful lines were kept, and why.
    """
    try:
        from texts.corpus import gather
        from texts.web.download import DEFAULT_LIMITS
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"reading texts needs {error.name}, which is not installed",
            "Install it with: pip install 'pastiche[train]'.",
        ) from error
    from texts.cleaning.record import check_kinds
    from texts.source import NEW_CLEANING

    check_kinds(keep or ())
    options = CliOptions(data_dir=data_dir or None, config_file=config)
    workspace = Workspace(context.obj.merge(options))
    notes: list[str] = []
    texts = gather(
        sources,
        (),
        workspace.dirs.cache,
        DEFAULT_LIMITS,
        replace(NEW_CLEANING, keep=tuple(keep or ()), columns=tuple(column or ())),
        None,
        notes.append,
        lambda done, total: None,
        mirrors=workspace.config.mirrors,
    )
    if json_file is None:
        for line in _describe(texts, notes):
            print(sanitize(line), file=sys.stderr)
    else:
        report = {"sources": [_report(text) for text in texts], "notes": notes}
        _write_report(json_file, report)
    with tolerate_closed_pipe():
        for text in texts:
            whole = text.train + text.held_out
            if sys.stdout.isatty():
                sys.stdout.write(sanitize(whole))
            else:
                sys.stdout.buffer.write(whole.encode("utf-8", "replace"))
        sys.stdout.flush()


def _write_report(path: Path, report: dict[str, Any]) -> None:
    content = json.dumps(report, ensure_ascii=False, indent=1)
    try:
        write_whole(path, content.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:  # a path such as “.” has no name
        reason = getattr(error, "strerror", None) or "it is no file's name"
        what = f"the file {path} cannot be written: {reason}"
        raise UsageError(what, "Give another path with --json.") from error


def _report(text: "Text") -> dict[str, Any]:
    return {**asdict(text.source), "encoding": text.encoding, **asdict(text.record)}


def _describe(texts: Sequence["Text"], notes: Sequence[str]) -> Iterator[str]:
    yield from notes
    for text in texts:
        yield f"{text.source.origin}: {text.source.characters:,} characters, from {text.encoding}"
        record = text.record
        for what, cuts in (
            ("cut", record.cuts),
            ("mended", record.mended),
            ("kept in doubt", record.doubts),
        ):
            in_order = sorted(cuts, key=lambda cut: (cut.kind, cut.reason))
            for (kind, reason), same in groupby(in_order, lambda cut: (cut.kind, cut.reason)):
                yield f"  {what}: {_name_lines(list(same))}: {reason} ({kind})"


def _name_lines(cuts: Sequence["Cut"]) -> str:
    """Return the lines of some parts in words, such as "line 3, lines 5 to 9"."""
    named = [
        f"line {cut.first:,}" if cut.first == cut.last else f"lines {cut.first:,} to {cut.last:,}"
        for cut in cuts[:_NAMED]
    ]
    if len(cuts) > _NAMED:
        named.append(f"and {len(cuts) - _NAMED:,} more up to line {cuts[-1].last:,}")
    return ", ".join(named)
