"""How good an author is: the figures, as a value, as plain data and as tables for a terminal.

This module knows what the figures mean; how each is measured, the other modules of this room know.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from measures.attribution import Counts, right


@dataclass(frozen=True)
class Cost:
    """Bits per character of the same held-out texts, after the same training texts.

    A style of words does not pay for spaces, and is not to be compared with peers that do.

    Attributes:
        network: the style's, state carried through each text.
        kneser_ney: of a character 5-gram model with modified Kneser-Ney smoothing.
        ppmd: of PPMd, which goes on learning as it reads.
        base: of the base; None where it was left out, as when it learnt from these texts.
    """

    network: float
    kneser_ney: float
    ppmd: float
    base: float | None = None


@dataclass(frozen=True)
class Sample:
    """What was measured on some pieces of text.

    Attributes:
        characters: of all pieces.
        words_known: the share of the words that the dictionary has.
        verbatim: the share of the characters in spans of the training text.
        longest: characters of the longest such span.
        repetition: seq-rep-4 over words.
        given: to which author's judge its excerpts went, and how many; None where no other author
            was at hand.
    """

    characters: int
    words_known: float
    verbatim: float
    longest: int
    repetition: float
    given: Counts | None


@dataclass(frozen=True)
class Report:
    """How good a style is, on its own texts.

    Attributes:
        style: its name.
        checksum: of its file.
        texts: origin, or title where it is known, of each text.
        training: characters it learnt from.
        held_out: characters it did not, that it was measured on.
        cost: in bits per character.
        own: what the held-out text goes on with where the pieces begin.
        written: by temperature, what the author writes there.
        judged: by author, to whom the excerpts of its held-out text went; None as for a sample.
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

    def plain(self) -> dict[str, Any]:
        """As lists, dicts, strings and numbers only; temperatures become strings."""
        plain = asdict(self)
        plain["texts"] = list(self.texts)
        plain["written"] = {f"{key:g}": asdict(sample) for key, sample in self.written.items()}
        return plain

    @property
    def source(self) -> str:
        """The first text, and how many more there are."""
        more = len(self.texts) - 1
        return self.texts[0] + (f" and {more} more" if more else "")

    @property
    def samples(self) -> list[tuple[str, Sample]]:
        """The pieces of the held-out text, then those written, each with what it is called."""
        rows = [(f"at temperature {key:g}", sample) for key, sample in self.written.items()]
        return [("held-out text", self.own), *rows]


def show(report: Report, console: Console) -> None:
    """Print a report as tables."""
    console.print(
        f"{report.style}: {report.source}; {report.training:,} characters learnt from,"
        f" {report.held_out:,} measured on, held out of them.",
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
        console.print(_judged(report, report.judged))


def _judged(report: Report, judged: Mapping[str, Counts]) -> Table:
    table = _table("excerpts given to", *judged, "right")
    rows = [(f"held out: {author}", author, counts) for author, counts in judged.items()]
    rows += [(name, report.style, sample.given or {}) for name, sample in report.samples[1:]]
    for name, author, counts in rows:
        table.add_row(name, *(f"{n:,}" for n in counts.values()), f"{right(counts, author):.1%}")
    return table


def _table(first: str, *heads: str) -> Table:
    table = Table(first, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, justify="right")
    return table
