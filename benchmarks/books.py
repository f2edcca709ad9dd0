"""What a base is worth: minutes from one that has not read a book, against a wide GRU's half hour.

    .venv/bin/python benchmarks/books.py --texts FOLDER --data-dir DIR [--pace base=180 ...]

FOLDER has the texts of texts/manifests/base.yaml. Two books are left out of that list; a base
learns from the rest for ten minutes, and a new author of each book begins from it for one minute
and for two. Against them stands the architecture of the recipe dickens-gru, on the book alone, for
thirty. The last tenth of each book is kept from all of them, the figure on it is bits per character
of the exported int8 step, state carried from its first character to its last. Which weights are the
best, the trainings on a book tell by the last fiftieth of what they may learn from, the base's by
the last tenths of its own texts.

Minutes are optimiser time on a machine that should have nothing else to do, an hour and a quarter
in all. Where it has, `--pace` tells the updates a minute of a quiet one (base, new, wide), and the
trainings go by updates. Styles that stand in DIR are not trained again.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
import yaml

from models.style import SUFFIX, Style, read_style
from texts.manifest import FOLDER, Work, read_works
from texts.web.download import DEFAULT_LIMITS
from texts.works import gather_works
from training.recipe import Recipe

BOOKS = ("The Secret Garden", "Dracula")
CHOOSING = "0.02"  # of what may be learnt from: what the best weights are chosen by


def without(books: tuple[str, ...], folder: Path) -> Path:
    """The list of the base's works without these."""
    listed = yaml.safe_load((FOLDER / "base.yaml").read_text("utf-8"))
    listed["works"] = [work for work in listed["works"] if work["title"] not in books]
    path = folder / "rest.yaml"
    path.write_text(yaml.safe_dump(listed, allow_unicode=True), "utf-8")
    return path


def split(title: str, texts: Path, folder: Path) -> tuple[Path, str]:
    """A file of what may be learnt from, and the text that is measured on."""
    works = read_works("base")
    (work,) = (work for work in works.works if work.title == title)
    (text,) = gather_works(
        replace(works, works=(Work(work.title, work.author, work.editions),)),
        texts,
        folder,
        DEFAULT_LIMITS,
        Recipe().cleaning,
        lambda note: None,
        lambda had, total: None,
    )
    path = folder / f"{title}.txt"
    path.write_text(text.train, "utf-8")
    return path, text.held_out


class Trainings:
    """Those in one folder.

    Args:
        data: the folder.
        pace: updates a minute, by kind; without one a training goes by the clock.
    """

    def __init__(self, data: Path, pace: dict[str, float]) -> None:
        self.data = data
        self._pace = pace

    def style(self, name: str, kind: str, minutes: float, *what: str) -> Style:
        """The style of that name, trained if it is not there."""
        path = self.data / "styles" / f"{name}{SUFFIX}"
        if not path.is_file():
            pace = self._pace.get(kind)
            length = (
                ["--minutes", str(minutes)]
                if pace is None
                else ["--updates", str(round(minutes * pace))]
            )
            command = [sys.executable, "-m", "training", *what, *length]
            done = subprocess.run(
                [*command, "--name", name, "--data-dir", str(self.data)],
                stdout=subprocess.DEVNULL,
                check=False,
            )
            if done.returncode:
                raise SystemExit(done.returncode)
        return read_style(path)


def tell(style: Style, held_out: str, title: str, what: str) -> None:
    """A line of the table."""
    bits = style.voice().score(held_out).bits_per_character
    figures = style.card.figures
    print(
        f"{title} | {what} | {bits:.4f} | {figures['updates']:,} updates, "
        f"{figures['optimiser_seconds']:.0f} s",
        flush=True,
    )


def main(
    texts: Annotated[Path, typer.Option(help="Folder of the base's texts.")],
    data_dir: Annotated[Path, typer.Option(help="Where the trainings and styles are kept.")],
    pace: Annotated[list[str] | None, typer.Option(help="KIND=UPDATES a minute.")] = None,
) -> None:
    """Print a line for each book and training."""
    data_dir.mkdir(parents=True, exist_ok=True)
    paces = (one.partition("=") for one in pace or ())
    trainings = Trainings(data_dir, {kind: float(updates) for kind, _, updates in paces})
    rest = str(without(BOOKS, data_dir))
    what = ("--works", rest, "--texts", str(texts), "--recipe", "base", "--from", "none")
    base = trainings.style("rest", "base", 10, *what)
    for title in BOOKS:
        path, held_out = split(title, texts, data_dir)
        tell(base, held_out, title, "the base, 10 minutes on the other books")
        short = "".join(filter(str.isalpha, title)).lower()
        here = (str(path), "--hold-out", CHOOSING)
        for minutes in (1, 2):
            name = f"{short}-{minutes}"
            new = trainings.style(name, "new", minutes, *here, "--from", "rest")
            tell(new, held_out, title, f"from that base, {60 * minutes} s")
        wide = trainings.style(f"{short}-wide", "wide", 30, *here, "--recipe", "dickens-gru")
        tell(wide, held_out, title, "GRU 1024 on the book alone, 30 minutes")


if __name__ == "__main__":
    typer.run(main)
