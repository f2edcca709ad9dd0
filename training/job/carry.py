"""From what a training is to be to its style: fit, with checkpoints, and finish.

Here TensorFlow comes in; run.py, which prepares it, does without. Every stage is told as
events; what listens is not known here.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from common.processor import cpuinfo
from common.program import program
from common.user_dirs import UserDirs
from models.alphabet import Alphabet
from models.library import Library
from training.job.checkpoint import Checkpoint
from training.job.events import Emit
from training.job.interrupts import Interrupts
from training.job.monitor import Monitor
from training.job.release import TrainedNetwork, finish
from training.job.request import TrainingRequest
from training.job.warm_start import add_features, grow_alphabet, resume_warm_start
from training.loop.fit import NothingLearned, Progress, fit
from training.loop.trainer import Trainer, TrainingDiverged
from training.network.language_model import choose_compute_type
from training.network.spelling import letter_codes
from training.recipe import Recipe


def carry_out(
    order: TrainingRequest,
    unfinished: Checkpoint,
    places: UserDirs,
    emit: Emit,
    clock: Callable[[], float],
) -> Path:
    """Train from the checkpoint, where there is one, else from what it was to begin from.

    Args:
        order: what was asked for: further forms, and another length when resuming.
        unfinished: the training, held; it is cleared at the end.
        places: the person's folders.
        emit: hears the events.
        clock: seconds, by which estimates and checkpoints are spread.

    Raises:
        PasticheError, KeyboardInterrupt, OSError: as training/job/run.py's train.
    """
    with Interrupts() as interrupts:
        trained = _fit(order, unfinished, places, emit, clock, interrupts)

        def staged(event: str, **values: Any) -> None:
            if event == "stage":  # the last one is just before the old author is replaced
                interrupts.check()
            emit(event, **values)

        path = finish(trained, places, order.also, staged)
        unfinished.clear()
        return path


def _fit(
    order: TrainingRequest,
    unfinished: Checkpoint,
    places: UserDirs,
    emit: Emit,
    clock: Callable[[], float],
    interrupts: Interrupts,
) -> TrainedNetwork:
    begun = unfinished.order(order.length)
    recipe, alphabet = begun.recipe, begun.alphabet
    arrays = None
    if begun.begun_from is not None and not unfinished.exists:
        style = Library(places.styles).get(begun.begun_from.split()[0])
        begin = resume_warm_start(begun.begun_from, style)
        begin = grow_alphabet(begin, alphabet, [text.train for text in begun.texts])
        arrays = add_features(begin, recipe).arrays
    train, held_out = (
        alphabet.encode(_joined(parts, recipe)).ids
        for parts in ([t.train for t in begun.texts], [t.held_out for t in begun.texts])
    )
    compute_type = choose_compute_type(cpuinfo())
    emit("stage", stage="fit", minutes=recipe.minutes, symbols=len(alphabet), compute=compute_type)
    codes = letter_codes(alphabet.characters) if isinstance(alphabet, Alphabet) else None
    trainer = Trainer(
        recipe, len(alphabet), train, held_out, compute_type, alphabet.start, arrays, codes
    )
    progress = Progress.from_recipe(recipe)
    if unfinished.exists:
        progress.restore(trainer.restore(unfinished.checkpoint()))
        elapsed, total = round(progress.elapsed), round(progress.total)
        emit("note", text=f"Going on from {elapsed} {progress.unit} of {total}.")
    watch = Monitor(trainer, alphabet, recipe, unfinished, emit, clock, progress.seconds)
    watch.save(progress)  # now, so that a full disk is seen before minutes are spent

    def watched(progress: Progress, estimated: bool) -> bool:
        asked = watch(progress, estimated)
        interrupts.check()
        return asked

    try:
        fit(trainer, recipe, progress, time.perf_counter, watched)
    except KeyboardInterrupt:
        watch.save(progress)
        emit("note", text=f"Go on with: {program()} train --resume --name {unfinished.name}")
        raise
    except NothingLearned:
        unfinished.clear()  # what nobody would go on from
        raise
    except TrainingDiverged as error:
        if not progress.history.points:
            raise
        what = f"The training ran away after {progress.updates:,} updates"
        emit("note", text=f"{what}: the best weights before that are kept. {error.todo}")
    watch.save(progress)  # what comes now can be stopped too
    return TrainedNetwork(unfinished.name, begun, trainer, progress)


def _joined(parts: Sequence[str], recipe: Recipe) -> str:
    text = "\n\n\n".join(parts)
    return text.lower() if recipe.lower else text
