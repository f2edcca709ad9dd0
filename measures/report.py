"""The report on one author: all its figures, as plain data and as tables for a terminal.

This module defines the figures. The other modules of this folder measure them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from measures.attribution import Counts, correct_share

_WIDEST = 1_000  # cells; a table that needs more is measured as needing so many


@dataclass(frozen=True)
class Cost:
    """The bits per character that a style and other models need to predict the same texts.

    A style is a trained language model. The texts are the held-out parts of the style's own texts,
    which were excluded from training. All models except the base (the general English style) are
    trained on the remaining parts. If a style predicts words rather than characters, it needs no
    bits for spaces, so its result cannot be compared with the results of the other models.

    Attributes:
        network: the bits per character of the style's network, whose state is carried from the
            first to the last character of each text.
        kneser_ney: the bits per character of a character 5-gram model with modified Kneser-Ney
            smoothing.
        ppmd: the bits per character of the PPMd compressor, which continues to learn as it reads
            the held-out parts.
        base: the bits per character of the base; None if it was omitted, for example because it was
            trained on these texts.
    """

    network: float
    kneser_ney: float
    ppmd: float
    base: float | None = None


@dataclass(frozen=True)
class Sample:
    """Measurements of a group of texts, either written by a style or held out from its training.

    A style is a trained language model. A span is a sequence of characters that also occurs in the
    style's training text.

    Attributes:
        characters: the total number of characters in the texts.
        words_known: the fraction of words that are in an English dictionary or in the training
            text, from 0 to 1.
        verbatim: the fraction of characters that are in spans of 40 or more characters, from 0 to
            1.
        longest: the length of the longest span, in characters; 0 if that is less than 20.
        repetition: the fraction of four-word sequences that are duplicates (seq-rep-4), from 0 to
            1.
        given: how many excerpts of these texts are attributed to each of several styles, keyed by
            the style's name; None if there was no other style to compare with.
    """

    characters: int
    words_known: float
    verbatim: float
    longest: int
    repetition: float
    given: Counts | None


@dataclass(frozen=True)
class Report:
    """All measurements of one style (a trained language model).

    Held-out text was excluded from the style's training. The style continued it from several
    places, so that its writing could be compared with the original.

    Attributes:
        style: the name of the style.
        checksum: the SHA-256 of the style's file without its last 64 bytes, in hexadecimal.
        texts: the title of each text, or the origin (URL or file name) of a text without a title.
        training: the number of characters that the style was trained on.
        held_out: the number of held-out characters on which `cost` was measured.
        cost: the bits per character that the style and other models need to predict the held-out
            text.
        own: the measurements of the original text at the places from which the style continued it.
        written: the measurements of what the style wrote from the same places, keyed by the
            temperature used for sampling.
        judged: the attribution of held-out text to styles: `judged[a][b]` is the number of excerpts
            from the held-out text of style a that are attributed to style b. None if there was no
            other style to compare with.
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
        """Return the report as a dict that can be saved as JSON.

        The measurements of the style's writing are keyed by the temperature as a string, such as
        "0.7".
        """
        plain = asdict(self)
        plain["texts"] = list(self.texts)
        plain["written"] = {f"{key:g}": asdict(sample) for key, sample in self.written.items()}
        return plain

    @property
    def source(self) -> str:
        """A short description of the texts that the style (a language model) was trained on.

        It consists of the title of the first text and the number of other texts. Examples are
        "Great Expectations" and "Great Expectations and 3 more". If the first text has no title,
        its URL or file name is used.
        """
        more = len(self.texts) - 1
        return self.texts[0] + (f" and {more} more" if more else "")

    @property
    def samples(self) -> list[tuple[str, Sample]]:
        """The measurements of each group of texts, as pairs of the group's name and measurements.

        The first group, "held-out text", is the original text. The others are what the style (the
        language model) wrote; their names state the temperature, as in "at temperature 0.7".
        """
        rows = [(f"at temperature {key:g}", sample) for key, sample in self.written.items()]
        return [("held-out text", self.own), *rows]


def show(report: Report, console: Console) -> None:
    """Print a report on a style (a language model) to a console: one sentence, then tables.

    Args:
        report: the report to print.
        console: the Rich console to print to.
    """
    console.print(
        f"{report.style}: {report.source}. It learnt from {report.training:,} characters and is"
        f" measured on {report.held_out:,} that were held out.",
        markup=False,
        highlight=False,
    )
    cost = report.cost
    costs = (cost.network, cost.kneser_ney, cost.ppmd, cost.base)
    _show_table(
        console,
        ("bits per character, held out", "network, state carried", "5-gram", "PPMd", "base"),
        [("", *("" if bits is None else f"{bits:.4f}" for bits in costs))],
    )
    samples = []
    for name, sample in report.samples:
        figures = (
            f"{sample.words_known:.2%}",
            f"{sample.verbatim:.2%}",
            f"{sample.longest:,}",
            f"{sample.repetition:.2%}",
        )
        shown = figures if sample.characters else ("-",) * len(figures)
        samples.append((name, f"{sample.characters:,}", *shown))
    heads = ("", "characters", "words known", "verbatim", "longest", "seq-rep-4")
    _show_table(console, heads, samples)
    if report.judged is not None:
        authors = ("excerpts attributed to", *report.judged, "right")
        _show_table(console, authors, _attribution_rows(report, report.judged))


def _attribution_rows(report: Report, judged: Mapping[str, Counts]) -> list[tuple[str, ...]]:
    rows = [(f"held out: {author}", author, counts) for author, counts in judged.items()]
    rows += [(name, report.style, sample.given or {}) for name, sample in report.samples[1:]]
    return [
        (name, *(f"{n:,}" for n in counts.values()), f"{correct_share(counts, author):.1%}")
        for name, author, counts in rows
    ]


def _show_table(console: Console, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, or where it is too wide, one line for each figure, so that none is cut."""
    table = Table(heads[0], box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in heads[1:]:
        table.add_column(head, justify="right")
    for row in rows:
        table.add_row(*row)
    anyhow = console.options.update(max_width=_WIDEST)
    if Measurement.get(console, anyhow, table).maximum <= console.width:
        console.print(table)
        return
    for row in rows:
        console.print(row[0] or heads[0], markup=False, highlight=False)
        for head, figure in zip(heads[1:], row[1:], strict=True):
            console.print(f"  {head}: {figure}", markup=False, highlight=False)
