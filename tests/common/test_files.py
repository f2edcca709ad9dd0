"""Writing a file whole: what was there stays until the new one is on the disk."""

from pathlib import Path

import pytest

from common.files import write_whole
from tests.support.disk import files_no_larger_than


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.bin"
    path.write_bytes(b"the old lamp")
    return path


def test_the_new_content_takes_the_place_of_the_old(path: Path) -> None:
    write_whole(path, b"blue")
    assert path.read_bytes() == b"blue"
    assert list(path.parent.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


def test_folders_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "c", b"")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b""


def test_a_disk_too_small_leaves_the_old_content_and_nothing_else(path: Path) -> None:
    with files_no_larger_than(5_000), pytest.raises(OSError, match="too large") as caught:
        write_whole(path, b"x" * 10_000)
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"the old lamp"
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_that_is_a_bug_leaves_as_little(path: Path) -> None:
    with pytest.raises(TypeError):
        write_whole(path, "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"the old lamp"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "lamp.bin").mkdir()
    with pytest.raises(OSError, match="lamp"):
        write_whole(tmp_path / "lamp.bin", b"blue")
    assert [it.name for it in tmp_path.iterdir()] == ["lamp.bin"]


def test_a_reader_who_has_the_old_file_open_keeps_it(path: Path) -> None:
    with path.open("rb") as reader:
        write_whole(path, b"blue")
        assert reader.read() == b"the old lamp"
