"""The loop of a training, from its first update to its last: learning rate, updates, estimates.

The length of a training is set in minutes, epochs or updates. Minutes are those of the clock, from
having the text to the author in its place, so updates end while enough is left for the stages after
them (training/loop/budget.py). Optimiser time, which is only recorded, counts the seconds spent in
updates alone. The budget, with its clock, and a callback are passed in.
"""

import math
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol, Self

from common.errors import TrainingError
from training.loop.budget import Budget
from training.loop.schedule import learning_rate
from training.loop.trainer import Trainer
from training.recipe import Recipe

Unit = Literal["seconds", "epochs", "updates"]

_ESTIMATES = 24  # at most in a whole training; if its length is in epochs, one for each epoch
_BETWEEN = 8.0  # optimiser seconds at least between two estimates
_SHARE = 0.05  # of the minutes at most that estimates may take, apart from the last
_SMOOTHING = 0.98  # of the training loss that is shown: a mean over about fifty windows


class NothingLearned(TrainingError):
    """The error raised when a training run is stopped before its first update of the weights."""


class Point(NamedTuple):
    """An estimate of how well the network predicts, with the progress of training at that point.

    The held-out text is excluded from training and used for evaluation.

    Attributes:
        seconds: the optimiser time (time spent on updates) before the estimate, in seconds.
        updates: the number of updates before the estimate.
        epochs: the number of passes over the text before the estimate, including the completed
            fraction of the current one.
        train: the mean training loss over all updates since the previous estimate, in bits per
            symbol.
        held_out: the loss on the held-out text, in bits per symbol; the perplexity is 2 to the
            power of this loss.
        accuracy: the fraction of positions in the held-out text at which the network assigned the
            highest probability to the correct symbol, from 0 to 1.
    """

    seconds: float
    updates: int
    epochs: float
    train: float
    held_out: float
    accuracy: float


_START = Point(0.0, 0, 0.0, math.nan, math.nan, math.nan)


@dataclass
class History:
    """The estimates of loss and accuracy made during a training run, used to draw its plot.

    Attributes:
        points: the estimates, earliest first.
    """

    points: list[Point] = field(default_factory=list)


