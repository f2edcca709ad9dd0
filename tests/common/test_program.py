"""What a person types to run this program."""

from pathlib import Path

import pytest

from common.program import program_name


def test_its_name_where_the_shell_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pastiche").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program_name() == "pastiche"


def test_else_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Path(program_name()).is_file()
    assert Path(program_name()).name == "pastiche"
