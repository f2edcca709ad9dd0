"""texts/reading.py: what the user names, as texts; and texts that are named twice."""

import gzip
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from common.errors import SourceError, explain
from tests.support.forked import ROOT
from tests.support.loopback import Reply, serve
from tests.support.samples import gutenberg, invented
from texts.corpus import Text, gather
from texts.reading import Reading, read_sources
from texts.source import Cleaning
from texts.web.download import Limits

LIMITS = Limits(bytes=500_000, seconds=20, idle_seconds=10)
ONE, TWO, THREE = (invented(3_000, seed=seed) for seed in range(3))


def read(place: object, cache: Path, notes: list[str] | None = None) -> list[Reading]:
    sentences = [] if notes is None else notes
    return read_sources(str(place), cache, LIMITS, sentences.append, lambda done, total: None)


def gathered(cache: Path, *places: object, notes: list[str] | None = None) -> list[Text]:
    sentences = [] if notes is None else notes
    return gather(
        [str(place) for place in places],
        (),
        cache,
        LIMITS,
        Cleaning(),
        None,
        sentences.append,
        lambda done, total: None,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of notes, as somebody might keep it."""
    notes = tmp_path / "notes"
    (notes / "older").mkdir(parents=True)
    (notes / ".obsidian").mkdir()
    (notes / "day 10.md").write_text(f"# Day 10\n\n{TWO}", "utf-8")
    (notes / "day 2.txt").write_text(ONE, "utf-8")
    (notes / "older" / "letter.txt.gz").write_bytes(gzip.compress(THREE.encode()))
    (notes / ".obsidian" / "app.txt").write_text("settings", "utf-8")
    (notes / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (notes / "empty.txt").touch()
    (notes / "broken.txt").write_bytes(b"a\0b")
    return notes


def test_what_is_no_path_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, says in (
        ("~no-such-user-here/a", "is not a path"),
        ("a\0b", "is not a path"),
        ("a" * 5_000, "cannot be read"),
    ):
        with pytest.raises(SourceError, match=says):
            read(place, tmp_path / "cache")
    monkeypatch.chdir(tmp_path)
    Path("~draft.txt").write_text(ONE, "utf-8")
    Path("~drafts").mkdir()
    Path("~drafts", "a.txt").write_text(TWO, "utf-8")
    origins = [read(place, tmp_path / "cache")[0].origin for place in ("~draft.txt", "~drafts")]
    assert origins == ["~draft.txt", "~drafts/a.txt"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="every folder can be entered")
def test_a_folder_that_one_may_not_enter_is_told_as_a_source(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(0o000)
    try:
        with pytest.raises(SourceError, match="cannot be read"):
            read(shut / "a.txt", tmp_path / "cache")
    finally:
        shut.chmod(0o700)


def test_a_folder_is_read_file_by_file(folder: Path, tmp_path: Path) -> None:
    notes: list[str] = []
    readings = read(folder, tmp_path / "cache", notes)
    assert [reading.origin for reading in readings] == [
        "notes/day 2.txt",
        "notes/day 10.md",
        "notes/older/letter.txt.gz",
    ]
    assert [reading.plain.text.split("\n", 1)[0] for reading in readings] == [
        ONE.split("\n", 1)[0],
        "Day 10",
        THREE.split("\n", 1)[0],
    ]
    whole = "\n".join(notes)
    for name in ("photo.jpg", "empty.txt (empty)", "notes/broken.txt (the file is binary"):
        assert name in whole
    assert "obsidian" not in whole
    assert "holds 3 texts" in whole


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_what_is_odd_in_a_folder_does_no_harm(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "loop").symlink_to(folder)
    (folder / "dangling.txt").symlink_to("nothing")
    notes: list[str] = []
    assert len(read(folder, tmp_path / "cache", notes)) == 3
    for name in ("pipe.txt", "zero.txt", "dangling.txt"):
        assert name in "\n".join(notes)


def test_a_folder_without_texts_or_too_large_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(SourceError, match="there is no text in"):
        read(tmp_path / "bare", tmp_path / "cache")
    (folder / "long.txt").write_bytes(b"a" * 499_000)
    with pytest.raises(SourceError, match="larger than the limit"):
        read(folder, tmp_path / "cache")


def test_each_text_of_an_archive_holds_out_its_own_end(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../one.txt", ONE)
        archive.writestr("two.html", f"<html><body><p>{TWO}</p></body></html>")
        archive.writestr("cover.png", "")
    with serve({"/books.zip": Reply(file.getvalue(), kind="application/zip")}) as server:
        notes: list[str] = []
        url = server.url("/books.zip")
        texts = gathered(tmp_path / "cache", url, notes=notes)
    assert [text.source.origin for text in texts] == [f"{url}/../one.txt", f"{url}/two.html"]
    assert all(0 < text.source.held_out < text.source.characters / 9 for text in texts)
    assert f"Left out of {url}: cover.png." in notes


def test_a_text_that_comes_twice_is_learnt_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ONE, "utf-8")
    (tmp_path / "b.txt").write_bytes(gutenberg(ONE, "A Book"))
    notes: list[str] = []
    (tmp_path / "c.md").write_text(ONE.replace(" ", "  "), "utf-8")
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.md")]
    (text,) = gathered(tmp_path / "cache", *paths, notes=notes)
    assert text.source.origin == "a.txt"
    assert "c.md is the same text as a.txt: it is learnt once." in notes
    assert "b.txt is the same text as a.txt: it is learnt once." in notes


def test_texts_that_are_mostly_the_same_are_named(tmp_path: Path) -> None:
    for name, text in {"a": ONE + TWO, "b": TWO + "P.S. One line more.\n", "c": THREE}.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    notes: list[str] = []
    paths = [tmp_path / f"{name}.txt" for name in "abc"]
    assert len(gathered(tmp_path / "cache", *paths, notes=notes)) == 3
    (note,) = [note for note in notes if "in common" in note]
    assert note.startswith("a.txt and b.txt have ")


def test_the_title_of_a_document_is_known(tmp_path: Path) -> None:
    page = f"<html><head><title>The Lamps</title></head><body><p>{ONE}</p></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    (text,) = gathered(tmp_path / "cache", tmp_path / "a.html")
    assert text.source.title == "The Lamps"


def test_a_web_page_in_the_place_of_a_text_is_said(tmp_path: Path) -> None:
    page = f"<!DOCTYPE html><html><body><p>{ONE}</p></body></html>".encode()
    notes: list[str] = []
    with serve({"/a.txt": Reply(page, kind="text/html")}) as server:
        read(server.url("/a.txt"), tmp_path / "cache", notes)
    assert any("a.txt is a web page by its content" in note for note in notes)


def from_stdin(content: bytes, cache: Path) -> str:
    """What a process of its own prints that reads its standard input as a source."""
    code = (
        "import sys; from pathlib import Path; from texts.reading import read_sources;"
        "from texts.web.download import Limits;"
        "(r,) = read_sources('-', Path(sys.argv[1]), Limits(bytes=100_000), print,"
        " lambda d, t: None); print(r.origin, len(r.plain.text))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(cache)],
        input=content,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), *sys.path]))},
    )
    return done.stdout.decode() + done.stderr.decode()


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    assert from_stdin(ONE.encode(), tmp_path) == f"standard input {len(ONE)}\n"
    assert f"standard input {len(ONE)}" in from_stdin(gzip.compress(ONE.encode()), tmp_path)
    assert "the text from standard input cannot be learnt from" in from_stdin(b"a\0b", tmp_path)
    assert "larger than the limit" in from_stdin(b"a" * 100_001, tmp_path)
    assert "is empty" in from_stdin(b"", tmp_path)


def test_an_error_names_the_source(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 rest")
    with pytest.raises(SourceError) as caught:
        read(path, tmp_path)
    assert explain(caught.value).startswith(f"{path} cannot be learnt from: the file is a PDF")