@dataclass
class Progress:
    """The progress of a training run: its length, the amount completed, and the losses so far.

    Attributes:
        total: the total length of the training run, in the unit given by `unit`.
        unit: the unit of the length: "seconds" (from when the text is available to when the author
            is installed), "epochs" (passes over the text) or "updates".
        seconds: the time spent on updates so far, in seconds.
        updates: the number of updates so far.
        epochs: the number of passes over the text so far, including the completed fraction of the
            current one.
        symbols: the total number of symbols read so far.
        loss: the smoothed training loss in bits per symbol; None before the first update.
        window_bits: two numbers: the sum of the training losses of all updates since the last
            estimate, in bits per symbol, and the number of those updates.
        history: the estimates of loss and accuracy so far.
        begun: the seconds from the start of the run to its first update.
        spent: the seconds from the start of the run until now, excluding interruptions.
        reserve: the predicted seconds from the last update to the end of the run.
    """

    total: float
    unit: Unit = "seconds"
    seconds: float = 0.0
    updates: int = 0
    epochs: float = 0.0
    symbols: int = 0
    loss: float | None = None
    window_bits: tuple[float, int] = (0.0, 0)
    history: History = field(default_factory=History)
    begun: float = 0.0
    spent: float = 0.0
    reserve: float = 0.0

    @classmethod
    def from_recipe(cls, recipe: Recipe) -> Self:
        """Return the progress at the start of a training run.

        Args:
            recipe: the settings of the training run, which specify its length.

        Raises:
            ValueError: if the recipe sets no length.
        """
        if recipe.epochs is not None:
            return cls(recipe.epochs, "epochs")
        if recipe.updates is not None:
            return cls(recipe.updates, "updates")
        if recipe.minutes is None:
            raise ValueError("a recipe without a length")
        return cls(recipe.minutes * 60)

    @property
    def elapsed(self) -> float:
        """How much of the training has been completed, in the unit given by `unit`.

        If the unit is "seconds", the time taken by estimates and samples is included.
        """
        by_clock = self.spent - self.begun
        return {"seconds": by_clock, "epochs": self.epochs, "updates": self.updates}[self.unit]

    @property
    def end(self) -> float:
        """The value that `elapsed` must reach for the training to be complete."""
        if self.unit == "seconds":
            return max(0.0, self.total - self.reserve - self.begun)
        return self.total

    @property
    def is_over(self) -> bool:
        """Whether the training has reached its full length.

        If the unit is "seconds", it ends when there is not enough time for half of another update.
        """
        half = self._update / 2 if self.unit == "seconds" else 0.0
        return self.elapsed + half >= self.end

    @property
    def fraction(self) -> float:
        """The completed fraction of the training, from 0 to 1."""
        return 1.0 if self.is_over else self.elapsed / self.end

    @property
    def next_fraction(self) -> float:
        """The fraction of the training completed midway through the next update, from 0 to 1.

        This fraction determines the learning rate. Because it is measured midway through an update,
        the first and last updates do not use the rates at the two ends of the schedule, which can
        be 0. The next update is assumed to be as long as the average update so far. Before the
        first update, there is no average, so the fraction is 0 unless the unit is "updates".
        """
        if not self.end:
            return 1.0
        return min(1.0, (self.elapsed + self._update / 2) / self.end)

    @property
    def _update(self) -> float:
        """The length of an average update so far, in the unit given by `unit`."""
        if self.unit == "seconds":
            return self.seconds / self.updates if self.updates else 0.0
        return self.elapsed / self.updates if self.updates else float(self.unit == "updates")

    @property
    def remaining_seconds(self) -> float | None:
        """The time in seconds until the author (a trained language model) is installed, or None.

        If the length of the run is in epochs or updates, the time is estimated from the pace so
        far; before the first update, it is None.
        """
        if self.unit == "seconds":
            return max(0.0, self.total - self.spent)
        if not self.elapsed:
            return None
        return (self.spent - self.begun) * (1 / self.fraction - 1) + self.reserve

    def advance(self, bits: float, seconds: float, symbols: int, epochs: float) -> None:
        """Record one update of the weights.

        Args:
            bits: the training loss of the update, in bits per symbol.
            seconds: the time that the update took, in seconds.
            symbols: the number of symbols read in the update, over all windows of the batch.
            epochs: the number of passes over the text at the end of the update, including the
                completed fraction of the current one.
        """
        self.seconds += seconds
        self.updates += 1
        self.epochs = epochs
        self.symbols += symbols
        last = bits if self.loss is None else self.loss
        self.loss = last * _SMOOTHING + bits * (1 - _SMOOTHING)
        total, count = self.window_bits
        self.window_bits = (total + bits, count + 1)

    def position(self) -> dict[str, Any]:
        """Return the progress of the training run, in a form that can be saved in a checkpoint.

        The values are JSON-serialisable. The length of the run and the unit of the length are not
        included.
        """
        return {
            "seconds": self.seconds,
            "updates": self.updates,
            "epochs": self.epochs,
            "symbols": self.symbols,
            "loss": self.loss,
            "since": self.window_bits,
            "points": self.history.points,
            "begun": self.begun,
            "spent": self.spent,
        }

    def restore(self, position: dict[str, Any]) -> None:
        """Restore the progress of the training run from a checkpoint.

        The length of the run (`total`) and its unit (`unit`) are not changed.

        Args:
            position: the progress to restore, as returned by the method `position`.
        """
        self.seconds, self.updates = position["seconds"], position["updates"]
        self.epochs, self.symbols = position["epochs"], position["symbols"]
        self.loss, (bits, count) = position["loss"], position["since"]
        self.window_bits = (bits, count)
        self.history = History([Point(*point) for point in position["points"]])
        # earlier versions counted optimiser time alone
        self.begun = position.get("begun", 0.0)
        self.spent = position.get("spent", self.seconds)


class Watcher(Protocol):
    """The interface of a callback that `fit` calls between updates of the weights.

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

    Raises:
        NothingLearned: if training is stopped before its first update.
        TooShort: if a new run has too few minutes to learn anything.
        TrainingDiverged: if a loss is not a finite number; `progress.history` then ends with the
            last estimate before that.
    """
    clock, batches = budget.clock, trainer.batches
    start = clock()
    trainer.trace()
    budget.graph = clock() - start
    if progress.updates:
        budget.resume(progress.spent)
    else:
        budget.check()
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
    start = budget.clock()
    bits, accuracy = trainer.estimate()
    budget.note_estimate(budget.clock() - start)
    total, count = progress.window_bits
    progress.window_bits = (0.0, 0)
    progress.history.points.append(
        Point(progress.seconds, progress.updates, progress.epochs, total / count, bits, accuracy)
    )
    _account(progress, budget)
