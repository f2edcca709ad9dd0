"""The loop of a training, from its first update to its last: learning rate, updates, estimates.

The length of a training is set in optimiser time, epochs or updates. Optimiser time counts only the
seconds spent in updates, without the time TensorFlow takes to trace their graph and without
estimates, checkpoints and samples. The clock and a callback are passed in.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol, Self

from common.errors import TrainingError
from training.loop.schedule import learning_rate
from training.loop.trainer import Trainer
from training.recipe import Recipe

Unit = Literal["seconds", "epochs", "updates"]

_ESTIMATES = 24  # at most in a whole training; if its length is in epochs, one for each epoch
_BETWEEN = 8.0  # optimiser seconds at least between two estimates, which take about a second each
_SMOOTHING = 0.98  # of the training loss that is shown: a mean over about fifty windows


class NothingLearned(TrainingError):
    """The error of a training that was stopped before its first update."""


class Point(NamedTuple):
    """One estimate of how well the network predicts, and how far the training had come.

    Attributes:
        seconds: the optimiser time before the estimate, in seconds.
        updates: the number of updates before the estimate.
        epochs: the number of readings of the text before the estimate, with the share of the
            current one.
        train: the training loss in bits per symbol, a mean over all windows since the previous
            estimate.
        held_out: the loss on the held-out text (kept from training, for measuring), in bits per
            symbol; 2 to the power of it is the perplexity.
        accuracy: the share of the held-out symbols, from 0 to 1, that were the likeliest
            prediction.
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
    """All estimates of a training, for the plot and for the style's metadata.

    Attributes:
        points: the estimates, the earliest first.
    """

    points: list[Point] = field(default_factory=list)


