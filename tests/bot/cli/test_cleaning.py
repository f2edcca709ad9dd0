"""The command clean: the text on stdout, what was cut on stderr or in a file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.forked import ROOT

PARAGRAPH = "The baker shut his window early, and nobody in Ostrow saw the comet at all. " * 4
BOOK = "\n\n".join(f"{number}. {PARAGRAPH.strip()}" for number in range(1, 12)) + "\n"
PICTURE = "[Illustration: A comet]\n\n"


def run_clean(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "clean", *arguments, "--data-dir", str(folder / "data")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_stdout_is_what_a_training_would_learn_and_stderr_what_was_cut(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text(PICTURE + BOOK, encoding="utf-8")
    done = run_clean(tmp_path, str(book))
    assert (done.returncode, done.stdout) == (0, BOOK)
    assert "line 1: a picture's place and caption (illustrations)" in done.stderr
    assert "from utf-8" in done.stderr
    kept = run_clean(tmp_path, str(book), "--keep", "illustrations")
    assert (kept.returncode, kept.stdout) == (0, PICTURE + BOOK)


def test_json_has_every_cut(tmp_path: Path) -> None:
    book, report = tmp_path / "book.txt", tmp_path / "report.json"
    book.write_text(PICTURE + BOOK, encoding="utf-8")
    done = run_clean(tmp_path, str(book), "--json", str(report))
    assert (done.stdout, done.stderr) == (BOOK, "")
    (source,) = json.loads(report.read_text(encoding="utf-8"))["sources"]
    (cut,) = source["cuts"]
    assert (cut["kind"], cut["first"], cut["last"]) == ("illustrations", 1, 1)
    assert (source["origin"], source["encoding"]) == ("book.txt", "utf-8")
    assert source["characters"] == len(BOOK)


@pytest.mark.slow
def test_json_goes_into_a_new_folder_and_never_into_what_is_none(tmp_path: Path) -> None:
    book, report = tmp_path / "book.txt", tmp_path / "new" / "er" / "report.json"
    book.write_text(BOOK, encoding="utf-8")
    done = run_clean(tmp_path, str(book), "--json", str(report))
    assert (done.returncode, done.stdout, done.stderr) == (0, BOOK, "")
    assert json.loads(report.read_text(encoding="utf-8"))["notes"] == []
    for wrong in (tmp_path, book / "report.json", Path("/")):
        done = run_clean(tmp_path, str(book), "--json", str(wrong))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"The file {wrong} cannot be written: ")
        assert done.stderr.endswith(". Give another path with --json.\n")


@pytest.mark.slow
def test_exit_codes_are_those_of_a_training(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("n,words\n" + "".join(f'{n},"{PARAGRAPH}"\n' for n in range(20)))
    refused = run_clean(tmp_path, str(table))
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "--column words" in refused.stderr
    chosen = run_clean(tmp_path, str(table), "--column", "words")
    assert (chosen.returncode, chosen.stdout) == (0, f"{PARAGRAPH.strip()}\n" * 20)
    assert run_clean(tmp_path, str(table), "--keep", "nonsense").returncode == 2
    assert run_clean(tmp_path, str(tmp_path / "none.txt")).returncode == 5
