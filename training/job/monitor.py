"""The work between the updates of a training: reports, checkpoints, samples, requests to stop."""

import math
from collections.abc import Callable
from functools import cached_property

from common.settings import Sampling
from models.alphabet.alphabet import AnyAlphabet
from models.voice import Voice
from models.writing.stops import SentenceStop
from training.job.checkpoint import Checkpoint
from training.job.events import Emit
from training.loop.progress import Progress
from training.loop.trainer import Trainer
from training.network.live_step import LiveStep
from training.recipe import Recipe

_SAVE_EVERY = 60.0  # seconds, like the next two
_SAMPLE_EVERY = 60.0
_REPORT_EVERY = 1.0
_SHARE = 0.03  # of the time at most that samples may take, and as much for checkpoints


class Monitor:
    """A callback that reports on a training run, saves it and writes samples of text.

    The training loop calls the object between updates of the weights. Reports are due every second
    and after each estimate of the loss; checkpoints and samples are due every minute, or less often
    if they take long. The class implements `Watcher`, the interface for such callbacks.

    Args:
        trainer: the network being trained, with its optimiser and its position in the text.
        alphabet: the alphabet of the network.
        recipe: the settings of the run, which specify the temperatures and the random seed for the
            samples.
        checkpoint: the files on disk in which the run is saved.
        emit: a function that is called for each event (a message about the run), with its name
            ("progress", "checkpoint" or "sample") and with its values as keyword arguments.
        clock: a function that returns the time in seconds, used to decide when reports, samples and
            checkpoints are due.
    """

    def __init__(
        self,
        trainer: Trainer,
        alphabet: AnyAlphabet,
        recipe: Recipe,
        checkpoint: Checkpoint,
        emit: Emit,
        clock: Callable[[], float],
    ) -> None:
        self._trainer = trainer
        self._recipe = recipe
        self._checkpoint = checkpoint
        self._alphabet = alphabet
        self._emit = emit
        self._clock = clock
        self._last_report = self._last_save = self._last_sample = clock()
        self._save_after, self._sample_after = _SAVE_EVERY, _SAMPLE_EVERY

    def __call__(self, progress: Progress, estimated: bool) -> bool:
        """Report, write samples and save if due, and return whether training must end early.

        Args:
            progress: how far the run has got, and its losses so far.
            estimated: whether the loss on the text kept from training has just been
                measured; the loss is then reported at once.

        Raises:
            OSError: if a checkpoint is due and cannot be written.
        """
        now = self._clock()
        if estimated or now - self._last_report >= _REPORT_EVERY:
            self._last_report = now
            self._report(progress)
        if now - self._last_sample >= self._sample_after:
            start = self._clock()
            self._write_samples()
            self._last_sample = self._clock()
            self._sample_after = max(_SAMPLE_EVERY, (self._last_sample - start) / _SHARE)
        if now - self._last_save >= self._save_after:
            start = self._clock()
            self.save(progress)
            self._last_save = self._clock()
            self._save_after = max(_SAVE_EVERY, (self._last_save - start) / _SHARE)
        return self._checkpoint.is_stop_requested

    def save(self, progress: Progress) -> None:
        """Save a checkpoint of the training run, and report it with a `checkpoint` event.

        Args:
            progress: how far the run has got, and its losses so far; this is saved in the
                checkpoint.

        Raises:
            OSError: if the checkpoint cannot be written, for example because the disk is full; the
                previous checkpoint is then left in place.
        """
        content = self._trainer.checkpoint(progress.position())
        self._checkpoint.save(content, has_learnt=progress.updates > 0)
        self._emit("checkpoint", seconds=round(progress.seconds, 1))

    def _report(self, progress: Progress) -> None:
        points, left = progress.history.points, progress.remaining_seconds
        best = self._trainer.best
        self._emit(
            "progress",
            fraction=round(progress.fraction, 4),
            seconds=round(progress.seconds, 1),
            left=None if left is None else round(left, 1),
            updates=self._trainer.updates,
            epochs=round(progress.epochs, 3),
            loss=None if progress.loss is None else round(progress.loss, 4),
            held_out=round(points[-1].held_out, 4) if points else None,
            best=round(best, 4) if points and math.isfinite(best) else None,
            start_loss=None if progress.start_loss is None else round(progress.start_loss, 4),
        )

    @cached_property
    def _voice(self) -> Voice:
        """A voice, which writes samples by the network in training.

        It is made at the first sample, since TensorFlow takes seconds to compile its steps.
        """
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
