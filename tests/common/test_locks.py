"""Locks: one holder at a time, free once it is gone, and asked about without a trace."""

import subprocess
import sys
from pathlib import Path

import pytest

from common.locks import LockError, hold, is_held

HOLDER = """
import sys, time
from pathlib import Path
from common.locks import hold

lock = hold(Path(sys.argv[1]))
print("holds it", flush=True)
time.sleep(600)
"""


def test_a_path_has_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a new folder" / ".lamp.lock"
    lock = hold(path)
    assert is_held(path)
    with pytest.raises(LockError, match=r"\.lamp\.lock is held already"):
        hold(path)
    other = hold(path.with_name(".oar.lock"))
    lock.release()
    assert not is_held(path)
    again = hold(path)
    assert is_held(path)
    again.release()
    other.release()
    assert path.read_bytes() == b""


def test_what_a_process_held_is_free_when_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / ".lamp.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, encoding="utf-8"
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holds it\n"
        assert is_held(path)
        with pytest.raises(LockError):
            hold(path)
        holder.kill()
    assert not is_held(path)
    hold(path).release()


def test_a_path_that_was_never_held_is_asked_about_without_a_trace(tmp_path: Path) -> None:
    assert not is_held(tmp_path / ".lamp.lock")
    assert not is_held(tmp_path / "no folder" / ".lamp.lock")
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_opened_is_held_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert not is_held(tmp_path / "folder")
    with pytest.raises(OSError, match="folder"):
        hold(tmp_path / "folder")
