"""The door of measuring: `python -m measures STYLE`.

Tables go to stdout, or with --json one JSON object; nothing else does. Errors are one sentence on
stderr; the exit codes are docs/exit-codes.md's.
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from common.config import read_config
from common.errors import STOPPED, PasticheError, UsageError, describe_exit, explain, see_help
from common.sanitizer import sanitize
from common.user_dirs import find_user_dirs
from models.card import find_leaks
from models.library import BASE, Library
from models.style import Style

# Characters that another author learnt from. The judges of an attribution learn from as much as the
# author with the least has, and one of a few pages would leave all of them ignorant.
_FEWEST = 100_000
_FEWEST_OWN = 20_000  # that the author itself learnt from

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

_EXAMPLES = """
Examples:

  pastiche evaluate dickens

  pastiche evaluate grandmother --texts ~/letters --json
"""


@app.command(epilog=_EXAMPLES)
def evaluate(
    style: Annotated[str, typer.Argument(metavar="STYLE", help="The author's name.")],
    texts: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where the texts are that authors learnt from; by default, the"
            " addresses on their cards.",
        ),
    ] = None,
    works: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Your own list of works, if it was trained by one."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    data_dir: Annotated[
        str | None, typer.Option(help="One folder for all that is yours (PASTICHE_DATA_DIR).")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="A config.yaml in place of your own.")] = None,
) -> None:
    """Measure how good an author is, on the texts it learnt from and what it writes.

    Excerpts are attributed among all authors whose texts are to be had and are not short. It takes
    seconds for an author of one book, minutes for one of many.
    """
    settings = read_config(config)
    folders = find_user_dirs(data_dir, os.environ, settings.folders.data)
    library = Library(folders.styles)
    author = library.get(style)
    try:
        from measures.attribution import Attribution
        from measures.evaluation import evaluate as measured
        from measures.report import show
        from measures.training_texts import texts_of
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the command evaluate needs {error.name}, which is not installed",
            "Install it with: pip install 'pastiche[train,measure]'.",
        ) from error

    known = {author.name: texts_of(author, texts, folders.cache, works=works)}
    for other in library.styles if _learnt(author) >= _FEWEST_OWN else ():
        same = other.card.author == author.card.author or other.name == BASE
        if not same and _learnt(other) >= _FEWEST:
            try:
                known[other.name] = texts_of(other, texts, folders.cache)
            except PasticheError as error:
                _say(f"{other.name} is left out of the attribution: {explain(error)}")
    judges = None
    if _learnt(author) < _FEWEST_OWN:
        _say(f"{author.name} learnt from too little for excerpts to be attributed.")
    elif len(known) > 1:
        try:
            judges = Attribution(known)
        except ValueError as error:
            _say(f"No excerpts are attributed: {error}.")
    base = next((s for s in library.styles if s.name == BASE and s is not author), None)
    read = find_leaks(base.card.sources, author.card.sources) if base else ()
    if read:
        _say(f"{BASE} is left out: it learnt from {read[0]}, which is measured on.")
        base = None
    report = measured(author, known[author.name], judges, base)
    if as_json:
        print(json.dumps(report.plain(), ensure_ascii=False, indent=1))
    else:
        from rich.console import Console

        show(report, Console())


def _learnt(style: Style) -> int:
    """How many characters a style learnt from."""
    return sum(source.characters - source.held_out for source in style.card.sources)


def main() -> None:
    """Run the door and leave with its exit code."""
    try:
        code = app(standalone_mode=False, prog_name="pastiche evaluate")
        if code == STOPPED:  # typer makes this of a Ctrl-C
            raise KeyboardInterrupt
    except typer.TyperException as error:
        code = _say(see_help(error.format_message(), "pastiche evaluate"), error.exit_code)
    except (Exception, KeyboardInterrupt) as error:
        told = describe_exit(error)
        if told is None:
            raise
        code = _say(*told)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str, code: int = 0) -> int:
    print(sanitize(sentence), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
