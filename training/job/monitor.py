"""Between the updates of a training: report, save, write a sample, notice a request to stop."""

from collections.abc import Callable
from functools import cached_property

from common.settings import Sampling
from models.alphabet import AnyAlphabet
from models.stops import SentenceStop
from models.voice import Voice
from training.job.checkpoint import Checkpoint
from training.job.events import Emit
from training.loop.fit import Progress
from training.loop.trainer import Trainer
from training.network.live_step import LiveStep
from training.recipe import Recipe

_SAVE_EVERY = 60.0  # seconds of wall time, like the next two
_SAMPLE_EVERY = 60.0
_REPORT_EVERY = 1.0


class Monitor:
    """Watches a training, called between its updates.

    Args:
        trainer: what is trained.
        alphabet: of the style to be.
        recipe: for the temperatures and the seed of samples.
        checkpoint: where the training is saved.
        emit: hears `progress`, `checkpoint` and `sample` events.
        clock: seconds of wall time, by which reports, samples and checkpoints are spaced.
        seconds_before: optimiser seconds spent in an earlier process.
    """

    def __init__(
        self,
        trainer: Trainer,
        alphabet: AnyAlphabet,
        recipe: Recipe,
        checkpoint: Checkpoint,
        emit: Emit,
        clock: Callable[[], float],
        seconds_before: float,
    ) -> None:
        self._trainer = trainer
        self._recipe = recipe
        self._checkpoint = checkpoint
        self._alphabet = alphabet
        self._emit = emit
        self._clock = clock
        self._start = self._last_report = self._last_save = self._last_sample = clock()
        self._seconds_before = seconds_before

    def __call__(self, progress: Progress, estimated: bool) -> bool:
        """Do what is due after an update, and return whether the training is to stop early.

        Args:
            progress: of the training.
            estimated: whether the held-out text was just measured.
        """
        now = self._clock()
        if estimated or now - self._last_report >= _REPORT_EVERY:
            self._last_report = now
            self._report(progress, now)
        if now - self._last_sample >= _SAMPLE_EVERY:
            self._last_sample = now
            self._write_samples()
        if now - self._last_save >= _SAVE_EVERY:
            self._last_save = now
            self.save(progress)
        return self._checkpoint.is_stop_requested

    def save(self, progress: Progress) -> None:
        """Save a checkpoint.

        Raises:
            OSError: such as a full disk; the last checkpoint is still there.
        """
        self._checkpoint.save(self._trainer.checkpoint(progress.position()))
        self._emit("checkpoint", seconds=round(progress.seconds, 1))

    def _report(self, progress: Progress, now: float) -> None:
        points = progress.history.points
        spent, wall = progress.seconds - self._seconds_before, now - self._start
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
        """Built at the first sample: TensorFlow then compiles its steps, which takes seconds."""
        return LiveStep(self._trainer.net).voice(self._alphabet)

    def _write_samples(self) -> None:
        for temperature in self._recipe.temperatures:
            self._voice.state = self._voice.start()  # by the weights as they are now
            sampling, stop = Sampling(temperature, min_p=0.0), SentenceStop(200, 100)
            pieces = self._voice.write_batch(sampling, [self._recipe.seed], [stop])
            try:
                text = "".join(piece for _, piece in pieces)
            except ValueError:  # the training diverged, as its next update will report
                return
            self._emit("sample", temperature=temperature, text=text)
