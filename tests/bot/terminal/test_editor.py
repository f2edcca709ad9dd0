"""The person's editor: what it is given, what comes back, and what is kept when it fails."""

import re
import shlex
import sys
import tempfile
from pathlib import Path

import pytest

from bot.terminal.editor import edit_text
from common.errors import StorageError, UsageError, explain
from tests.support.disk import files_no_larger_than


def surroundings(folder: Path, body: str, variable: str = "EDITOR") -> dict[str, str]:
    """An environment whose editor runs `body`, with `file` the path it is given."""
    script = folder / "my editor.py"
    head = "import pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n"
    script.write_text(head + body, encoding="utf-8")
    return {variable: shlex.join([sys.executable, str(script)]), "PATH": ""}


def test_the_text_goes_out_as_a_text_file_and_comes_back(tmp_path: Path) -> None:
    body = f"pathlib.Path({str(tmp_path / 'seen')!r}).write_text(file.name + file.read_text())\n"
    body += "file.write_text(file.read_text().replace('lamp', 'Laterne ’漢'))\n"
    environ = surroundings(tmp_path, body)
    assert edit_text("the blue lamp\n\nand twice", environ) == "the blue Laterne ’漢\n\nand twice"
    assert re.fullmatch(
        r".*\.txtthe blue lamp\n\nand twice\n", (tmp_path / "seen").read_text(), re.S
    )


@pytest.mark.parametrize("text", ["", "one", "one\n", "one\n\n", " one\ttwo\n\n\nthree "])
def test_a_text_that_is_only_looked_at_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    assert edit_text(text, surroundings(tmp_path, "")) == text


def test_line_ends_of_other_systems_are_brought_into_line(tmp_path: Path) -> None:
    environ = surroundings(tmp_path, "file.write_bytes(b'one\\r\\ntwo\\r\\n')\n")
    assert edit_text("x", environ) == "one\ntwo"


def test_visual_comes_before_editor(tmp_path: Path) -> None:
    environ = surroundings(tmp_path, "file.write_text('seen')\n", "VISUAL")
    assert edit_text("x", environ | {"EDITOR": "no-such-editor"}) == "seen"


def test_without_either_a_usual_one_is_looked_for(tmp_path: Path) -> None:
    editor = tmp_path / "nano"
    editor.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[1], 'w').write('found')\n")
    editor.chmod(0o755)
    assert edit_text("x", {"PATH": str(tmp_path)}) == "found"
    editor.unlink()
    with pytest.raises(UsageError, match="no editor was found") as failure:
        edit_text("x", {"PATH": str(tmp_path)})
    assert "EDITOR" in failure.value.todo


def test_an_editor_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no-such-editor"):
        edit_text("x", {"EDITOR": "no-such-editor --wait", "PATH": str(tmp_path)})


def test_what_was_saved_before_an_editor_failed_is_kept(tmp_path: Path) -> None:
    environ = surroundings(tmp_path, "file.write_text('half of it')\nsys.exit(3)\n")
    with pytest.raises(UsageError, match="status 3") as failure:
        edit_text("x", environ)
    told = re.search(r"is in (\S+\.txt)\.", explain(failure.value))
    assert told
    assert Path(told[1]).read_text() == "half of it"
    Path(told[1]).unlink()
    Path(told[1]).parent.rmdir()


def test_nothing_is_left_behind_otherwise(tmp_path: Path) -> None:
    place = tmp_path / "place"
    body = f"pathlib.Path({str(place)!r}).write_text(str(file))\n"
    edit_text("x", surroundings(tmp_path, body))
    assert not Path(place.read_text()).parent.exists()
    with pytest.raises(UsageError):
        edit_text("x", surroundings(tmp_path, body + "sys.exit(1)\n"))
    assert not Path(place.read_text()).parent.exists()


def test_without_room_for_the_file_that_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with files_no_larger_than(100), pytest.raises(StorageError):
        edit_text("x" * 1_000, surroundings(tmp_path, ""))
    assert [path.name for path in tmp_path.iterdir()] == ["my editor.py"]


def test_a_file_that_is_no_longer_text_is_told_of(tmp_path: Path) -> None:
    environ = surroundings(tmp_path, "file.write_bytes(b'\\xff\\xfe')\n")
    with pytest.raises(UsageError, match="not UTF-8") as failure:
        edit_text("x", environ)
    kept = re.search(r"(\S+\.txt)", explain(failure.value))
    assert kept
    Path(kept[1]).unlink()
    Path(kept[1]).parent.rmdir()
