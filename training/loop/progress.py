"""The progress of a training: its length, how much of it is over, and its losses so far.

The length is in minutes, epochs or updates. Minutes are those of the clock, from having the text to
the author in its place. Optimiser time, which is only recorded, counts the seconds spent in updates
alone. This module measures nothing and keeps no clock: training/loop/fit.py fills it in, and
training/loop/budget.py knows the time.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Self

from training.recipe import Recipe

Unit = Literal["seconds", "epochs", "updates"]

_SMOOTHING = 0.98  # of the training loss that is shown: a mean over about fifty windows


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


@dataclass
class History:
    """The estimates of loss and accuracy made during a training run, which are plotted at its end.

    Attributes:
        points: the estimates, earliest first.
    """

    points: list[Point] = field(default_factory=list)


@dataclass
class Progress:
    """The progress of a training run: its length, the amount completed, and the losses so far.

    A symbol is a character or a word. The held-out text is excluded from training and used for
    evaluation.

    Attributes:
        total: the total length of the training run, in the unit given by `unit`.
        unit: the unit of the length: "seconds" (from when the text is available to when the trained
            network is installed), "epochs" (passes over the text) or "updates" (of the weights).
        seconds: the time spent on updates so far, in seconds.
        updates: the number of updates so far.
        epochs: the number of passes over the text so far, including the completed fraction of the
            current one.
        symbols: the total number of symbols read so far.
        loss: the smoothed training loss in bits per symbol; None before the first update.
        window_bits: two numbers: the sum of the training losses of all updates since the last
            estimate, in bits per symbol, and the number of those updates.
        history: the estimates of loss and accuracy so far.
        begun: the seconds from the start of the run to its first update, and from each time that
            the run was resumed to the next update.
        spent: the seconds from the start of the run until now, excluding interruptions.
        reserve: the predicted seconds from the last update to the end of the run.
        start_loss: the loss on the held-out text before the first update, in bits per symbol; None
            if it was not measured, or if other held-out text has been read since the run was
            resumed with another length.
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
    start_loss: float | None = None

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
        """How much of the training has been completed, in seconds, epochs or updates.

        The unit is given by the attribute `unit`. If it is "seconds", this is the time since
        training began to update the weights, including the time taken by estimates and samples, but
        not the time taken to resume the run.
        """
        by_clock = self.spent - self.begun
        return {"seconds": by_clock, "epochs": self.epochs, "updates": self.updates}[self.unit]

    @property
    def end(self) -> float:
        """The length of the training from first to last update, in seconds, epochs or updates.

        The unit is given by the attribute `unit`. Training is complete when `elapsed`, the amount
        completed so far, reaches this length.
        """
        if self.unit == "seconds":
            return max(0.0, self.total - self.reserve - self.begun)
        return self.total

    @property
    def is_over(self) -> bool:
        """Whether the training has reached its full length.

        If the length is in seconds, training ends when too little time is left for half an update.
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
        first update, there is no average, so the fraction is 0 unless the length is in updates.
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
        """The expected time, in seconds, until the author (a language model) is installed.

        If the length of the run is in epochs or updates, the time is estimated from the pace so
        far; it is None before the first update.
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
            "start_loss": self.start_loss,
        }

    def restore(self, position: dict[str, Any]) -> None:
        """Restore the progress of the training run from a checkpoint.

        The length of the run and the unit of the length are not changed.

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
        self.start_loss = position.get("start_loss")