@dataclass
class Progress:
    """The progress of a training: how long it is, how far it has come, and its losses so far.

    Attributes:
        total: the length of the whole training, in its unit.
        unit: the unit of the length: optimiser seconds, epochs or updates.
        seconds: the optimiser time so far, in seconds.
        updates: the number of updates so far.
        epochs: the number of readings of the text so far, with the share of the current one.
        symbols: the number of symbols read so far, in all rows of the batches together.
        loss: the smoothed training loss in bits per symbol; None before the first update.
        window_bits: the sum of the training losses, in bits per symbol, of all updates since the
            last estimate, and the number of these updates.
        history: the estimates so far.
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

    @classmethod
    def from_recipe(cls, recipe: Recipe) -> Self:
        """Return the progress of a training that has not begun, with the recipe's length.

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
        """How much of the training's length is done, in the unit of the length."""
        return {"seconds": self.seconds, "epochs": self.epochs, "updates": self.updates}[self.unit]

    @property
    def is_over(self) -> bool:
        """Whether the whole length of the training is done."""
        return self.elapsed >= self.total

    @property
    def fraction(self) -> float:
        """The share of the training's length that is done, from 0 to 1."""
        return min(1.0, self.elapsed / self.total)

    @property
    def next_fraction(self) -> float:
        """The share of the training's length, from 0 to 1, done in the middle of the next update.

        The next update is assumed to be as long as the average one so far. With the middle, the
        first and the last update do not get the learning rate at the ends of the schedule, which
        may be 0. The first update still gets it if the length is in seconds or epochs, since the
        length of an update is not known yet.
        """
        update = self.elapsed / self.updates if self.updates else float(self.unit == "updates")
        return min(1.0, (self.elapsed + update / 2) / self.total)

    @property
    def remaining_seconds(self) -> float | None:
        """The optimiser seconds left; None if they cannot be estimated yet.

        If the length is in epochs or updates, the estimate takes the pace so far, and there is none
        before the first update.
        """
        if self.unit == "seconds":
            return max(0.0, self.total - self.seconds)
        return self.seconds * (1 / self.fraction - 1) if self.elapsed else None

    def advance(self, bits: float, seconds: float, symbols: int, epochs: float) -> None:
        """Add one update to the progress.

        Args:
            bits: the loss of the update, in bits per symbol.
            seconds: the optimiser time that the update took, in seconds.
            symbols: the number of symbols that the update read, in all rows.
            epochs: the number of readings of the text after the update, with the share of the
                current one.
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
        """Return the progress without the length, as plain values for a checkpoint."""
        return {
            "seconds": self.seconds,
            "updates": self.updates,
            "epochs": self.epochs,
            "symbols": self.symbols,
            "loss": self.loss,
            "since": self.window_bits,
            "points": self.history.points,
        }

    def restore(self, position: dict[str, Any]) -> None:
        """Replace the progress with that of a checkpoint; the length stays as it is.

        Args:
            position: the progress to restore, as the method `position` returns it.
        """
        self.seconds, self.updates = position["seconds"], position["updates"]
        self.epochs, self.symbols = position["epochs"], position["symbols"]
        self.loss, (bits, count) = position["loss"], position["since"]
        self.window_bits = (bits, count)
        self.history = History([Point(*point) for point in position["points"]])


class Watcher(Protocol):
    """The interface of a callback between updates, for saving, reporting and writing samples."""

    def __call__(self, progress: Progress, estimated: bool) -> bool:
        """Do what is due, and return whether to stop early and keep the best weights so far.

        Args:
            progress: how far the training has come.
            estimated: whether the loss on the held-out text has just been measured.
        """


def fit(
    trainer: Trainer,
    recipe: Recipe,
    progress: Progress,
    clock: Callable[[], float],
    watch: Watcher,
) -> None:
    """Train a network until its whole length is done or the callback stops it.

    Afterwards `trainer.best_arrays` holds the best weights. The learning rate follows the share of
    the length that is done, so if the length is in minutes, a slow machine makes fewer updates and
    still completes the schedule.

    Args:
        trainer: the network in training, with its optimiser and its position in the text.
        recipe: the training's settings, for the learning rate.
        progress: the length of the training and how far it has come; it is updated.
        clock: returns the time in seconds, for timing updates.
        watch: the callback, called before the first update, after each update and at the end; the
            training stops if it returns true.

    Raises:
        NothingLearned: if the training is stopped before its first update.
        TrainingDiverged: if a loss is not a finite number; the history then ends with the last
            estimate before.
    """
    trainer.trace()
    stop = watch(progress, False)
    while not progress.is_over and not stop:
        rate = learning_rate(recipe, progress.next_fraction, int(progress.epochs))
        start = clock()
        bits = trainer.update(rate)
        seconds = clock() - start
        batches = trainer.batches
        progress.advance(bits, seconds, batches.batch * batches.window, batches.epochs)
        estimated = not progress.is_over and _is_due(progress)
        if estimated:
            _estimate(trainer, progress)
        stop = watch(progress, estimated)
    if not progress.updates:
        raise NothingLearned(
            "the training was stopped before it had learnt anything", "Nothing has changed."
        )
    if progress.window_bits[1]:
        _estimate(trainer, progress)
    watch(progress, True)


def _is_due(progress: Progress) -> bool:
    """Tell whether an estimate is due: an epoch has ended, or enough of the length has passed."""
    points = progress.history.points
    last = points[-1] if points else _START
    if progress.unit == "epochs":
        return int(progress.epochs) > int(last.epochs)
    elapsed = last.seconds if progress.unit == "seconds" else last.updates
    return (
        progress.elapsed - elapsed >= progress.total / _ESTIMATES
        and progress.seconds - last.seconds >= _BETWEEN
    )


def _estimate(trainer: Trainer, progress: Progress) -> None:
    bits, accuracy = trainer.estimate()
    total, count = progress.window_bits
    progress.window_bits = (0.0, 0)
    progress.history.points.append(
        Point(progress.seconds, progress.updates, progress.epochs, total / count, bits, accuracy)
    )
