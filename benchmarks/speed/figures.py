"""The figures of a run of the benchmark, as JSON and as tables in Markdown."""

import datetime
import os
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from benchmarks.speed.turns import Pairs
from common.processor import processor_name

Relation = Literal["faster", "share", "longer"]
Unit = Literal["characters/s", "GFLOP/s", "time"]

_HEADS = {"faster": "times as fast", "share": "share", "longer": "times as long"}
_SCALES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


@dataclass(frozen=True)
class Table:
    """A table with the results of several comparisons.

    Attributes:
        heading: the heading of the table.
        text: what was measured and how, in Markdown.
        relation: how the ratio of a pair is computed: with "faster", it is the time of the second
            contestant divided by that of the first; with "share", it is the same in per cent; with
            "longer", it is the time of the first divided by that of the second.
        unit: how the time for one unit is shown: as a rate in "characters/s" or "GFLOP/s", or as a
            "time".
        rows: the results, one for each row of the table.
    """

    heading: str
    text: str
    relation: Relation
    unit: Unit
    rows: tuple[Pairs, ...]


@dataclass(frozen=True)
class Figures:
    """All figures of one run of the benchmark.

    Attributes:
        date: the date of the run, such as "2026-12-01".
        machine: the number of processor cores and the name of the processor.
        load: the average number of processes that were running or waiting to run in the minute
            before the run; None if the system does not report it.
        versions: the versions of the packages measured, by the names of the packages.
        tables: the tables, in order.
    """

    date: str
    machine: str
    load: float | None
    versions: dict[str, str]
    tables: tuple[Table, ...]

    def to_json(self) -> str:
        """Return the figures as JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1).decode() + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Figures":
        """Read figures from JSON, as returned by `to_json`.

        Raises:
            msgspec.DecodeError: if the text is not JSON, or not that of figures.
        """
        return msgspec.json.decode(text, type=cls)


def describe_machine() -> str:
    """Return the number of processor cores and the name of the processor."""
    return f"{os.cpu_count()} cores of {processor_name() or platform.machine()}"


def today() -> str:
    """Return today's date, such as "2026-12-01"."""
    return datetime.date.today().isoformat()


def page(figures: Figures) -> str:
    """Return a page with all figures, in Markdown."""
    versions = ", ".join(f"{name} {number}" for name, number in sorted(figures.versions.items()))
    load = "" if figures.load is None else f" The load before the start was {figures.load:.1f}."
    parts = [
        "# How fast it is, beside other ways\n",
        "`make bench` measures all of this again, and `docs/benchmarks_page.py` writes the page.\n",
        f"Measured on {figures.date}, on {figures.machine}.{load} {versions}.\n",
        "Each row compares two things that took turns in the same run. The figures are medians of"
        " all turns. The ratio is the median of the pairs' ratios, followed by their quartiles."
        " Ratios depend less on the machine than seconds do.\n",
    ]
    for table in figures.tables:
        parts += [f"## {table.heading}\n", f"{table.text}\n", show(table)]
    return "\n".join(parts)


def show(table: Table) -> str:
    """Return a table in Markdown."""
    figure = _show_time if table.unit == "time" else _show_rate
    unit = "" if table.unit == "time" else f", {table.unit}"
    heads = ["measured", f"its figure{unit}", "beside", f"its figure{unit}"]
    rows = [
        _cells(row, figure, table.relation)
        if not row.reason
        else [row.ours, "", row.peer, "", f"not measured: {row.reason}", ""]
        for row in table.rows
    ]
    return _markdown([*heads, _HEADS[table.relation], "quartiles"], rows)


def _cells(row: Pairs, figure: Callable[[float], str], relation: Relation) -> list[str]:
    ours, peer = np.array(row.ours_seconds), np.array(row.peer_seconds)
    ratios = ours / peer if relation == "longer" else peer / ours
    low, middle, high = np.percentile(ratios, [25, 50, 75])
    quartiles = f"{_show_ratio(low, relation)} to {_show_ratio(high, relation)}"
    figures = figure(float(np.median(ours))), figure(float(np.median(peer)))
    return [row.ours, figures[0], row.peer, figures[1], _show_ratio(middle, relation), quartiles]


def _show_ratio(ratio: float, relation: Relation) -> str:
    if relation == "share":
        return f"{ratio:.0%}" if ratio >= 0.1 else f"{ratio:.1%}"
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def _show_rate(seconds: float) -> str:
    rate = 1 / seconds
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}"


def _show_time(seconds: float) -> str:
    scale, unit = next((pair for pair in _SCALES if seconds >= pair[0]), _SCALES[-1])
    value = seconds / scale
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def _markdown(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    cells = [heads, ["---"] * len(heads), *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in cells)
    return "".join(f"| {' | '.join(line)} |\n" for line in escaped)
