"""`pastiche evaluate`: everything measured of a style, and what it refuses."""

import io
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from common.errors import SourceError
from measures.evaluation import evaluate
from measures.report import Cost, Report, Sample, show
from measures.training_texts import find_training_texts
from models.library import SHIPPED
from models.style import read_style, write_style
from tests.support.forked import ROOT
from tests.support.samples import AuthorMaker, invented
from tests.support.terminal import Terminal, run, run_program, run_python
from texts.corpus import Text

_OTHER = str.maketrans("aeioust", "oueaitr")


def test_a_terminal_shows_what_is_being_done_and_keeps_only_the_tables(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    make_author("ann", invented(30_000), "lamp.txt", "lamp.txt")
    with Terminal(tmp_path, "evaluate", "ann", "--texts", str(tmp_path / "texts")) as terminal:
        assert terminal.leave() == 0
        assert "Writing at temperature 1 …" in terminal.raw
        assert "Writing" not in terminal.screen.text
        assert "seq-rep-4" in terminal.screen.text


def test_it_reports_as_json_what_is_measured(make_author: AuthorMaker, tmp_path: Path) -> None:
    ann = make_author("ann", invented(30_000), "lamp.txt", "lamp.txt")
    make_author("bob", invented(130_000, 2).translate(_OTHER), "oar.txt", "oar.txt", "John Maker")
    able = ann.path.with_name("able.style")  # one can begin from it, which makes it no base
    write_style(able, ann.card, ann.step, b"WEIGHTS")
    texts = find_training_texts(ann, tmp_path / "texts", tmp_path / "cache")
    done = run(tmp_path, "evaluate", "ann", "--texts", str(tmp_path / "texts"), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    source = ann.card.sources[0]
    assert (told["style"], told["checksum"], told["texts"]) == ("ann", ann.checksum, ["lamp.txt"])
    assert told["training"] + told["held_out"] == source.characters
    assert told["held_out"] == source.held_out
    score = ann.voice().score(texts[0].held_out).bits_per_character
    assert told["cost"]["network"] == pytest.approx(score)
    base = read_style(SHIPPED / "base.style").voice()
    of_base = base.score(texts[0].held_out).bits_per_character
    assert told["cost"]["base"] == pytest.approx(of_base)
    assert 0 < told["cost"]["kneser_ney"] < score  # the network has learnt nothing
    assert 0 < told["cost"]["ppmd"] < score
    assert told["own"]["words_known"] == 1
    assert told["own"]["longest"] >= 20
    assert told["own"]["given"]["bob"] == 0
    assert set(told["written"]) == {"0.5", "0.7", "1"}
    for sample in told["written"].values():
        assert 20_000 <= sample["characters"] <= 22_000
        assert 0 <= sample["words_known"] < 1
        assert 0 <= sample["repetition"] < 1
        assert set(sample["given"]) == {"ann", "bob"}
    assert told["judged"]["ann"]["bob"] == told["judged"]["bob"]["ann"] == 0
    assert "dickens is left out of the attribution" in done.stderr
    assert len(done.stderr.splitlines()) == 3  # the shipped authors, whose texts are not there


def test_the_tables_say_the_same() -> None:
    own = Sample(20_500, 0.9932, 0.0812, 61, 0.0148, {"ann": 60, "bob": 8})
    at_half = Sample(20_200, 0.9753, 0.0326, 47, 0.1264, {"ann": 51, "bob": 17})
    report = Report(
        style="ann",
        checksum="0" * 64,
        texts=("The Blue Lamp", "oar.txt"),
        training=27_000,
        held_out=3_000,
        cost=Cost(2.1234, 2.3456, 1.9876, 2.4567),
        own=own,
        written={0.5: at_half, 1.0: Sample(0, 1.0, 0.0, 0, 0.0, {"ann": 0, "bob": 0})},
        judged={"ann": {"ann": 9, "bob": 1}, "bob": {"ann": 2, "bob": 6}},
    )
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
    page = _tables(report)
    assert "ann: The Blue Lamp and 1 more. It learnt from 27,000 characters" in page
    for figure in ("2.1234", "2.3456", "1.9876", "2.4567"):
        assert figure in page
    for row in (
        ("held-out text", "20,500", "99.32%", "8.12%", "61", "1.48%"),
        ("at temperature 0.5", "20,200", "97.53%", "3.26%", "47", "12.64%"),
        ("at temperature 1", "0", "-", "-", "-", "-"),
        ("held out: ann", "9", "1", "90.0%"),
        ("held out: bob", "2", "6", "75.0%"),
        ("at temperature 0.5", "51", "17", "75.0%"),
    ):
        assert re.search(r"^" + r" +".join(map(re.escape, row)) + r"\s*$", page, re.MULTILINE), row
    alone = replace(report, judged=None, cost=replace(report.cost, base=None))
    assert "excerpts" not in _tables(alone)
    assert "2.4567" not in _tables(alone)


def _tables(report: Report) -> str:
    """What a report looks like in a terminal of 100 columns."""
    page = io.StringIO()
    show(report, Console(file=page, width=100))
    return page.getvalue()


def test_authors_of_too_few_words_are_not_attributed(
    make_author: AuthorMaker, tmp_path: Path
) -> None:
    bob = make_author("bob", invented(130_000, 2).upper(), "oar.txt", "oar.txt", "John Maker")
    make_author("ann", invented(115_000), "lamp.txt", "lamp.txt")
    base = read_style(SHIPPED / "base.style")
    card = replace(base.card, sources=(replace(bob.card.sources[0], held_out=0),))
    write_style(tmp_path / "styles" / "base.style", card, base.step, base.weights)
    arguments = ("--texts", str(tmp_path / "texts"), "--json")
    done = run(tmp_path, "evaluate", "bob", *arguments)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["judged"] is None
    assert told["cost"]["base"] is None
    assert "No excerpts are attributed: bob has too few words." in done.stderr
    assert "base is left out: it learnt from oar.txt" in done.stderr
    make_author("ann", invented(6_000), "lamp.txt", "lamp.txt")
    done = run(tmp_path, "evaluate", "ann", *arguments)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["judged"] is None
    assert told["cost"]["base"] is not None
    assert "ann learnt from too little" in done.stderr


def test_a_style_with_nothing_held_out_is_refused(make_author: AuthorMaker, tmp_path: Path) -> None:
    style = make_author("ann", invented(3_000), "lamp.txt", "lamp.txt")
    with pytest.raises(SourceError, match="nothing was held out"):
        evaluate(style, [Text(style.card.sources[0], invented(3_000), "")], None)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "STYLE"),
        (("anne",), 2, "Did you mean ann?"),
        (("ann", "--texts", "nowhere"), 2, "no folder nowhere"),
        (("ann", "--json"), 5, "lamp.txt"),
        (("ann", "--loud"), 2, "--loud"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    make_author: AuthorMaker, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    make_author("ann", invented(3_000), "lamp.txt", "lamp.txt")
    done = run_program("measures", tmp_path, *arguments)
    assert done.returncode == code
    assert told in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_measuring_never_loads_tensorflow(tmp_path: Path) -> None:
    code = "import sys, measures.evaluation, measures.training_texts; print(*sys.modules)"
    done = run_python(tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "measures" in loaded
    assert loaded & {"tensorflow", "keras", "bot"} == set()


def test_measuring_needs_no_package_that_only_training_has(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {
        extra: {re.split(r"[^\w-]", package)[0].replace("-", "_").lower() for package in packages}
        for extra, packages in project["optional-dependencies"].items()
    }
    code = "import sys, measures.evaluation, measures.training_texts; print(*sys.modules)"
    done = run_python(tmp_path, "-c", code)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "httpx" in loaded
    assert loaded & (names["train"] - names["measure"]) == set()
