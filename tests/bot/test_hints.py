"""Hints come once ever, and need no file."""

from pathlib import Path

from bot.hints import EMPTY_LINE, LINE, Hints


def test_a_hint_comes_once_ever(tmp_path: Path) -> None:
    path = tmp_path / "state" / "hints"
    hints = Hints(path)
    assert "Alt-N" in hints.take(LINE)
    assert hints.take(LINE) == ""
    assert "/take 1" in hints.take("/retry")
    assert hints.take("/temp") == ""
    again = Hints(path)
    assert (again.take(LINE), again.take("/retry")) == ("", "")
    assert again.take(EMPTY_LINE)


def test_a_file_that_cannot_be_read_or_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "hints").mkdir()
    hints = Hints(tmp_path / "hints")
    assert hints.take(LINE)
    assert hints.take(LINE) == ""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    assert Hints(tmp_path / "bytes").take(LINE)
