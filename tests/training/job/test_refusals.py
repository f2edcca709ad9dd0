"""What `python -m training` says to what it cannot learn from: a sentence, an event, a code."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from common.errors import ConfigError, SourceError, TrainingError, UsageError
from tests.support.loopback import serve
from tests.support.samples import invented
from tests.support.terminal import run_program

# Each with what its sentence says and whose exit code it has.
CASES = {
    "no such page": (["URL/none.txt", "--name", "x"], "404", SourceError),
    "an empty file": (["empty.txt", "--name", "x"], "is empty", SourceError),
    "200 characters": (["short.txt", "--name", "x"], "200 characters once cleaned", SourceError),
    "a binary file": (["binary.txt", "--name", "x"], "binary", SourceError),
    "an error as a web page": (["page.html", "--name", "x"], "Page not found", SourceError),
    "a file that is not there": (["none.txt", "--name", "x"], "there is no file", SourceError),
    "a name that is a path": (["good.txt", "--name", "../../x"], "“../../x”", UsageError),
    "a name that means nobody": (["good.txt", "--name", "none"], "cannot be called", UsageError),
    "copies that are not there": (
        ["--works", "dickens", "--texts", "nowhere", "--name", "x"],
        "no folder",
        UsageError,
    ),
    "an unknown recipe": (["good.txt", "--recipe", "quick"], "no recipe called quick", UsageError),
    "a bad recipe": (["good.txt", "--recipe", "bad.yaml"], "unknown key unit", ConfigError),
    "minutes of nothing": (["good.txt", "--minutes", "0"], "minutes cannot be 0", UsageError),
    "minutes of nonsense": (["good.txt", "--minutes", "few"], "--minutes", UsageError),
    "epochs of nothing": (["good.txt", "--epochs", "0"], "epochs cannot be 0", UsageError),
    "two lengths": (["good.txt", "--epochs", "1", "--updates", "5"], "set twice", UsageError),
    "unknown works": (
        ["--works", "jane", "--name", "x"],
        "no list of works called",
        UsageError,
    ),
    "an unknown option": (["good.txt", "--nme", "x"], "--nme", UsageError),
    "nothing to resume": (["--resume", "--name", "x"], "no unfinished training", TrainingError),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, SimpleNamespace]]:
    """Each case, run to its end."""
    folder = tmp_path_factory.mktemp("refusals")
    (folder / "good.txt").write_text(invented(5_000))
    (folder / "empty.txt").touch()
    (folder / "short.txt").write_text(invented(400)[:200])
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "bad.yaml").write_text("unit: [12]\n")
    page = "<!DOCTYPE html><title>Page not found</title><p>Try our other pages.</p>"
    (folder / "page.html").write_text(page)

    def place(argument: str, url: str) -> str:
        if argument.endswith((".txt", ".yaml", ".html")) and "URL" not in argument:
            return str(folder / argument)
        return argument.replace("URL", url)

    with serve() as server:

        def run(case: str) -> SimpleNamespace:
            data = folder / case.replace(" ", "-")
            arguments = [place(argument, server.url("")) for argument in CASES[case][0]]
            if "--resume" not in arguments:
                arguments += ["--from", "none"]  # for what is begun from else may not be there
            home = str(Path.home())  # where Keras and Matplotlib keep their own files
            done = run_program("training", data, *arguments, HOME=home)
            events = [json.loads(line) for line in done.stdout.splitlines()]
            return SimpleNamespace(
                code=done.returncode, events=events, stderr=done.stderr, data=data
            )

        yield {case: run(case) for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused(case: str, outcomes: dict[str, SimpleNamespace]) -> None:
    outcome, (_, about, error) = outcomes[case], CASES[case]
    assert outcome.code == error.exit_code
    assert about.lower() in outcome.stderr.lower()
    assert outcome.stderr.count("\n") == 1
    assert "Traceback" not in outcome.stderr
    assert outcome.events[-1] == {
        "event": "error",
        "message": outcome.stderr.removesuffix("\n"),
        "exit_code": error.exit_code,
    }
    assert "done" not in [event["event"] for event in outcome.events]


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_left_of_it(case: str, outcomes: dict[str, SimpleNamespace]) -> None:
    data = outcomes[case].data
    left = [path for path in data.rglob("*") if path.is_file()]
    assert {path.name for path in left} <= {".x.lock", ".gate"}
    assert not list(data.parent.parent.rglob("x.style"))
