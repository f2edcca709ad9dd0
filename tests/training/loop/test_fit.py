"""training/loop/fit.py: how long a training is, by a clock of the test's, and what it remembers."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from training.loop.budget import Budget, TooShort
from training.loop.estimator import Estimate
from training.loop.fit import fit
from training.loop.progress import Point, Progress
from training.recipe import Recipe

RECIPE = Recipe(units=(12,), learning_rate=0.01, warmup=0.0)


class Trainer:
    """Notes what it is asked; each deed takes so many seconds of its own clock.

    An epoch is four updates. The first one's loss is 3 bits, that of all others 2.

    Args:
        takes: seconds of an update.
        before: updates of an earlier process.
        graph: seconds in which the graph is built.
        estimate: seconds of an estimate.
        watch: seconds that whoever watches takes after each update.
    """

    def __init__(
        self,
        takes: float,
        before: int = 0,
        graph: float = 0.0,
        estimate: float = 0.0,
        watch: float = 0.0,
    ) -> None:
        self.now = 0.0
        self.rates: list[float] = []
        self.said: list[str] = []
        self.batches = SimpleNamespace(batch=4, window=16, epochs=before / 4)
        self.watch = watch
        self._takes, self._graph, self._estimate = takes, graph, estimate

    def trace(self) -> None:
        self.said.append("trace")
        self.now += self._graph

    def update(self, rate: float) -> float:
        self.rates.append(rate)
        self.now += self._takes
        self.batches.epochs += 0.25
        return 3.0 if len(self.rates) == 1 else 2.0

    def estimate(self) -> Estimate:
        self.said.append("estimate")
        # the first builds a graph of its own
        self.now += self._estimate + (self._graph / 2 if self.said.count("estimate") == 1 else 0.0)
        return Estimate(2.5, 0.4)


def run(
    trainer: Trainer,
    progress: Progress,
    stop_after: int | None = None,
    recipe: Recipe = RECIPE,
    loaded: float = 0.0,
    measures_start: bool = False,
) -> list[Any]:
    """Fit, `loaded` seconds after the text was there; return what was seen between updates."""
    seen: list[Any] = []

    def watch(progress: Progress, estimated: bool) -> bool:
        seen.append((progress.seconds, estimated))
        trainer.now += trainer.watch
        return stop_after is not None and len(trainer.rates) >= stop_after

    total = progress.total if progress.unit == "seconds" else None
    budget = Budget(lambda: trainer.now, trainer.now - loaded, total)
    fit(trainer, recipe, progress, budget, watch, measures_start)  # type: ignore[arg-type]
    return seen


def test_the_rate_follows_the_share_of_the_learning_that_is_over() -> None:
    trainer, progress = Trainer(takes=5.0), Progress(total=20.0)
    seen = run(trainer, progress)
    assert trainer.said[0] == "trace"
    assert trainer.rates == pytest.approx([0.01, 0.0069134172, 0.0030865828, 0.0003806023])
    assert progress.seconds == 20.0
    assert progress.fraction == 1.0
    assert progress.symbols == 4 * 4 * 16
    assert seen[0] == (0.0, False)
    assert seen[-1] == (20.0, True)


def test_minutes_count_all_that_takes_time_until_the_end() -> None:
    trainer, progress = Trainer(5.0, graph=8.0, estimate=2.0, watch=1.0), Progress(total=180.0)
    run(trainer, progress, loaded=10.0)
    ending = progress.reserve - 2.0  # after the last estimate, which has been made
    assert ending > 2 * 8.0  # export, check and samples
    assert abs(10.0 + trainer.now + ending - 180.0) < 6.0  # by an update and whoever watches it
    assert progress.seconds == 5.0 * len(trainer.rates)
    assert trainer.rates[0] > trainer.rates[-1]
    assert trainer.rates[-1] < 0.0002  # the schedule is complete all the same


def test_the_time_left_is_that_until_the_end_by_the_clock() -> None:
    trainer, progress = Trainer(5.0, graph=8.0, watch=1.0), Progress(total=180.0)
    run(trainer, progress, stop_after=3, loaded=10.0)
    assert progress.remaining_seconds == 180.0 - 10.0 - trainer.now + 1.0  # watched once more
    half = Progress(total=10, unit="updates", updates=5, begun=20.0, spent=50.0, reserve=12.0)
    assert half.remaining_seconds == 30.0 + 12.0


def test_on_a_slow_machine_estimates_are_rare() -> None:
    trainer, progress = Trainer(1.0, graph=20.0, estimate=30.0), Progress(total=600.0)
    run(trainer, progress)
    assert trainer.said.count("estimate") == 1  # the last
    trainer, progress = Trainer(1.0, graph=0.5, estimate=0.5), Progress(total=600.0)
    run(trainer, progress)
    assert 20 <= trainer.said.count("estimate") <= 24


def test_a_start_is_measured_before_the_first_update_if_there_is_time() -> None:
    trainer, progress = Trainer(5.0, graph=5.0, estimate=3.0), Progress(total=180.0)
    run(trainer, progress, measures_start=True)
    assert progress.start_loss == 2.5
    assert trainer.said[:2] == ["trace", "estimate"]
    assert progress.begun == 5.0 + 2.5 + 3.0  # graph, the estimate's own graph and the estimate
    assert progress.history.points[0].updates > 0
    later = Progress(total=180.0)
    later.restore(json.loads(json.dumps(progress.position())))
    assert later.start_loss == 2.5
    for total, measures in ((60.0, True), (180.0, False)):
        trainer, progress = Trainer(5.0, graph=5.0, estimate=3.0), Progress(total=total)
        run(trainer, progress, measures_start=measures)
        assert progress.start_loss is None


def test_minutes_too_few_to_learn_anything_are_refused_with_how_many_would_do() -> None:
    trainer = Trainer(5.0, graph=20.0)
    with pytest.raises(TooShort, match="1 minute is too short") as refusal:
        run(trainer, Progress(total=60.0), loaded=30.0)
    assert not trainer.rates
    (least,) = re.findall(r"Give it ([0-9.]+) minutes or more", refusal.value.todo)
    run(Trainer(5.0, graph=20.0), Progress(total=float(least) * 60), loaded=30.0)


def test_estimates_are_some_seconds_apart_and_one_is_at_the_end() -> None:
    trainer, progress = Trainer(takes=5.0), Progress(total=40.0)
    run(trainer, progress)
    assert [point.seconds for point in progress.history.points] == [10.0, 20.0, 30.0, 40.0]
    assert [point.held_out for point in progress.history.points] == [2.5] * 4


def test_the_loss_shown_is_smoothed() -> None:
    progress = Progress(total=10.0)
    run(Trainer(takes=5.0), progress)
    assert progress.loss == pytest.approx(0.98 * 3.0 + 0.02 * 2.0)


def test_a_point_tells_all_that_was_known_at_an_estimate() -> None:
    progress = Progress(total=20.0)
    run(Trainer(takes=5.0), progress)
    assert progress.history.points == [
        Point(10.0, 2, 0.5, 2.5, 2.5, 0.4),  # the training loss is the mean since the last
        Point(20.0, 4, 1.0, 2.0, 2.5, 0.4),
    ]


def test_a_recipe_is_as_long_as_it_says() -> None:
    lengths = [
        Progress.from_recipe(Recipe(minutes=2.0)),
        Progress.from_recipe(Recipe(minutes=None, epochs=3)),
        Progress.from_recipe(Recipe(minutes=None, updates=7)),
    ]
    assert [(p.total, p.unit) for p in lengths] == [(120, "seconds"), (3, "epochs"), (7, "updates")]


def test_updates_are_counted_where_they_decide() -> None:
    trainer, progress = Trainer(takes=5.0), Progress(total=4, unit="updates")
    run(trainer, progress)
    assert trainer.rates == pytest.approx([0.0096193977, 0.0069134172, 0.0030865828, 0.0003806023])
    assert progress.fraction == 1.0
    assert [point.updates for point in progress.history.points] == [2, 4]


def test_epochs_are_counted_where_they_decide_with_an_estimate_after_each() -> None:
    trainer, progress = Trainer(takes=0.1), Progress(total=30, unit="epochs")
    run(trainer, progress)
    assert len(trainer.rates) == 120
    assert trainer.said.count("estimate") == 30
    assert [point.epochs for point in progress.history.points] == list(range(1, 31))
    assert [point.train for point in progress.history.points] == [2.25] + [2.0] * 29


def test_the_rate_decays_with_the_epochs_whatever_decides() -> None:
    recipe = replace(RECIPE, schedule="decay", decay=0.5, decay_after=1)
    for progress in (Progress(total=12, unit="updates"), Progress(total=3, unit="epochs")):
        trainer = Trainer(takes=5.0)
        run(trainer, progress, recipe=recipe)
        assert trainer.rates == [0.01] * 4 + [0.005] * 4 + [0.0025] * 4


def test_the_seconds_left_are_told_from_the_pace_so_far() -> None:
    progress = Progress(total=20, unit="updates")
    assert progress.remaining_seconds is None
    run(Trainer(takes=5.0), progress, stop_after=4)
    assert progress.remaining_seconds == pytest.approx(16 * 5.0)
    by_time = Progress(total=60.0)
    assert by_time.remaining_seconds == 60.0
    run(Trainer(takes=5.0), by_time, stop_after=4)
    assert by_time.remaining_seconds == 40.0


def test_who_watches_may_end_it_and_an_estimate_is_made_then() -> None:
    trainer, progress = Trainer(takes=1.0), Progress(total=60.0)
    run(trainer, progress, stop_after=3)
    assert len(trainer.rates) == 3
    assert [(point.seconds, point.held_out) for point in progress.history.points] == [(3.0, 2.5)]


@pytest.mark.parametrize(
    "begun", [Progress(20.0), Progress(4, "updates"), Progress(1, "epochs")], ids=lambda p: p.unit
)
def test_it_goes_on_from_what_was_over_before(begun: Progress) -> None:
    progress = replace(begun)
    run(Trainer(takes=5.0), begun, stop_after=1)
    progress.restore(json.loads(json.dumps(begun.position())))
    trainer = Trainer(takes=5.0, before=1)
    run(trainer, progress)
    assert trainer.rates == pytest.approx([0.0069134172, 0.0030865828, 0.0003806023])
    assert progress.seconds == 20.0
    assert progress.symbols == 4 * 4 * 16
    assert progress.updates == 4
    assert progress.history.points[0] == begun.history.points[0]
    assert progress.history.points[-1][:3] == (20.0, 4, 1.0)


def test_the_time_that_it_takes_to_go_on_is_counted_but_is_no_learning() -> None:
    begun = Progress(total=180.0)
    run(Trainer(5.0, graph=8.0, estimate=2.0), begun, stop_after=3, loaded=10.0)
    progress = Progress(total=180.0)
    progress.restore(json.loads(json.dumps(begun.position())))
    trainer, elapsed = Trainer(5.0, graph=9.0, estimate=2.0, before=3), list[float]()

    def watch(progress: Progress, _: bool) -> bool:
        elapsed.append(progress.elapsed)
        return False

    budget = Budget(lambda: trainer.now, trainer.now - 12.0, 180.0)
    fit(trainer, RECIPE, progress, budget, watch)  # type: ignore[arg-type]
    assert elapsed[0] == begun.elapsed
    assert progress.spent == begun.spent + 12.0 + trainer.now
    ending = progress.reserve - 2.0  # after the last estimate, which has been made
    assert abs(progress.spent + ending - 180.0) < 6.0  # by an update
    assert trainer.rates[-1] < 0.0002  # the schedule is complete all the same


def test_it_goes_on_further_than_was_asked_at_first() -> None:
    before = Progress(total=1, unit="epochs")
    run(Trainer(takes=5.0), before)
    progress = Progress(total=2, unit="epochs")
    progress.restore(before.position())
    assert progress.fraction == 0.5
    run(Trainer(takes=5.0, before=4), progress)
    assert [point.epochs for point in progress.history.points] == [1.0, 2.0]


def test_a_checkpoint_of_optimiser_seconds_alone_goes_on() -> None:
    begun = Progress(total=20.0)
    run(Trainer(takes=5.0), begun, stop_after=2)
    position = begun.position()
    del position["begun"], position["spent"]  # as earlier versions wrote it
    progress = Progress(total=20.0)
    progress.restore(json.loads(json.dumps(position)))
    trainer = Trainer(takes=5.0, before=2)
    run(trainer, progress)
    assert trainer.rates == pytest.approx([0.0030865828, 0.0003806023])
    assert progress.spent == 20.0


def test_what_was_over_already_only_ends() -> None:
    before = Progress(total=20.0)
    run(Trainer(takes=5.0), before)
    progress = Progress(total=20.0)
    progress.restore(before.position())
    trainer = Trainer(takes=5.0)
    assert run(trainer, progress)[-1] == (20.0, True)
    assert trainer.said == ["trace"]
    assert progress == before
