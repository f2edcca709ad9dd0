"""Training until its length is over: schedule, estimates, best weights.

The length is optimiser time, epochs or updates. Optimiser time is seconds inside updates, after the
first has been traced; estimates, checkpoints and samples do not count. Clock and callbacks are
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
    """A training was stopped before its first update."""


class Point(NamedTuple):
    """What was known at one estimate.

    Attributes:
        seconds: of optimiser time before it.
        updates: before it.
        epochs: before it, with the share of the last.
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


_BEGINNING = Point(0.0, 0, 0.0, math.nan, math.nan, math.nan)


@dataclass
class History:
    """What a training saw, for the plot and the card."""

    points: list[Point] = field(default_factory=list)


@dataclass
class Progress:
    """Where a training stands.

    Attributes:
        total: its length.
        unit: of the length.
        seconds: of optimiser time so far.
        updates: so far.
        epochs: so far, with the share of the present one.
        symbols: read so far, all rows together.
        loss: training bits a symbol, smoothed.
        since: training bits of the windows since the last estimate, summed, and their number.
        history: of this and the held-out loss.
    """

    total: float
    unit: Unit = "seconds"
    seconds: float = 0.0
    updates: int = 0
    epochs: float = 0.0
    symbols: int = 0
    loss: float | None = None
    since: tuple[float, int] = (0.0, 0)
    history: History = field(default_factory=History)

    @classmethod
    def of(cls, recipe: Recipe) -> Self:
        """The beginning of a training as long as the recipe says."""
        if recipe.epochs is not None:
            return cls(recipe.epochs, "epochs")
        if recipe.updates is not None:
            return cls(recipe.updates, "updates")
        if recipe.minutes is None:
            raise ValueError("a recipe without a length")
        return cls(recipe.minutes * 60)

    @property
    def done(self) -> float:
        """How much of the length is over, in its unit."""
        return {"seconds": self.seconds, "epochs": self.epochs, "updates": self.updates}[self.unit]

    @property
    def over(self) -> bool:
        return self.done >= self.total

    @property
    def fraction(self) -> float:
        return min(1.0, self.done / self.total)

    @property
    def ahead(self) -> float:
        """Share of the length that is over in the middle of the next update, were it as the last.

        So neither the first update nor the last has the rate of an end, which may be 0; but for the
        first of all where seconds or epochs decide, since how much one takes is not known yet.
        """
        one = self.done / self.updates if self.updates else float(self.unit == "updates")
        return min(1.0, (self.done + one / 2) / self.total)

    @property
    def left(self) -> float | None:
        """Optimiser seconds to come, if they go on as so far; None before there is a so far."""
        if self.unit == "seconds":
            return max(0.0, self.total - self.seconds)
        return self.seconds * (1 / self.fraction - 1) if self.done else None

    def advance(self, bits: float, seconds: float, symbols: int, epochs: float) -> None:
        """Count an update: its loss, how long it took, what it read, and where the text stands."""
        self.seconds += seconds
        self.updates += 1
        self.epochs = epochs
        self.symbols += symbols
        last = bits if self.loss is None else self.loss
        self.loss = last * _SMOOTHING + bits * (1 - _SMOOTHING)
        self.since = (self.since[0] + bits, self.since[1] + 1)

    def plain(self) -> dict[str, Any]:
        """As plain values, for a checkpoint; all but the length."""
        return {
            "seconds": self.seconds,
            "updates": self.updates,
            "epochs": self.epochs,
            "symbols": self.symbols,
            "loss": self.loss,
            "since": self.since,
            "points": self.history.points,
        }

    def take_up(self, plain: dict[str, Any]) -> None:
        """Stand where `plain` said."""
        self.seconds, self.updates = plain["seconds"], plain["updates"]
        self.epochs, self.symbols = plain["epochs"], plain["symbols"]
        self.loss, (bits, count) = plain["loss"], plain["since"]
        self.since = (bits, count)
        self.history = History([Point(*point) for point in plain["points"]])


class Watcher(Protocol):
    """Told between updates; may save, show and write."""

    def __call__(self, progress: Progress, estimated: bool) -> bool:
        """Whether to stop early and keep the best so far."""


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

    Raises:
        NothingLearned: when it was stopped before its first update.
        TrainingDiverged: when a loss is no number; the history is that of the estimates before.
    """
    trainer.trace()
    stopped = watch(progress, False)
    while not progress.over and not stopped:
        rate = learning_rate(recipe, progress.ahead, int(progress.epochs))
        begun = clock()
        bits = trainer.update(rate)
        seconds = clock() - begun
        streams = trainer.streams
        progress.advance(bits, seconds, streams.batch * streams.window, streams.epochs)
        estimated = not progress.over and _due(progress)
        if estimated:
            _estimate(trainer, progress)
        stopped = watch(progress, estimated)
    if not progress.updates:
        raise NothingLearned(
            "the training was stopped before it had learnt anything", "Nothing has changed."
        )
    if progress.since[1]:
        _estimate(trainer, progress)
    watch(progress, True)


def _due(progress: Progress) -> bool:
    """Whether it is time for an estimate: an epoch has ended, or a share of the length."""
    points = progress.history.points
    last = points[-1] if points else _BEGINNING
    if progress.unit == "epochs":
        return int(progress.epochs) > int(last.epochs)
    before = last.seconds if progress.unit == "seconds" else last.updates
    return (
        progress.done - before >= progress.total / _ESTIMATES
        and progress.seconds - last.seconds >= _BETWEEN
    )


def _estimate(trainer: Trainer, progress: Progress) -> None:
    bits, accuracy = trainer.estimate()
    total, count = progress.since
    progress.since = (0.0, 0)
    progress.history.points.append(
        Point(progress.seconds, progress.updates, progress.epochs, total / count, bits, accuracy)
    )
