"""training/job/display.py: a training as it is shown in a terminal."""

import io
from typing import Any

import pytest
from rich.console import Console

from training.job.display import Display

ADVANCED = {"fraction": 0.5, "loss": 2.512, "held_out": 2.678, "left": 65.2, "best": 2.6}


def draw_display(*events: tuple[str, dict[str, Any]]) -> str:
    """What a terminal of 120 columns gets to see."""
    page = io.StringIO()
    display = Display(Console(file=page, force_terminal=True, width=120, color_system=None))
    display.start()
    for event, values in events:
        display.hear(event, **values)
    display.stop()
    return page.getvalue()


def test_losses_are_bits_whatever_the_symbols_are() -> None:
    page = draw_display(("stage", {"stage": "fit"}), ("progress", ADVANCED))
    assert "loss 2.51  held out about 2.68 bits  1:05 left" in page
    assert "training" in page
    assert "50%" in page


def test_an_author_is_compared_with_the_one_it_started_from() -> None:
    page = draw_display(
        ("stage", {"stage": "fit", "start": "base"}),
        ("progress", {**ADVANCED, "start_loss": 2.6}),
        ("done", {"name": "lamp", "path": "/a/lamp.style", "bits_per_character": 2.5}),
    )
    assert "on held-out text." in page
    learning = (
        ("stage", {"stage": "fit", "start": "base"}),
        ("progress", {**ADVANCED, "start_loss": 2.9}),
    )
    assert "held out about 2.68 bits (base: 2.90)  1:05 left" in draw_display(*learning)
    done = {"name": "lamp", "path": "/a/lamp.style", "bits_per_character": 2.5}
    page = draw_display(*learning, ("done", done))
    assert "lamp is ready: 2.500 bits per character on held-out text, 10% below base." in page


def test_a_training_resumed_with_another_length_has_no_best_loss_yet() -> None:
    page = draw_display(
        ("stage", {"stage": "fit", "start": "base"}),
        ("progress", {**ADVANCED, "best": None, "start_loss": 2.9}),
    )
    assert "held out about 2.68 bits (base: 2.90)" in page


def test_what_is_not_known_yet_is_left_out() -> None:
    page = draw_display(("progress", {**ADVANCED, "held_out": None, "left": None}))
    assert "loss 2.51" in page
    assert "held out" not in page
    assert "left" not in page


@pytest.mark.parametrize(
    ("event", "values", "told"),
    [
        (
            "text",
            {"origin": "a.txt", "title": None, "characters": 9_000},
            "a.txt: 9,000 characters",
        ),
        ("note", {"text": "A copy\x1b was used."}, "A copy␛ was used."),
        ("sample", {"text": "The miller.\n", "temperature": 0.7}, "at temperature 0.7"),
        (
            "done",
            {"name": "lamp", "path": "/a/lamp.style", "bits_per_character": 2.5},
            "lamp is ready: 2.500 bits per character on held-out text",
        ),
        ("of a later version", {"odd": 1}, ""),
    ],
)
def test_each_event_is_told(event: str, values: dict[str, Any], told: str) -> None:
    assert told in draw_display((event, values))
