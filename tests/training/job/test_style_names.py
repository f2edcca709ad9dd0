"""training/job/style_names.py: a style's name from a title, or from where the text came."""

from pathlib import Path

import pytest

from common.user_dirs import UserDirs
from models.style import check_name
from training.job.style_names import choose_style_name


def named(title: str | None, origin: str, folder: Path) -> str:
    places = UserDirs(folder, folder, folder)
    return check_name(choose_style_name(title, origin, places, folder / "shipped"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Blue Lamp", "the-blue-lamp"),
        ("THE LAMP: A TALE OF TWO KETTLES", "the-lamp"),
        ("Kettles; or, The Long Road Home", "kettles"),
        ("Lamps or Kettles", "lamps"),
        ("An Orator's Oar", "an-orators-oar"),
        ("Seven Kettles (Second Edition)", "seven-kettles"),
        ("Seven Kettles, Vol. 2", "seven-kettles"),
        ("Über die Straße", "uber-die-strasse"),
        ("L’Été à l’Œuvre", "lete-a-loeuvre"),
        ("1001 Lamps", "1001-lamps"),
        ("The Miller Who Carried a Broken Oar Before Dawn", "the-miller-who-carried-a"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", "donaudampfschifffahrtsgesellsc"),
        ("*** ../../x ***", "x"),
    ],
)
def test_a_name_from_the_title(title: str, name: str, tmp_path: Path) -> None:
    assert named(title, "http://127.0.0.1/elsewhere.txt", tmp_path) == name


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("http://127.0.0.1/books/blue-lamp.txt", "blue-lamp"),
        ("https://example.org/a/Old%20Bell_Ringer.txt?download=1", "old-bell-ringer"),
        ("My Diary.txt", "my-diary"),
        ("none.txt", "none-2"),  # none is nobody
        ("https://example.org/", "author"),
        ("https://example.org", "author"),
    ],
)
@pytest.mark.parametrize("title", [None, "", "???", "; or, "])
def test_without_a_title_a_name_from_the_origin(
    title: str | None, origin: str, name: str, tmp_path: Path
) -> None:
    assert named(title, origin, tmp_path) == name


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    assert named("Lamp", "a.txt", tmp_path / "not-there-yet") == "lamp"
    for folder in ("styles", "shipped", "checkpoints"):
        (tmp_path / folder).mkdir()
    (tmp_path / "styles" / "lamp.style").touch()
    assert named("Lamp", "a.txt", tmp_path) == "lamp-2"
    (tmp_path / "styles" / "lamp-2.style").touch()
    (tmp_path / "styles" / "lamp-6.style").touch()
    assert named("Lamp", "a.txt", tmp_path) == "lamp-3"
    (tmp_path / "shipped" / "lamp-3.style").touch()
    assert named("Lamp", "a.txt", tmp_path) == "lamp-4"
    (tmp_path / "checkpoints" / "lamp-4").mkdir()
    assert named("Lamp", "a.txt", tmp_path) == "lamp-5"
    assert named("Lam", "a.txt", tmp_path) == "lam"
