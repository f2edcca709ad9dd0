"""The loop of a training, from its first update to its last: learning rate, updates, estimates.

How far a training has got is kept in training/loop/progress.py. If its length is in minutes, the
updates end while enough is left for the stages after them (training/loop/budget.py). The budget,
with its clock, and a callback are passed in.
"""

import math
from typing import Protocol

from common.errors import TrainingError
from training.loop.budget import Budget
from training.loop.estimator import Estimate
from training.loop.progress import Point, Progress
from training.loop.schedule import learning_rate
from training.loop.trainer import Trainer
from training.recipe import Recipe

_ESTIMATES = 24  # at most in a whole training; if its length is in epochs, one for each epoch
_BETWEEN = 8.0  # optimiser seconds at least between two estimates
_SHARE = 0.05  # of the minutes at most that estimates may take, apart from the last
# Of the time left at most that a measurement before the first update may take: some seconds, so
# that there is one in three minutes and none in one.
_START_SHARE = 0.05
_START = Point(0.0, 0, 0.0, math.nan, math.nan, math.nan)


class NothingLearned(TrainingError):
    """The error raised when a training run is stopped before its first update of the weights."""


class Watcher(Protocol):
    """The interface of a callback that is called between updates of the weights during training.

    For example, a callback can save checkpoints, report progress, or end the training run early.
    """

    def __call__(self, progress: Progress, estimated: bool) -> bool:
        """Do the work that is due, and return whether to end the training run early.

        A run that ends early keeps its best weights so far.

        Args:
            progress: how far the training run has got, and its losses so far.
            estimated: whether the loss on the held-out text has just been measured.
        """


def fit(
    trainer: Trainer,
    recipe: Recipe,
    progress: Progress,
    budget: Budget,
    watch: Watcher,
    measures_start: bool = False,
) -> None:
    """Train a network until the training run reaches its full length or the callback stops it.

    Afterwards, `trainer.best_arrays` contains the weights with the lowest loss on the held-out
    text, which is excluded from training. The learning rate depends on the fraction of the run that
    has been completed. Therefore, if the length is given in minutes, a slow machine makes fewer
    updates but still completes the learning rate schedule.

    Args:
        trainer: the network being trained, with its optimiser and its position in the text.
        recipe: the settings of the training run, which specify the learning rate.
        progress: the progress of the training run, including its length; `fit` updates it.
        budget: the time available and spent, with the clock that times the updates.
        watch: the callback, called before the first update, after each update and at the end;
            training stops if it returns True.
        measures_start: whether to measure the loss on the held-out text before the first update
            too, if there is time. The best weights can then be the initial ones, so that a network
            that starts from trained weights does not end up worse.

    Raises:
        NothingLearned: if training is stopped before its first update.
        TooShort: if a new run has too few minutes to learn anything.
        TrainingDiverged: if a loss is not a finite number; `progress.history` then ends with the
            last estimate made before the error.
    """
    clock, batches = budget.clock, trainer.batches
    start = clock()
    trainer.trace()
    budget.graph = clock() - start
    if progress.updates:
        budget.resume(progress.spent)
        progress.begun += budget.spent - progress.spent  # no updates were made meanwhile
    else:
        budget.check()
        if measures_start and budget.next_estimate <= _START_SHARE * budget.remaining:
            progress.start_loss = _measure(trainer, budget).bits
        progress.begun = budget.spent
    _account(progress, budget)
    stop = watch(progress, False)
    while not progress.is_over and not stop:
        rate = learning_rate(recipe, progress.next_fraction, int(progress.epochs))
        start = clock()
        bits = trainer.update(rate)
        seconds = clock() - start
        progress.advance(bits, seconds, batches.batch * batches.window, batches.epochs)
        _account(progress, budget)
        estimated = not progress.is_over and _is_due(progress, budget)
        if estimated:
            _estimate(trainer, progress, budget)
        stop = watch(progress, estimated)
        _account(progress, budget)
    if not progress.updates:
        raise NothingLearned(
            "training was stopped before anything was learnt", "Nothing has changed."
        )
    if progress.window_bits[1]:
        _estimate(trainer, progress, budget)
    watch(progress, True)


def _account(progress: Progress, budget: Budget) -> None:
    """Note in the progress what the budget says of the time."""
    progress.spent, progress.reserve = budget.spent, budget.reserve


def _is_due(progress: Progress, budget: Budget) -> bool:
    """Tell whether an estimate is due: an epoch has ended, or enough of the length has passed.

    If the length is in minutes, estimates are also so rare that they take few of them.
    """
    points = progress.history.points
    last = points[-1] if points else _START
    if progress.unit == "epochs":
        return int(progress.epochs) > int(last.epochs)
    seconds = progress.seconds - last.seconds
    if progress.unit == "updates":
        passed = progress.updates - last.updates >= progress.total / _ESTIMATES
        return passed and seconds >= _BETWEEN
    return seconds >= max(_BETWEEN, progress.end / _ESTIMATES, budget.next_estimate / _SHARE)


def _estimate(trainer: Trainer, progress: Progress, budget: Budget) -> None:
    bits, accuracy = _measure(trainer, budget)
    total, count = progress.window_bits
    progress.window_bits = (0.0, 0)
    progress.history.points.append(
        Point(progress.seconds, progress.updates, progress.epochs, total / count, bits, accuracy)
    )
    _account(progress, budget)


def _measure(trainer: Trainer, budget: Budget) -> Estimate:
    start = budget.clock()
    estimate = trainer.estimate()
    budget.note_estimate(budget.clock() - start)
    return estimate
