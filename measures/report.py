"""The report on one author: its figures as a value, as plain data and as tables for a terminal.

This module says what the figures mean. The other modules of this folder measure them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from measures.attribution import Counts, correct_share


@dataclass(frozen=True)
class Cost:
    """Bits per character that several models spend on the same held-out texts.

    All but the base learnt from the same training texts. A style of words does not pay for spaces,
    so its figure does not compare with those of the others.

    Attributes:
        network: the style's own, its state carried through each text.
        kneser_ney: a character 5-gram model's, with modified Kneser-Ney smoothing.
        ppmd: PPMd's, which goes on learning as it reads.
        base: the base's; None if it was left out, as when it learnt from these texts.
    """

    network: float
    kneser_ney: float
    ppmd: float
    base: float | None = None


@dataclass(frozen=True)
class Sample:
    """The figures of some pieces of text, written by an author or held out.

    Attributes:
        characters: the number of characters in all pieces.
        words_known: the share of the words that are in the dictionary.
        verbatim: the share of the characters that lie in spans of the training text.
        longest: the length of the longest such span, in characters.
        repetition: seq-rep-4 over words.
        given: how many of its excerpts each author's judge won; None if there was no other author
            to compare with.
    """

    characters: int
    words_known: float
    verbatim: float
    longest: int
    repetition: float
    given: Counts | None


@dataclass(frozen=True)
class Report:
    """All figures of one style, measured on its own texts.

    Attributes:
        style: the style's name.
        checksum: the checksum of the style's file.
        texts: the title of each text, or its origin if it has no title.
        training: the number of characters it learnt from.
        held_out: the number of held-out characters it was measured on.
        cost: bits per character, beside those of other models.
        own: figures of the held-out text at the places where the author goes on writing.
        written: figures of what the author writes at those places, by temperature.
        judged: for each author, how many excerpts of its held-out text each judge won; None if
            there was no other author to compare with.
    """

    style: str
    checksum: str
    texts: tuple[str, ...]
    training: int
    held_out: int
    cost: Cost
    own: Sample
    written: Mapping[float, Sample]
    judged: Mapping[str, Counts] | None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as dicts, lists, strings and numbers; temperatures become strings."""
        plain = asdict(self)
        plain["texts"] = list(self.texts)
        plain["written"] = {f"{key:g}": asdict(sample) for key, sample in self.written.items()}
        return plain

    @property
    def source(self) -> str:
        """The first text's title or origin, and how many more texts there are."""
        more = len(self.texts) - 1
        return self.texts[0] + (f" and {more} more" if more else "")

    @property
    def samples(self) -> list[tuple[str, Sample]]:
        """Each row's name and sample: the held-out text, then one row for each temperature."""
        rows = [(f"at temperature {key:g}", sample) for key, sample in self.written.items()]
        return [("held-out text", self.own), *rows]


def show(report: Report, console: Console) -> None:
    """Print a report on a console, as a sentence and tables."""
    console.print(
        f"{report.style}: {report.source}. It learnt from {report.training:,} characters and is"
        f" measured on {report.held_out:,} that were held out.",
        markup=False,
        highlight=False,
    )
    costs = _table(
        "bits per character, held out", "network, state carried", "5-gram", "PPMd", "base"
    )
    cost = report.cost
    columns = (cost.network, cost.kneser_ney, cost.ppmd, cost.base)
    costs.add_row("", *("" if bits is None else f"{bits:.4f}" for bits in columns))
    console.print(costs)
    heads = ("characters", "words known", "verbatim", "longest", "seq-rep-4")
    samples = _table("", *heads)
    for name, sample in report.samples:
        figures = (
            f"{sample.words_known:.2%}",
            f"{sample.verbatim:.2%}",
            f"{sample.longest:,}",
            f"{sample.repetition:.2%}",
        )
        shown = figures if sample.characters else ("-",) * len(figures)
        samples.add_row(name, f"{sample.characters:,}", *shown)
    console.print(samples)
    if report.judged is not None:
        console.print(_attribution_table(report, report.judged))


def _attribution_table(report: Report, judged: Mapping[str, Counts]) -> Table:
    table = _table("excerpts attributed to", *judged, "right")
    rows = [(f"held out: {author}", author, counts) for author, counts in judged.items()]
    rows += [(name, report.style, sample.given or {}) for name, sample in report.samples[1:]]
    for name, author, counts in rows:
        table.add_row(
            name, *(f"{n:,}" for n in counts.values()), f"{correct_share(counts, author):.1%}"
        )
    return table


def _table(first: str, *heads: str) -> Table:
    table = Table(first, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, justify="right")
    return table
