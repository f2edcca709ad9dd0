"""benchmarks/quality.py: the page of figures."""

import re
from pathlib import Path

from benchmarks.quality import page
from measures.report import Cost, Report, Sample


def sample(share: float, given: dict[str, int] | None) -> Sample:
    return Sample(20_000, 1 - share, share, round(share * 1000), share / 2, given)


def report(name: str, bits: float, judged: dict[str, dict[str, int]] | None) -> Report:
    given = dict.fromkeys(judged, 5) if judged else None
    return Report(
        name,
        "0" * 64,
        ("The Lamp", "The Oar"),
        90_000,
        10_000,
        Cost(bits, bits + 0.25, bits + 0.125, bits + 0.375),
        sample(0.01, given),
        {0.5: sample(0.04, given), 1.0: sample(0.16, given)},
        judged,
    )


JUDGED = {"ann": {"ann": 9, "bob": 1}, "bob": {"ann": 4, "bob": 12}}


def tables(text: str) -> dict[str, list[list[str]]]:
    """The cells of each table, by the heading above it."""
    found = {}
    for part in text.split("\n## ")[1:]:
        rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line[:1] == "|"]
        found[part.splitlines()[0]] = rows
    return found


def test_each_table_has_every_author_and_says_what_was_measured() -> None:
    reports = [report("ann", 1.5, JUDGED), report("bob", 1.75, JUDGED)]
    text = page(reports, "Measured on an abacus.")
    assert "Measured on an abacus." in text
    found = tables(text)
    assert len(found) == 5
    for rows in found.values():
        assert len({len(row) for row in rows}) == 1
        assert set(rows[1]) == {"---"}
        assert [row[0].partition(",")[0] for row in rows[2:]][:2] == ["ann", "bob"]
    for part in text.split("\n## ")[1:]:
        for word in ("ext", "last tenth", "state carried"):
            assert word in part
    costs = found["Bits per character"][2][1:]
    assert costs[:3] == ["The Lamp and 1 more", "90,000 characters", "10,000 characters"]
    assert costs[3:] == ["1.5000", "1.7500", "1.6250", "1.8750"]
    assert found["Words"][3][1:] == ["99.00%", "96.00%", "84.00%"]
    assert found["Word for word"][2][1:] == ["1.00%, 10", "4.00%, 40", "16.00%, 160"]
    assert found["Repetition"][2][1:] == ["0.50%", "2.00%", "8.00%"]
    judged = found["Whose manner"]
    assert judged[0][1:] == ["ann", "bob", "right"]
    assert [row[1:] for row in judged[2:4]] == [["9", "1", "90.0%"], ["4", "12", "75.0%"]]
    assert judged[4] == ["all held out", "13", "13", "80.8%"]
    assert len(judged) == 2 + 3 + 4


def test_without_judges_that_table_is_left_out() -> None:
    text = page([report("ann", 1.5, None)], "Measured on an abacus.")
    assert "Whose manner" not in text
    assert not re.search(r"\bNone\b", text)


def test_the_page_in_docs_says_what_the_benchmark_writes() -> None:
    text = (Path(__file__).parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    made = re.search(r"Measured on .*?(?= `pastiche evaluate)", text)
    assert made
    reports = [report("ann", 1.5, JUDGED), report("bob", 1.75, JUDGED)]
    assert without_tables(text) == without_tables(page(reports, made[0]))


def without_tables(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:1] != "|"]
