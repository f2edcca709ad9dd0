"""The report in terminals of any width: no figure is cut."""

from io import StringIO

import pytest
from rich.console import Console

from measures.report import Cost, Report, Sample, show

SAMPLE = Sample(20_123, 0.9876, 0.0123, 1_202, 0.0456, {"ann": 19, "bob": 1})
REPORT = Report(
    style="ann",
    checksum="0" * 64,
    texts=("The Lamp",),
    training=1_234_567,
    held_out=123_456,
    cost=Cost(1.5461, 2.0012, 1.9003),
    own=SAMPLE,
    written={0.5: SAMPLE},
    judged={"ann": {"ann": 18, "bob": 2}, "bob": {"ann": 0, "bob": 20}},
)
FIGURES = ("1.5461", "2.0012", "1.9003", "20,123", "98.76%", "1.23%", "1,202", "4.56%", "95.0%")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_every_figure_is_whole_and_has_its_name(width: int) -> None:
    console = Console(file=StringIO(), width=width)
    show(REPORT, console)
    shown: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert set(FIGURES) <= set(shown.split())
    assert all(len(line.rstrip()) <= width for line in shown.splitlines())
    assert ("  PPMd: 1.9003" in shown) == (width <= 60)
