"""Training until the time is spent: schedule, estimates, best weights.

Time is optimiser time: seconds inside updates, after the first has been traced. Estimates,
checkpoints and samples do not count. Clock and callbacks are passed in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from models.errors import TrainingError
from training.recipe import Recipe
from training.schedule import learning_rate
from training.trainer import Trainer

_ESTIMATES = 24  # in a whole training at most
_BETWEEN = 8.0  # optimiser seconds between two estimates at least, which take a second each
_SMOOTHING = 0.98  # of the training loss that is shown: a mean over some fifty windows


@dataclass
class History:
    """What a training saw, for the plot and the card.

    Attributes:
        train: points of (optimiser seconds, bits a symbol), smoothed.
        held_out: points of (optimiser seconds, bits a symbol).
    """

    train: list[tuple[float, float]] = field(default_factory=list)
    held_out: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Progress:
    """Where a training stands.

    Attributes:
        seconds: of optimiser time so far.
        total: seconds in all.
        symbols: read so far, all streams together.
        loss: training bits a symbol, smoothed.
        history: of this and the held-out loss.
    """

    total: float
    seconds: float = 0.0
    symbols: int = 0
    loss: float | None = None
    history: History = field(default_factory=History)

    @property
    def fraction(self) -> float:
        return min(1.0, self.seconds / self.total)

    def plain(self) -> dict[str, Any]:
        """As plain values, for a checkpoint."""
        return {
            "seconds": self.seconds,
            "symbols": self.symbols,
            "loss": self.loss,
            "train": self.history.train,
            "held_out": self.history.held_out,
        }

    def take_up(self, plain: dict[str, Any]) -> None:
        """Stand where `plain` said."""
        self.seconds, self.symbols = plain["seconds"], plain["symbols"]
        self.loss = plain["loss"]
        self.history = History(
            [tuple(p) for p in plain["train"]], [tuple(p) for p in plain["held_out"]]
        )


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
    """Train until `progress.total` seconds are spent; the trainer then has its best weights.

    The learning rate follows the share of the time spent, so a slow machine makes fewer updates
    and still ends its schedule.

    Raises:
        TrainingError: when it was stopped before its first update.
    """
    trainer.trace()
    between = max(progress.total / _ESTIMATES, _BETWEEN)
    due = between * (1 + progress.seconds // between)
    stopped = watch(progress, False)
    while progress.seconds < progress.total and not stopped:
        rate = learning_rate(progress.fraction, recipe.learning_rate, recipe.warmup)
        begun = clock()
        bits = trainer.update(rate)
        progress.seconds += clock() - begun
        progress.symbols += trainer.streams.batch * trainer.streams.window
        last = bits if progress.loss is None else progress.loss
        progress.loss = last * _SMOOTHING + bits * (1 - _SMOOTHING)
        estimated = progress.seconds >= due and progress.seconds < progress.total
        if estimated:
            due += between
            _estimate(trainer, progress)
        stopped = watch(progress, estimated)
    if not progress.symbols:
        raise TrainingError(
            "the training was stopped before it had learnt anything", "Nothing has changed."
        )
    _estimate(trainer, progress)
    watch(progress, True)


def _estimate(trainer: Trainer, progress: Progress) -> None:
    bits = trainer.estimate()
    progress.history.held_out.append((progress.seconds, bits))
    if progress.loss is not None:
        progress.history.train.append((progress.seconds, progress.loss))
