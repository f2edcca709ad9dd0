"""training/fit.py: the schedule follows the time that updates took, by a clock of the test's."""

from types import SimpleNamespace
from typing import Any

import pytest

from training.fit import Progress, fit
from training.recipe import Recipe

RECIPE = Recipe(units=(12,), learning_rate=0.01, warmup=0.0)


class Trainer:
    """Notes what it is asked; an update takes so many seconds of its own clock."""

    def __init__(self, takes: float, estimates: tuple[float, ...] = ()) -> None:
        self.now = 0.0
        self.rates: list[float] = []
        self.said: list[str] = []
        self.streams = SimpleNamespace(batch=4, window=16)
        self._takes = takes

    def trace(self) -> None:
        self.said.append("trace")
        self.now += 1000.0

    def update(self, rate: float) -> float:
        self.rates.append(rate)
        self.now += self._takes
        return 3.0 if len(self.rates) == 1 else 2.0

    def estimate(self) -> float:
        self.said.append("estimate")
        self.now += 500.0
        return 2.5


def run(trainer: Trainer, progress: Progress, stop_after: int | None = None) -> list[Any]:
    seen: list[Any] = []

    def watch(progress: Progress, estimated: bool) -> bool:
        seen.append((progress.seconds, estimated))
        trainer.now += 300.0
        return stop_after is not None and len(trainer.rates) >= stop_after

    fit(trainer, RECIPE, progress, lambda: trainer.now, watch)  # type: ignore[arg-type]
    return seen


def test_only_updates_count_and_the_rate_follows_the_share_spent() -> None:
    trainer, progress = Trainer(takes=5.0), Progress(total=20.0)
    seen = run(trainer, progress)
    assert trainer.said[0] == "trace"
    assert trainer.rates == pytest.approx([0.01, 0.0085355339, 0.005, 0.0014644661])
    assert progress.seconds == 20.0
    assert progress.fraction == 1.0
    assert progress.symbols == 4 * 4 * 16
    assert seen[0] == (0.0, False)
    assert seen[-1] == (20.0, True)


def test_estimates_are_some_seconds_apart_and_one_is_at_the_end() -> None:
    trainer, progress = Trainer(takes=5.0), Progress(total=40.0)
    run(trainer, progress)
    assert [seconds for seconds, _ in progress.history.held_out] == [10.0, 20.0, 25.0, 35.0, 40.0]
    assert [bits for _, bits in progress.history.held_out] == [2.5] * 5


def test_the_loss_shown_is_smoothed() -> None:
    progress = Progress(total=10.0)
    run(Trainer(takes=5.0), progress)
    assert progress.loss == pytest.approx(0.98 * 3.0 + 0.02 * 2.0)
    assert progress.history.train == [(10.0, progress.loss)]


def test_who_watches_may_end_it_and_an_estimate_is_made_then() -> None:
    trainer, progress = Trainer(takes=1.0), Progress(total=60.0)
    run(trainer, progress, stop_after=3)
    assert len(trainer.rates) == 3
    assert progress.history.held_out == [(3.0, 2.5)]


def test_it_goes_on_from_the_seconds_spent_before() -> None:
    before = Progress(total=20.0)
    run(Trainer(takes=5.0), before, stop_after=1)
    progress = Progress(total=20.0)
    progress.take_up(before.plain())
    trainer = Trainer(takes=5.0)
    run(trainer, progress)
    assert trainer.rates == pytest.approx([0.0085355339, 0.005, 0.0014644661])
    assert progress.seconds == 20.0
    assert progress.symbols == 4 * 4 * 16
    assert progress.history.held_out == [(5.0, 2.5), (10.0, 2.5), (20.0, 2.5)]
