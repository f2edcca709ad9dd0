"""The worth of a base: minutes from one that never read a book, against a wide GRU's half hour.

    .venv/bin/python benchmarks/books.py --texts FOLDER --data-dir DIR [--pace base=180 ...]
    .venv/bin/python benchmarks/books.py --smoke

FOLDER has the texts of texts/manifests/base.yaml. Two books are left out of that list. A base
learns from the rest for ten minutes, and a new author of each book starts from it, once for one
minute and once for two. For comparison the architecture of the recipe dickens-gru learns from the
book alone for thirty. The last tenth of each book is held out of all trainings. The figure on it is
bits per character of the exported int8 step, its state carried from the first character to the
last. Trainings on a book choose their best weights by the last fiftieth of their text, the base by
the last tenths of its own texts.

Minutes are by the clock, with loading, export and measuring in them, on a machine that should have
nothing else to do: an hour and a quarter in all. Each line says how many updates were made, and in
how many seconds. On a busy machine, `--pace` gives the updates a minute of a quiet one (base, new,
wide), and the trainings count updates; those of docs/log.md did. Styles that DIR has already are
not trained again.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import yaml

from benchmarks.sample_text import SMOKE_RECIPE, invent_text
from models.style import SUFFIX, Style, read_style
from texts.manifest import FOLDER, Work, read_works
from texts.web.download import DEFAULT_LIMITS
from texts.works import gather_works
from training.recipe import Recipe

BOOKS = ("The Secret Garden", "Dracula")
RECIPES = ("base", "dickens-gru")
SMOKE_RECIPES = (SMOKE_RECIPE, SMOKE_RECIPE)
SMOKE_PACE = {"base": 0.2, "new": 1.0, "wide": 0.1}  # one to three updates a training
CHOOSING = "0.02"  # share of the training text by which the best weights are chosen


def leave_out(books: tuple[str, ...], manifest: Path, folder: Path) -> Path:
    """Write a list of works that lacks some books, and return its file."""
    works = yaml.safe_load(manifest.read_text("utf-8"))
    works["works"] = [work for work in works["works"] if work["title"] not in books]
    path = folder / "rest.yaml"
    path.write_text(yaml.safe_dump(works, allow_unicode=True), "utf-8")
    return path


def split(title: str, manifest: str, texts: Path, folder: Path) -> tuple[Path, str]:
    """Return a file with a book's training part, and the part that is measured on."""
    works = read_works(manifest)
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
    """The trainings in one folder, each a process of its own.

    Args:
        data: the folder for trainings and styles.
        pace: updates a minute for each kind of training; a kind without one goes by the clock.
    """

    def __init__(self, data: Path, pace: dict[str, float]) -> None:
        self.data = data
        self._pace = pace

    def style(self, name: str, kind: str, minutes: float, *what: str) -> Style:
        """Return the style of that name, trained first if it is not there."""
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


def show(style: Style, held_out: str, title: str, what: str) -> None:
    """Print a line of the table."""
    bits = style.voice().score(held_out).bits_per_character
    figures = style.card.figures
    print(
        f"{title} | {what} | {bits:.4f} | {figures['updates']:,} updates, "
        f"{figures['optimiser_seconds']:.0f} s",
        flush=True,
    )


def main(
    texts: Annotated[Path, typer.Option(help="Folder of the base's texts.")] = Path(),
    data_dir: Annotated[Path, typer.Option(help="Folder of the trainings and styles.")] = Path(),
    pace: Annotated[list[str] | None, typer.Option(help="KIND=UPDATES a minute.")] = None,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in a minute or so.")] = False,
) -> None:
    """Print a line for each book and training."""
    if smoke:
        with TemporaryDirectory() as scratch:
            folder = Path(scratch)
            measure(
                invent_works(folder), folder, folder / "data", SMOKE_PACE, BOOKS[:1], SMOKE_RECIPES
            )
        return
    paces = (kind_and_updates.partition("=") for kind_and_updates in pace or ())
    pace_by_kind = {kind: float(updates) for kind, _, updates in paces}
    measure("base", texts, data_dir, pace_by_kind, BOOKS, RECIPES)


def invent_works(folder: Path) -> str:
    """Write a made-up text for each book and for one more; return the file of their list."""
    works = []
    for title in (*BOOKS, "Another Book"):
        text = f"{title}\n\n{invent_text(30_000)}"
        (folder / f"{title}.txt").write_text(text, "utf-8")
        source = f"https://books.invalid/{title.replace(' ', '-')}"
        works.append({"title": title, "editions": [{"source": source, "file": f"{title}.txt"}]})
    path = folder / "works.yaml"
    path.write_text(yaml.safe_dump({"author": "Nobody", "works": works}), "utf-8")
    return str(path)


def measure(
    manifest: str,
    texts: Path,
    data_dir: Path,
    pace: dict[str, float],
    books: tuple[str, ...],
    recipes: tuple[str, str],
) -> None:
    """Train the base and the books' authors, and print a line for each.

    Args:
        manifest: the name or file of the base's list of works.
        texts: the folder of its texts.
        data_dir: the folder for trainings and styles.
        pace: updates a minute for each kind of training.
        books: the titles of the books to measure on.
        recipes: the recipe of the base, and the one of the comparison.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    trainings = Trainings(data_dir, pace)
    file = Path(manifest) if manifest.endswith(".yaml") else FOLDER / f"{manifest}.yaml"
    rest = str(leave_out(BOOKS, file, data_dir))
    what = ("--works", rest, "--texts", str(texts), "--recipe", recipes[0], "--from", "none")
    base = trainings.style("rest", "base", 10, *what)
    for title in books:
        path, held_out = split(title, manifest, texts, data_dir)
        show(base, held_out, title, "the base, 10 minutes on the other books")
        short = "".join(filter(str.isalpha, title)).lower()
        here = (str(path), "--hold-out", CHOOSING)
        for minutes in (1, 2):
            name = f"{short}-{minutes}"
            new = trainings.style(name, "new", minutes, *here, "--from", "rest")
            show(new, held_out, title, f"from that base, {60 * minutes} s")
        wide = trainings.style(f"{short}-wide", "wide", 30, *here, "--recipe", recipes[1])
        show(wide, held_out, title, "GRU 1024 on the book alone, 30 minutes")


if __name__ == "__main__":
    typer.run(main)
