"""training/loop/plot.py: the picture of a training."""

from pathlib import Path

import pytest
from matplotlib.image import imread

from training.loop.plot import write_loss_plot
from training.loop.progress import History, Point, Unit


def history(points: int) -> History:
    return History([
        Point(30.0 * i, 100 * i, i / 2, 4 - i / 9, 4.1 - i / 11, 0.2 + i / 30)
        for i in range(1, points + 1)
    ])  # fmt: skip


@pytest.mark.parametrize("unit", ["seconds", "epochs", "updates"])
@pytest.mark.parametrize("points", [1, 2, 9])
def test_a_picture_is_drawn_however_long_the_training_was(
    tmp_path: Path, unit: Unit, points: int
) -> None:
    path = tmp_path / "lamp.png"
    write_loss_plot(history(points), "lamp", path, unit)
    picture = imread(path)
    assert picture.shape[0] > 400
    assert picture.shape[1] > 600
    assert picture.std() > 0.05  # something is on it


def test_pictures_differ_with_the_unit_and_the_scale_of_perplexity(tmp_path: Path) -> None:
    options: list[tuple[Unit, bool]] = [("seconds", False), ("epochs", False), ("epochs", True)]
    drawn = []
    for unit, perplexity in options:
        write_loss_plot(history(9), "lamp", tmp_path / "lamp.png", unit, perplexity)
        drawn.append((tmp_path / "lamp.png").read_bytes())
    assert len(set(drawn)) == 3


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's
        write_loss_plot(history(2), "lamp", tmp_path / "file" / "lamp.png")
