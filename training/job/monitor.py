"""Between the updates of a training: tell how it goes, save, write a sample, notice the end."""

from collections.abc import Callable
from functools import cached_property

from common.settings import Sampling
from models.alphabet import Symbols
from models.stops import SentenceStop
from models.voice import Voice
from training.job.checkpoint import Checkpoint
from training.job.events import Emit
from training.loop.fit import Progress
from training.loop.trainer import Trainer
from training.network.live_step import LiveStep
from training.recipe import Recipe

_SAVED_EVERY = 60.0  # seconds of the wall clock, as is the next
_SAMPLED_EVERY = 60.0
_SAID_EVERY = 1.0


class Monitor:
    """Between updates: tell, save, sample, and notice when the end is asked for."""

    def __init__(
        self,
        trainer: Trainer,
        alphabet: Symbols,
        recipe: Recipe,
        unfinished: Checkpoint,
        emit: Emit,
        clock: Callable[[], float],
        seconds_before: float,
    ) -> None:
        self._trainer = trainer
        self._recipe = recipe
        self._unfinished = unfinished
        self._alphabet = alphabet
        self._emit = emit
        self._clock = clock
        self._began = self._said = self._saved = self._sampled = clock()
        self._seconds_before = seconds_before  # of optimiser time, in an earlier process

    def __call__(self, progress: Progress, estimated: bool) -> bool:
        now = self._clock()
        if estimated or now - self._said >= _SAID_EVERY:
            self._said = now
            self._say(progress, now)
        if now - self._sampled >= _SAMPLED_EVERY:
            self._sampled = now
            self._sample()
        if now - self._saved >= _SAVED_EVERY:
            self._saved = now
            self.save(progress)
        return self._unfinished.finish_asked

    def save(self, progress: Progress) -> None:
        self._unfinished.save(self._trainer.checkpoint(progress.position()))
        self._emit("checkpoint", seconds=round(progress.seconds, 1))

    def _say(self, progress: Progress, now: float) -> None:
        points = progress.history.points
        spent, wall = progress.seconds - self._seconds_before, now - self._began
        pace = wall / spent if spent > 1 else 1.0  # estimates and samples take time as well
        left = progress.remaining_seconds
        self._emit(
            "progress",
            fraction=round(progress.fraction, 4),
            seconds=round(progress.seconds, 1),
            left=None if left is None else round(left * pace, 1),
            updates=self._trainer.updates,
            epochs=round(progress.epochs, 3),
            loss=None if progress.loss is None else round(progress.loss, 4),
            held_out=round(points[-1].held_out, 4) if points else None,
            best=round(self._trainer.best, 4) if points else None,
        )

    @cached_property
    def _voice(self) -> Voice:
        """Made when first asked for: TensorFlow then builds its steps, which takes seconds."""
        return LiveStep(self._trainer.net).voice(self._alphabet)

    def _sample(self) -> None:
        """Tell how the author writes by now."""
        for temperature in self._recipe.temperatures:
            self._voice.state = self._voice.start()  # by the weights as they are now
            sampling, stop = Sampling(temperature, min_p=0.0), SentenceStop(200, 100)
            pieces = self._voice.write_batch(sampling, [self._recipe.seed], [stop])
            try:
                text = "".join(piece for _, piece in pieces)
            except ValueError:  # it ran away, as its next update will say
                return
            self._emit("sample", temperature=temperature, text=text)
