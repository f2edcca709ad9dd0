"""Measure how good the shipped authors are, and write docs/quality.md.

    .venv/bin/python benchmarks/quality.py [--texts FOLDER] [--page FILE] [--smoke]

FOLDER has the texts that the authors learnt from; without it they are fetched. measures/ says what
each figure is. `page` only lays out figures that were measured before. --smoke measures one author
on a short made-up text, and prints the page.
"""

import argparse
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.sample_text import invent_text
from benchmarks.speed.figures import describe_machine, today
from common.user_dirs import find_user_dirs
from measures.attribution import EXCERPT, Attribution, correct_share
from measures.evaluation import evaluate
from measures.report import Report, Sample
from measures.training_texts import find_training_texts
from measures.verbatim import SHORTEST
from measures.writing import LENGTH, PIECES
from models.library import BASE, SHIPPED, Library
from texts.corpus import Text

_PAGE = Path(__file__).parent.parent / "docs" / "quality.md"
_PACKAGES = ("ai-edge-litert", "numpy", "pyppmd", "pyspellchecker")

_SAMPLES = (
    f"Text: {PIECES} pieces of {LENGTH:,} characters. Each begins at a line of the author's own"
    " text, in the held-out last tenth, over which these lines are spread evenly. The author first"
    " reads the 200 characters before that line, with the state carried from these into the piece,"
    " but not from piece to piece. The guard against loops is as at the desk, but min-p is 0."
)
_BESIDE = f"{_SAMPLES} The held-out column says how the text itself goes on at the same places."


def page(reports: Sequence[Report], made: str) -> str:
    """Return the page in Markdown.

    Args:
        reports: one or more, one per author; all measured with the same judges, or with none.
        made: a sentence saying when, on what machine and with which versions.
    """
    parts = [
        "# How good the authors are\n",
        f"Made by `benchmarks/quality.py`. {made} `pastiche evaluate STYLE` measures one author.\n",
        *_costs(reports),
        "## Words\n",
        "The share of words that are in an English word list (pyspellchecker's) or in the text that"
        f" the author learnt from. {_BESIDE}\n",
        _by_temperature(reports, lambda sample: f"{sample.words_known:.2%}"),
        "## Word for word\n",
        f"The share of characters in spans of {SHORTEST} or more that also stand in the text the"
        f" author learnt from, and the longest such span of any length, in characters. {_BESIDE}\n",
        _by_temperature(reports, lambda sample: f"{sample.verbatim:.2%}, {sample.longest:,}"),
        "## Repetition\n",
        "seq-rep-4 over words (Welleck et al., 2020): the share of a piece's runs of four words"
        f" that are duplicates, as the mean of all pieces. {_BESIDE}\n",
        _by_temperature(reports, lambda sample: f"{sample.repetition:.2%}"),
    ]
    if all(report.judged is not None for report in reports):
        parts += _attribution(reports)
    return "\n".join(parts)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _costs(reports: Sequence[Report]) -> list[str]:
    heads = ("author", "text", "learnt from", "held out", "network", "5-gram", "PPMd", "base")
    rows = [
        (
            report.style,
            report.source,
            f"{report.training:,} characters",
            f"{report.held_out:,} characters",
            f"{report.cost.network:.4f}",
            f"{report.cost.kneser_ney:.4f}",
            f"{report.cost.ppmd:.4f}",
            "" if report.cost.base is None else f"{report.cost.base:.4f}",
        )
        for report in reports
    ]
    return [
        "## Bits per character\n",
        "What it costs to guess the next character of text that was never learnt from. Lower is"
        " better, and figures compare only along a row.\n",
        "Text: each author's own, cleaned. Split: the last tenth of each text is held out, from the"
        " network and from the other models alike. Where that is very much text, only the first"
        " part of each last tenth is measured on, the same share of each.\n",
        "The network is measured as it ships, with the state carried from the first character of"
        " each held-out text to its last. The 5-gram model and PPMd learnt from the same characters"
        " as the network. The first is a character model with interpolated modified Kneser-Ney"
        " smoothing (Chen and Goodman, 1998). The second (variant H, order 8) goes on learning from"
        " the held-out text as it reads; a network's memory notes what it has read there, too,"
        " while its weights stay as they are. The base learnt only from books by other writers.\n",
        "The weights that ship are those, of all a training went through, that did best on a part"
        " of this same held-out text, which favours the networks a little.\n",
        table(heads, rows),
    ]


def _by_temperature(reports: Sequence[Report], figure: Callable[[Sample], str]) -> str:
    names = [name for name, _ in reports[0].samples]
    rows = [[report.style, *(figure(sample) for _, sample in report.samples)] for report in reports]
    return table(["author", *names], rows)


def _attribution(reports: Sequence[Report]) -> list[str]:
    judged = reports[0].judged or {}
    rows = [(f"{author}, held out", author, counts) for author, counts in judged.items()]
    rows += [
        (f"{report.style}, at temperature {temperature:g}", report.style, sample.given)
        for report in reports
        for temperature, sample in report.written.items()
        if sample.given is not None
    ]
    cells = [
        [name, *(f"{counts[other]:,}" for other in judged), f"{correct_share(counts, author):.1%}"]
        for name, author, counts in rows
    ]
    rightly = sum(counts[author] for author, counts in judged.items())
    every = sum(sum(counts.values()) for counts in judged.values())
    given = [f"{sum(counts[other] for counts in judged.values()):,}" for other in judged]
    cells.insert(len(judged), ["all held out", *given, f"{rightly / max(1, every):.1%}"])
    return [
        "## Whose manner\n",
        f"Excerpts of {EXCERPT} characters, each attributed to the author whose judge finds it"
        " cheapest in bits. The judges are 7-gram models of equal amounts of each author's training"
        " text; no network is one. They see only words and marks, in lower case: one kind of quotes"
        " and dashes, no digits, no layout, no headings, no speakers' names. The held-out rows are"
        " excerpts spread evenly over the last tenth of each author's texts; the other rows are"
        f" what the authors wrote. {_SAMPLES}\n",
        table(["excerpts of", *judged, "right"], cells),
    ]


def describe_run() -> str:
    """Return a sentence saying when and on what this was measured."""
    versions = ", ".join(f"{package} {version(package)}" for package in _PACKAGES)
    return (
        f"Measured on {today()}, on {describe_machine()}; Python"
        f" {platform.python_version()}, {versions}."
    )


def main() -> None:
    """Measure all shipped authors and write the page."""
    arguments = argparse.ArgumentParser(description="Measure the shipped authors.")
    arguments.add_argument("--texts", type=Path, help="folder of their texts")
    arguments.add_argument("--page", type=Path, default=_PAGE, help="the page to write")
    arguments.add_argument("--smoke", action="store_true", help="only see that it runs")
    options = arguments.parse_args()
    shipped = [*Library(SHIPPED).read_all()]
    base = next(style for style in shipped if style.name == BASE)
    styles = [style for style in shipped if style is not base]
    if options.smoke:
        source = styles[0].card.sources[0]
        text = Text(source, invent_text(20_000), invent_text(3_000))
        judges = Attribution({style.name: [text] for style in styles})
        print(page([evaluate(styles[0], [text], judges, base)], describe_run()))
        return
    cache = find_user_dirs(None, os.environ, None).cache
    texts = {style.name: find_training_texts(style, options.texts, cache) for style in styles}
    judges = Attribution(texts)
    reports = [evaluate(style, texts[style.name], judges, base) for style in styles]
    options.page.write_text(page(reports, describe_run()), encoding="utf-8")


if __name__ == "__main__":
    main()
