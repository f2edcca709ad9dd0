"""Training minutes: their worth, on held-out texts, and whether they are kept by the clock.

    .venv/bin/python benchmarks/training_minutes.py --texts FOLDER [ROW...] [--smoke]

FOLDER has copies of Great Expectations (great_expectations_1400-0.txt), of tinyshakespeare
(tinyshakespeare.txt) and of the base's books, from which the row base-2100 learns. Without a ROW
all are measured in turn, which takes an hour and a half, most of it for two of them. Each training
starts as a user would start it, in its own process and folder, and gets that many minutes by the
clock on a machine that should have nothing else to do. The figure is bits per character of the
exported int8 step, its state carried from the first character to the last. After it stand the
seconds of updates, the seconds by the clock from having the text to the author in its place, and
the updates' share of these.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.sample_text import SMOKE_RECIPE, invent_text
from models.library import SHIPPED
from models.style import SUFFIX, read_style
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from texts.source import Cleaning

_TEST_PART = 111_540  # characters at the end of tinyshakespeare: the public benchmark's test
# The share at the end of the training text by which the best weights are chosen. In tinyshakespeare
# that is the beginning of the play that most of the measured text goes on with, so it is tiny.
_HELD_OUT = {"expectations": "0.02", "plays": "0.002"}


@dataclass(frozen=True)
class Row:
    """One figure: the text it is measured on, and the style.

    Attributes:
        text: a key of TEXTS.
        what: how the table names the style.
        style: a shipped style; empty if one is trained for this row.
        arguments: options of that training.
        works: the list of works it learns from; empty for the rest of the text.
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
    "new-60": Row("expectations", "new author from the base, 60 s", arguments=("--minutes", "1")),
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
TEXTS = {
    "expectations": "last 5 % of Great Expectations, unwrapped",
    "plays": f"last {_TEST_PART:,} characters of tinyshakespeare, as they are",
}


def split(name: str, folder: Path) -> tuple[str, str]:
    """Return a text's training part and the part that is measured on."""
    if name == "plays":
        text = next(folder.rglob("tinyshakespeare.txt")).read_text("utf-8")
        return text[:-_TEST_PART], text[-_TEST_PART:]
    raw = next(folder.rglob("great_expectations_1400-0.txt")).read_bytes()
    text = clean(decode(raw).text, Cleaning(unwrap="yes")).text
    cut = len(text) - round(len(text) * 0.05)
    return text[:cut], text[cut:]


def train(text: str, row: Row, texts: Path, folder: Path) -> tuple[Path, float]:
    """Train on a text, or on the row's list of works among `texts`.

    Returns:
        The style file, and the seconds by the clock from having the text to having the author.
    """
    sources = ["--works", row.works, "--texts", str(texts)]
    if not row.works:
        source = folder / "text.txt"
        source.write_text(text, "utf-8")
        sources = [str(source), "--hold-out", _HELD_OUT[row.text]]
    command = [sys.executable, "-m", "training", *sources, "--name", "row"]
    times: dict[str, float] = {}
    command += [*row.arguments, "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            times[json.loads(line)["event"]] = time.monotonic()
    if process.returncode:
        raise SystemExit(process.returncode)
    return next(folder.rglob("row" + SUFFIX)), times["done"] - times["text"]


def _describe_clock(seconds: float | None, figures: Mapping[str, Any]) -> str:
    """Describe how long a training took by the clock; "" for a shipped author."""
    if seconds is None:
        return ""
    share = figures["optimiser_seconds"] / seconds
    return f", {seconds:.0f} s by the clock, {share:.0%} of them updates"


def main(
    rows: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(ROWS)}.")] = None,
    texts: Annotated[Path, typer.Option(help="Folder of the texts.")] = Path(),
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in a minute or so.")] = False,
) -> None:
    """Print a line for each row."""
    for name in ("base", "alone") if smoke else rows or ROWS:
        row = ROWS[name]
        if smoke:
            arguments = ("--from", "none", "--recipe", SMOKE_RECIPE, "--updates", "2")
            row = replace(row, arguments=arguments)
            train_part, held_out = invent_text(30_000), invent_text(1_000)
        else:
            train_part, held_out = split(row.text, texts)
        with tempfile.TemporaryDirectory() as scratch:
            path, seconds = SHIPPED / f"{row.style}{SUFFIX}", None
            if not row.style:
                path, seconds = train(train_part, row, texts, Path(scratch))
            style = read_style(path)
        bits = style.voice().score(held_out).bits_per_character
        figures = style.card.figures
        print(
            f"{TEXTS[row.text]} | {row.what} | {bits:.4f} | "
            f"{figures['optimiser_seconds']:.0f} s of updates, "
            f"{figures['symbols_read']:,} characters read{_describe_clock(seconds, figures)}",
            flush=True,
        )


if __name__ == "__main__":
    typer.run(main)
