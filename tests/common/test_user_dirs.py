"""UserDirs: where the person's things go, and who may say so."""

from pathlib import Path

import platformdirs
import pytest

from common.user_dirs import DATA_DIR_VARIABLE, UserDirs, find_user_dirs


def test_the_variable_is_called_as_documented() -> None:
    assert DATA_DIR_VARIABLE == "PASTICHE_DATA_DIR"


def test_one_folder_holds_everything() -> None:
    here = find_user_dirs("/tmp/lamp", {}, None)
    assert here == UserDirs(Path("/tmp/lamp"), Path("/tmp/lamp"), Path("/tmp/lamp/cache"))
    assert here.styles == Path("/tmp/lamp/styles")
    assert here.sessions == Path("/tmp/lamp/sessions")
    assert here.checkpoints == Path("/tmp/lamp/checkpoints")
    assert here.history == Path("/tmp/lamp/history")


@pytest.mark.parametrize(
    ("flag", "variable", "configured", "expected"),
    [
        ("/a", "/b", "/c", "/a"),
        (None, "/b", "/c", "/b"),
        (None, None, "/c", "/c"),
        ("/a", None, None, "/a"),
        ("", "", "/c", "/c"),
    ],
)
def test_the_flag_wins_over_the_environment_and_that_over_the_config(
    flag: str | None, variable: str | None, configured: str | None, expected: str
) -> None:
    environ = {DATA_DIR_VARIABLE: variable} if variable is not None else {}
    assert find_user_dirs(flag, environ, configured).data == Path(expected)


@pytest.mark.parametrize("empty", [{}, {DATA_DIR_VARIABLE: ""}])
def test_without_any_they_are_the_platforms_own(empty: dict[str, str]) -> None:
    here = find_user_dirs(None, empty, None)
    assert here.data == platformdirs.user_data_path("pastiche", appauthor=False)
    assert here.state == platformdirs.user_state_path("pastiche", appauthor=False)
    assert here.cache == platformdirs.user_cache_path("pastiche", appauthor=False)
    assert here.history == here.state / "history"
    assert here.styles == here.data / "styles"


def test_a_relative_folder_is_of_the_working_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = find_user_dirs("mine", {}, None)
    monkeypatch.chdir("/")
    assert here.data == tmp_path / "mine"


def test_a_tilde_is_the_persons_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_user_dirs("~/lamp", {}, None).data == tmp_path / "lamp"


@pytest.mark.parametrize("folder", ["~nobody-of-that-name/x", "~/../~x"])
def test_any_folder_name_gives_a_path(folder: str) -> None:
    assert find_user_dirs(folder, {}, None).data.is_absolute()


def test_looking_makes_no_folder(tmp_path: Path) -> None:
    here = find_user_dirs(str(tmp_path / "lamp"), {}, None)
    _ = here.styles, here.history, here.sessions, here.checkpoints
    assert not here.data.exists()
