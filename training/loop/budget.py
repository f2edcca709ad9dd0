"""The minutes of a training run by the clock, and how much of them is kept for its end.

The clock starts when the text is there and stops when the new author is in place. In between,
TensorFlow is loaded, the graph of an update is built, the network learns and is exported, and the
export is checked and measured. How long the last stages will take is predicted from how long the
graph took, which is the same kind of work on the same machine.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from common.errors import UsageError

# How often the time of the graph of an update goes into other work, by the processor time of each
# in a training from the base. They are chosen rather too large: what is left over goes into
# measuring on more text.
_ENDING = 3.2  # export, check and samples
_LAST = 0.3  # what follows the measuring: card, file and picture
_ESTIMATE, _ESTIMATE_GRAPH = 1.1, 0.5  # a first estimate, and its graph alone
_CHARACTER = 1e-4  # one character of held-out text, measured
# The share of the minutes in which the exported network is measured: less in short trainings, whose
# figure may be rougher; in others it is mostly enough for the whole held-out text.
_MEASURE, _MEASURE_LONG, _LONG = 0.05, 0.12, 600.0
_LEARNING = 0.1  # share of the minutes to learn in, if they are the least that is advised
_STEP = 30.0  # seconds to which the least time is rounded up


class TooShort(UsageError):
    """The error raised when a training run is too short for the network to learn anything."""


@dataclass
class Budget:
    """How much time a training run has, has spent, and will need after its last update.

    During training, the loss on held-out text (excluded from training) is estimated several times.
    After the last update of the weights, the network is exported, evaluated on this text and saved.

    Attributes:
        clock: a function that returns the time in seconds, without the time in which the program
            was stopped.
        start: the time given by `clock` when this process began to work on the run.
        total: the intended length of the run in seconds, from when the texts have been loaded to
            when the author (the trained model) is installed; None if the length is in epochs or
            updates.
        before: the seconds that earlier processes spent on the run; 0 unless it was resumed.
        graph: the seconds that it took to build the TensorFlow graph of an update; 0 before then.
        characters: the number of characters of held-out text.
        estimate: the seconds that the last estimate took, excluding the time to build its graph; 0
            before the first estimate.
    """

    clock: Callable[[], float]
    start: float
    total: float | None = None
    before: float = 0.0
    graph: float = 0.0
    characters: int = 0
    estimate: float = 0.0

    @property
    def spent(self) -> float:
        """The seconds spent on the run so far, by this process and by earlier ones."""
        return self.before + self.clock() - self.start

    @property
    def remaining(self) -> float:
        """The seconds left until the run should be complete.

        The result is infinite if the length of the run is in epochs or updates.
        """
        return math.inf if self.total is None else self.total - self.spent

    @property
    def measuring(self) -> float:
        """The predicted duration, in seconds, of the final evaluation on held-out text.

        Held-out text is excluded from training.
        """
        whole = self.characters * _CHARACTER * self.graph
        if self.total is None:
            return whole
        return min(whole, self.total * (_MEASURE if self.total < _LONG else _MEASURE_LONG))

    @property
    def last(self) -> float:
        """The predicted duration, in seconds, of saving the author after the final evaluation.

        An author is a trained language model.
        """
        return _LAST * self.graph

    @property
    def reserve(self) -> float:
        """The predicted duration, in seconds, of all work after the last update of the weights.

        This work consists of a last estimate of the loss, and of exporting, evaluating and saving
        the network.
        """
        return self.next_estimate + _ENDING * self.graph + self.measuring + self.last

    @property
    def next_estimate(self) -> float:
        """The predicted duration, in seconds, of the next estimate of the loss.

        The loss is estimated several times during training, on text excluded from training.
        """
        return self.estimate or _ESTIMATE * self.graph

    def note_estimate(self, seconds: float) -> None:
        """Record how long an estimate of the loss took, to predict how long the next one will take.

        Args:
            seconds: the duration; for the first estimate, it includes the time to build the
                TensorFlow graph.
        """
        graph = 0.0 if self.estimate else _ESTIMATE_GRAPH * self.graph
        self.estimate = max(seconds - graph, seconds / 4)

    def resume(self, spent: float) -> None:
        """Continue a run that earlier processes began.

        Args:
            spent: the seconds that the earlier processes spent on the run. The time that this
                process has already spent on it, for example to load TensorFlow, is added to them.
        """
        self.before = spent

    def check(self) -> None:
        """Check that there is time for one update of the weights and for all work after training.

        That work consists of exporting, evaluating and saving the network.

        Raises:
            TooShort: if there is not enough time; the message says how many minutes are needed.
        """
        # the first update takes about as long as its graph did
        if self.total is None or self.remaining - self.reserve >= self.graph:
            return
        fixed = self.spent + self.reserve - self.measuring
        least = (fixed + self.graph) / (1 - _MEASURE - _LEARNING)
        minutes = -(-least // _STEP) * _STEP / 60
        given = self.total / 60
        raise TooShort(
            f"{_say_minutes(given)} {'is' if given == 1 else 'are'} too short to train an"
            f" author: as busy as this machine is, all but the learning takes {fixed:.0f} seconds",
            f"Give it {_say_minutes(minutes)} or more.",
        )


def _say_minutes(minutes: float) -> str:
    return f"{minutes:g} minute" + ("" if minutes == 1 else "s")
