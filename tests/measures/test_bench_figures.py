"""benchmarks/bench.py: turns, and the page of the figures."""

from pathlib import Path

import pytest

from benchmarks.speed.figures import Figures, Table, page, show
from benchmarks.speed.turns import Contestant, Effort, Pairs, take_turns
from benchmarks.speed.worker import Unmeasured, Worker, fastest

DOCS = Path(__file__).parents[2] / "docs"
SIZES = {"symbols": 5, "embedding": 4, "units": 3, "weights": 100, "memory": 200}


def table(relation: str, unit: str, *rows: Pairs) -> list[list[str]]:
    """The cells of a table's rows."""
    text = show(Table("Lamps", "How they were lit.", relation, unit, rows))  # type: ignore[arg-type]
    return [line.strip("| ").split(" | ") for line in text.splitlines()][2:]


PAIR = Pairs("ours", "peer", (0.001, 0.002, 0.004), (0.002, 0.008, 0.004))


def test_the_ratio_is_the_median_of_the_pairs_and_not_of_the_figures() -> None:
    (row,) = table("faster", "characters/s", PAIR)
    assert row == ["ours", "500", "peer", "250", "2", "1.5 to 3"]


def test_longer_turns_the_ratio_round_and_a_share_is_in_percent() -> None:
    (row,) = table("longer", "time", PAIR)
    assert row == ["ours", "2 ms", "peer", "4 ms", "0.5", "0.375 to 0.75"]
    (row,) = table("share", "time", Pairs("ours", "limit", (0.5,), (0.01,)))
    assert row == ["ours", "500 ms", "limit", "10 ms", "2.0%", "2.0% to 2.0%"]


def test_what_was_not_measured_has_its_reason_in_the_table() -> None:
    (row,) = table("faster", "time", Pairs("ours", "abacus", reason="it has no beads"))
    assert row[:3] == ["ours", "", "abacus"]
    assert "not measured: it has no beads" in row


def test_figures_are_read_back_from_json_as_they_were() -> None:
    lamps = Table("Lamps", "How they were lit.", "faster", "time", (PAIR, Pairs("a", "b")))
    figures = Figures("2026-12-01", "2 cores of an abacus", 0.25, {"beads": "1.0"}, (lamps,))
    assert Figures.from_json(figures.to_json()) == figures


def test_the_page_says_when_and_on_what_it_was_measured() -> None:
    lamps = Table("Lamps", "How they were lit.", "faster", "time", (PAIR,))
    text = page(Figures("2026-12-01", "2 cores of an abacus", 0.25, {"beads": "1.0"}, (lamps,)))
    for words in ("2026-12-01", "2 cores of an abacus", "beads 1.0", "## Lamps", "| ours | 2 ms |"):
        assert words in text


def test_the_page_in_docs_is_that_of_the_figures_beside_it() -> None:
    figures = Figures.from_json((DOCS / "benchmarks.json").read_text("utf-8"))
    assert (DOCS / "benchmarks.md").read_text("utf-8") == page(figures), (
        "run docs/benchmarks_page.py"
    )


class Clock:
    """A loop whose rounds take as long as it is told, and that notes its turns."""

    def __init__(self, name: str, seconds: float, turns: list[str]) -> None:
        self.name, self.seconds, self.turns = name, seconds, turns

    def __call__(self, count: int) -> float:
        self.turns.append(self.name)
        return count * self.seconds


def test_two_take_turns_and_alternate_in_going_first() -> None:
    turns: list[str] = []
    ours, peer = Clock("a", 0.5, turns), Clock("b", 0.25, turns)
    pairs = take_turns(Contestant("ours", ours, 10), Contestant("peer", peer), Effort(3, 1.0))
    assert turns[-6:] == ["b", "a", "a", "b", "b", "a"]
    assert pairs == Pairs("ours", "peer", (0.05,) * 3, (0.25,) * 3)


def test_the_fastest_of_several_loops_is_chosen() -> None:
    slow, fast = Clock("slow", 2, []), Clock("fast", 1, [])
    assert fastest([slow, fast], 3) is fast


def test_a_process_runs_its_loops_and_reports_its_versions() -> None:
    with Worker("benchmarks.speed.numpy_loop", SIZES) as worker:
        assert worker.loop("write")(20) > 0
        assert worker.loop("memory")(2) > 0
        assert list(worker.versions) == ["numpy"]
        with pytest.raises(Unmeasured, match="KeyError"):
            worker.loop("nonsense")(1)
        assert worker.loop("write")(1) > 0


def test_a_process_that_cannot_start_is_a_reason_in_the_table() -> None:
    with Worker("benchmarks.speed.no_such_loop", SIZES) as worker:
        loop = worker.loop("write")
        pairs = take_turns(Contestant("ours", lambda count: 1.0), Contestant("it", loop), Effort())
    assert "no_such_loop" in pairs.reason
    assert not pairs.ours_seconds
