"""A whole training, from the user's request to the installed style.

The stages are: fetch, clean and split the texts, plan, fit, release. TensorFlow, which is slow to
load, is loaded beside the fetching and planning, but only once a text begins to come, so that a
wrong address is reported at once. Minutes count from when the texts are there. Every stage is
reported as an event.
"""

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.processor import read_cpuinfo
from common.program import program_name
from common.stderr import silence_stderr
from common.user_dirs import UserDirs
from models.alphabet.characters import Alphabet
from models.library import Library
from texts.corpus import sample_held_out
from training.job.checkpoint import Checkpoint
from training.job.events import Emit
from training.job.interrupts import Interrupts
from training.job.packages import TensorFlowLoader, explain_missing_packages, require_package
from training.job.plan import TrainingPlan
from training.job.preparation import Preparation
from training.job.request import TrainingRequest
from training.job.warm_start import rebuild_start
from training.loop.budget import Budget, TooShort
from training.network.spelling import letter_codes
from training.recipe import Recipe

if TYPE_CHECKING:
    from training.job.release import FinalNetwork


def train(
    request: TrainingRequest,
    dirs: UserDirs,
    emit: Emit,
    clock: Callable[[], float] = time.monotonic,
) -> Path:
    """Train an author (a language model) on texts, and save it in the user's styles folder.

    A style is a file that contains a trained author.

    Args:
        request: the user's request: the texts to train on, the name of the author, and the
            settings.
        dirs: the folders for the user's styles, checkpoints and other data.
        emit: a function that is called for each event (message) of the training run, with its name
            and with its values as keyword arguments. docs/events.md lists the events.
        clock: a function that returns the time in seconds. It is used to time the run and to decide
            when checkpoints, samples and reports are due. It may leave out the time in which the
            program was stopped, as `WorkClock` does.

    Returns:
        The path of the style file.

    Raises:
        PasticheError: if the request or a text cannot be used, or if training fails; the message
            says what to do. An existing style with that name is then left unchanged.
        KeyboardInterrupt: if the user stops training; if updates have begun, a checkpoint is saved
            first.
        OSError: if a file cannot be written, for example because the disk is full. An existing
            style with that name is then left unchanged.
    """
    request.check()
    require_package("tensorflow")
    loader = TensorFlowLoader()
    if request.resume and request.name is not None:
        checkpoint = Checkpoint(dirs.checkpoints / request.name)
        with checkpoint.hold():
            budget = Budget(clock, clock())
            return _train_from(checkpoint, request, dirs, emit, budget, loader)
    preparation = Preparation(request, dirs, emit)
    texts = preparation.gather(loader.start)
    budget = Budget(clock, clock())
    loader.start()
    name, plan, weights = preparation.settle(texts)
    checkpoint = Checkpoint(dirs.checkpoints / name)
    with checkpoint.hold():
        checkpoint.check_free(request.start_over)  # another training may have ended meanwhile
        try:
            checkpoint.start(plan, weights)
            return _train_from(checkpoint, request, dirs, emit, budget, loader)
        except KeyboardInterrupt:
            checkpoint.discard()  # if there is nothing that a training could go on from
            raise


# From here on with TensorFlow


def _train_from(
    checkpoint: Checkpoint,
    request: TrainingRequest,
    dirs: UserDirs,
    emit: Emit,
    budget: Budget,
    loader: TensorFlowLoader,
) -> Path:
    """Train from the checkpoint to the style in its place; the checkpoint is then removed."""
    emit("stage", stage="load")
    loader.finish()
    with explain_missing_packages(), silence_stderr():
        from training.job.release import release
    with Interrupts() as interrupts:
        network = _fit(checkpoint, request, dirs, emit, budget, interrupts)

        def emit_unless_stopped(event: str, **values: Any) -> None:
            if event == "stage":  # the last one comes just before the old author is replaced
                interrupts.check()
            emit(event, **values)

        path = release(network, dirs, request.formats, budget, emit_unless_stopped)
        checkpoint.clear()
        return path


def _fit(
    checkpoint: Checkpoint,
    request: TrainingRequest,
    dirs: UserDirs,
    emit: Emit,
    budget: Budget,
    interrupts: Interrupts,
) -> "FinalNetwork":
    from training.job.monitor import Monitor
    from training.job.release import FinalNetwork
    from training.loop.estimator import TrainingDiverged
    from training.loop.fit import NothingLearned, fit
    from training.loop.progress import Progress
    from training.loop.trainer import Trainer
    from training.network.language_model import choose_compute_type

    plan = checkpoint.read_plan(request.length)
    recipe, alphabet = plan.recipe, plan.alphabet
    budget.total = None if recipe.minutes is None else recipe.minutes * 60
    budget.characters = sum(map(len, sample_held_out(plan.texts)))
    weights = None if checkpoint.exists else _start_weights(checkpoint, plan, dirs)
    compute_type = choose_compute_type(read_cpuinfo())
    emit(
        "stage",
        stage="fit",
        minutes=recipe.minutes,
        symbols=len(alphabet),
        compute=compute_type,
        start=plan.parent and plan.parent.split()[0],
    )
    trainer = Trainer(
        recipe,
        len(alphabet),
        alphabet.encode(_join([text.train for text in plan.texts], recipe)).ids,
        alphabet.encode(_join([text.held_out for text in plan.texts], recipe)).ids,
        compute_type,
        alphabet.start,
        weights,
        letter_codes(alphabet.characters) if isinstance(alphabet, Alphabet) else None,
    )
    progress = Progress.from_recipe(recipe)
    if checkpoint.exists:
        progress.restore(trainer.restore(checkpoint.read()))
        if not math.isfinite(trainer.best):  # the start's loss cannot be compared either
            progress.start_loss = None
        done = round(progress.spent if progress.unit == "seconds" else progress.elapsed)
        total = round(progress.total)
        emit("note", text=f"Continuing from {done} {progress.unit} of {total}.")
    monitor = Monitor(trainer, alphabet, recipe, checkpoint, emit, budget.clock)
    monitor.save(progress)  # now, so that a full disk is seen before minutes are spent

    def watch(progress: Progress, estimated: bool) -> bool:
        is_over = monitor(progress, estimated)
        interrupts.check()
        return is_over

    try:
        fit(trainer, recipe, progress, budget, watch, measures_start=plan.parent is not None)
    except KeyboardInterrupt:
        if progress.updates:
            monitor.save(progress)
            command = f"{program_name()} train --resume --name {checkpoint.name}"
            emit("note", text=f"Continue with: {command}")
        raise
    except (NothingLearned, TooShort):
        checkpoint.withdraw()  # there is nothing to go on from
        raise
    except TrainingDiverged as error:
        if not progress.history.points:
            raise
        event = f"Training diverged after {progress.updates:,} updates"
        emit("note", text=f"{event}; the best weights before that are kept. {error.todo}")
    monitor.save(progress)  # what comes now can be stopped too
    return FinalNetwork(checkpoint.name, plan, trainer, progress)


def _start_weights(checkpoint: Checkpoint, plan: TrainingPlan, dirs: UserDirs) -> Any:
    """Return the weights to start from, float32 by name, or None for scratch."""
    weights = checkpoint.read_start()
    if weights is None and plan.parent is not None:  # an earlier version saved no weights
        style = Library(dirs.styles).get(plan.parent.split()[0])
        weights = rebuild_start(plan.parent, style, plan.alphabet, plan.texts, plan.recipe)
    return weights


def _join(parts: Sequence[str], recipe: Recipe) -> str:
    text = "\n\n\n".join(parts)
    return text.lower() if recipe.lower else text
