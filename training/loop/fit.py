"""A training until its length is over: schedule, estimates, best weights.

The length is optimiser time, epochs or updates. Optimiser time is the seconds inside updates, once
the first has been traced; estimates, checkpoints and samples do not count. Clock and callbacks are
passed in.
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

_ESTIMATES = 24  # in a whole training at most, unless epochs decide: then one each
_BETWEEN = 8.0  # optimiser seconds between two estimates at least, which take a second each
_SMOOTHING = 0.98  # of the training loss that is shown: a mean over some fifty windows


class NothingLearned(TrainingError):
    """A training that was stopped before its first update."""


class Point(NamedTuple):
    """One estimate, and where the training was when it was made.

    Attributes:
        seconds: of optimiser time before it.
        updates: of the weights before it.
        epochs: readings of the text before it, with the share of the last.
        train: training bits a symbol, the mean over all windows since the point before.
        held_out: held-out bits a symbol; the perplexity is 2 to the power of it.
        accuracy: share of the held-out symbols whose likeliest prediction was right.
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
    """The estimates of a training, for the plot and the card.

    Attributes:
        points: the estimates, in order.
    """

    points: list[Point] = field(default_factory=list)


@dataclass
class Progress:
    """How far a training has come.

    Attributes:
        total: its length.
        unit: of the length.
        seconds: of optimiser time so far.
        updates: of the weights so far.
        epochs: readings of the text so far, with the share of the present one.
        symbols: read so far, all rows together.
        loss: training bits a symbol, smoothed.
        window_bits: training bits of the windows since the last estimate, summed, and their number.
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
        """Start a training as long as the recipe says.

        Raises:
            ValueError: when the recipe has no length.
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
        """How much of the length is over, in its unit."""
        return {"seconds": self.seconds, "epochs": self.epochs, "updates": self.updates}[self.unit]

    @property
    def is_over(self) -> bool:
        """Whether the whole length is over."""
        return self.elapsed >= self.total

    @property
    def fraction(self) -> float:
        """The share of the length that is over, 0 to 1."""
        return min(1.0, self.elapsed / self.total)

    @property
    def next_fraction(self) -> float:
        """The share of the length, 0 to 1, that is over in the middle of the next update.

        It takes the next update to be as long as the mean so far. So neither the first update nor
        the last has the rate of an end, which may be 0; but the very first has where seconds or
        epochs decide, since how much an update takes is not known yet.
        """
        update = self.elapsed / self.updates if self.updates else float(self.unit == "updates")
        return min(1.0, (self.elapsed + update / 2) / self.total)

    @property
    def remaining_seconds(self) -> float | None:
        """Optimiser seconds to come if they go on as so far; None before the first update."""
        if self.unit == "seconds":
            return max(0.0, self.total - self.seconds)
        return self.seconds * (1 / self.fraction - 1) if self.elapsed else None

    def advance(self, bits: float, seconds: float, symbols: int, epochs: float) -> None:
        """Count an update.

        Args:
            bits: its loss, in bits a symbol.
            seconds: how long it took.
            symbols: how many it read.
            epochs: readings of the text that are over after it.
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
        """Return everything but the length as plain values, for a checkpoint."""
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
        """Go on from where `position` said; the length stays."""
        self.seconds, self.updates = position["seconds"], position["updates"]
        self.epochs, self.symbols = position["epochs"], position["symbols"]
        self.loss, (bits, count) = position["loss"], position["since"]
        self.window_bits = (bits, count)
        self.history = History([Point(*point) for point in position["points"]])


class Watcher(Protocol):
    """A callback between updates, which may save, show and write samples."""

    def __call__(self, progress: Progress, estimated: bool) -> bool:
        """Return whether to stop early and keep the best weights so far.

        Args:
            progress: how far the training has come.
            estimated: whether an estimate has just been made.
        """


def fit(
    trainer: Trainer,
    recipe: Recipe,
    progress: Progress,
    clock: Callable[[], float],
    watch: Watcher,
) -> None:
    """Train until `progress` is over; the trainer then has its best weights.

    The learning rate follows the share of the length that is over. Where minutes decide, a slow
    machine makes fewer updates and still ends its schedule.

    Args:
        trainer: what is trained.
        recipe: for the learning rate.
        progress: how far the training has come, and how long it is.
        clock: seconds, by which updates are timed.
        watch: called before the first update, after each, and at the end.

    Raises:
        NothingLearned: when it was stopped before its first update.
        TrainingDiverged: when a loss is no number; the history ends with the estimate before.
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
    """Tell whether it is time for an estimate: an epoch has ended, or a share of the length."""
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
