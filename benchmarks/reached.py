"""What the base and a training of so many minutes reach, on texts held out of both.

    .venv/bin/python benchmarks/reached.py --texts FOLDER [ROW...]

FOLDER has copies of Great Expectations (great_expectations_1400-0.txt) and of tinyshakespeare
(tinyshakespeare.txt), and of the base's books, which the row base-2100 learns from; without rows
named, all are made, one after the other: an hour and a half, most of it for two of them. Each
training runs as a person would start it, in its own process and folder, for that much optimiser
time on a machine that should have nothing else to do. The figure is bits per character of the
exported int8 step, state carried from the first character to the last.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from models.library import SHIPPED
from models.style import SUFFIX, read_style
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from texts.source import Cleaning

_BENCHMARKED = 111_540  # characters of tinyshakespeare, its last: the public benchmark's test
# By which the best weights are chosen: the last of what may be trained on. Of tinyshakespeare that
# is the beginning of the play that most of the measured text goes on with, so next to none of it.
_HELD_OUT = {"expectations": "0.02", "plays": "0.002"}


@dataclass(frozen=True)
class Row:
    """A figure: on which text, and of which style; one that is trained for it has arguments.

    It learns from the rest of that text, or from the works on a list.
    """

    text: str
    what: str
    style: str = ""
    arguments: tuple[str, ...] = ()
    works: str = ""


ROWS = {
    "base": Row("expectations", "the base, which has no Dickens", "base"),
    "base-2100": Row(
        "expectations",
        "a base from nothing, 35 minutes",
        arguments=("--recipe", "base"),
        works="base",
    ),
    "new": Row("expectations", "new author from the base, 180 s", arguments=("--minutes", "3")),
    "alone": Row(
        "expectations",
        "new author from nothing, 180 s",
        arguments=("--from", "none", "--minutes", "3"),
    ),
    "dickens": Row("expectations", "shipped Dickens", "dickens"),
    "plays-95": Row(
        "plays", "from nothing, 95 s", arguments=("--from", "none", "--minutes", f"{95 / 60}")
    ),
    "plays-180": Row(
        "plays", "from nothing, 180 s", arguments=("--from", "none", "--minutes", "3")
    ),
    "plays-base": Row("plays", "from the base, 180 s", arguments=("--minutes", "3")),
    "shakespeare": Row("plays", "shipped Shakespeare", "shakespeare"),
    "plays-2700": Row(
        "plays",
        "from nothing, 45 minutes",
        arguments=("--from", "none", "--recipe", "long"),
    ),
}
TOLD = {
    "expectations": "last 5 % of Great Expectations, unwrapped",
    "plays": f"last {_BENCHMARKED:,} characters of tinyshakespeare, as they are",
}


def split(name: str, folder: Path) -> tuple[str, str]:
    """What may be trained on, and what is measured on."""
    if name == "plays":
        text = next(folder.rglob("tinyshakespeare.txt")).read_text("utf-8")
        return text[:-_BENCHMARKED], text[-_BENCHMARKED:]
    raw = next(folder.rglob("great_expectations_1400-0.txt")).read_bytes()
    text = clean(decode(raw).text, Cleaning(unwrap="yes")).text
    cut = len(text) - round(len(text) * 0.05)
    return text[:cut], text[cut:]


def trained(text: str, row: Row, texts: Path, folder: Path) -> Path:
    """The style file of a training on that text, or on the row's list of works among `texts`."""
    learnt = ["--works", row.works, "--texts", str(texts)]
    if not row.works:
        source = folder / "text.txt"
        source.write_text(text, "utf-8")
        learnt = [str(source), "--hold-out", _HELD_OUT[row.text]]
    command = [sys.executable, "-m", "training", *learnt, "--name", "row"]
    done = subprocess.run(
        [*command, *row.arguments, "--data-dir", str(folder)],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    return next(folder.rglob("row" + SUFFIX))


def main(
    rows: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(ROWS)}.")] = None,
    texts: Annotated[Path, typer.Option(help="Folder of the texts.")] = Path(),
) -> None:
    """Print a line a row."""
    for name in rows or ROWS:
        row = ROWS[name]
        train, held_out = split(row.text, texts)
        with tempfile.TemporaryDirectory() as scratch:
            path = SHIPPED / f"{row.style}{SUFFIX}"
            style = read_style(path if row.style else trained(train, row, texts, Path(scratch)))
        bits = style.voice().score(held_out).bits_per_character
        figures = style.card.figures
        print(
            f"{TOLD[row.text]} | {row.what} | {bits:.4f} | "
            f"{figures['optimiser_seconds']:.0f} s, {figures['symbols_read']:,} characters read",
            flush=True,
        )


if __name__ == "__main__":
    typer.run(main)
