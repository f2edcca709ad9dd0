"""From what a training is to be to its style: fit, with checkpoints, and finish.

Here TensorFlow comes in; training/run.py, which prepares it, does without. Every stage is told as
events; what listens is not known here.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from models.alphabet import Alphabet
from models.library import Library
from models.places import Places
from models.processor import cpuinfo
from models.program import program
from training.beginning import furnished, grown, taken_up
from training.events import Emit
from training.finish import Trained, finish
from training.fit import NothingLearnt, Progress, fit
from training.interrupts import Interrupts
from training.lexicon import codes
from training.net import compute_kind
from training.order import Order
from training.recipe import Recipe
from training.trainer import RanAway, Trainer
from training.unfinished import Unfinished
from training.watch import Watch


def carry_out(
    order: Order,
    unfinished: Unfinished,
    places: Places,
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
        PasticheError, KeyboardInterrupt, OSError: as training/run.py's train.
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
    order: Order,
    unfinished: Unfinished,
    places: Places,
    emit: Emit,
    clock: Callable[[], float],
    interrupts: Interrupts,
) -> Trained:
    begun = unfinished.order(order.length)
    recipe, alphabet = begun.recipe, begun.alphabet
    arrays = None
    if begun.begun_from is not None and not unfinished.exists:
        style = Library(places.styles).get(begun.begun_from.split()[0])
        begin = taken_up(begun.begun_from, style)
        begin = grown(begin, alphabet, [text.train for text in begun.texts])
        arrays = furnished(begin, recipe).arrays
    train, held_out = (
        alphabet.encode(_joined(parts, recipe)).ids
        for parts in ([t.train for t in begun.texts], [t.held_out for t in begun.texts])
    )
    kind = compute_kind(cpuinfo())
    emit("stage", stage="fit", minutes=recipe.minutes, symbols=len(alphabet), compute=kind)
    known = codes(alphabet.characters) if isinstance(alphabet, Alphabet) else None
    trainer = Trainer(recipe, len(alphabet), train, held_out, kind, alphabet.start, arrays, known)
    progress = Progress.of(recipe)
    if unfinished.exists:
        progress.take_up(trainer.restore(unfinished.checkpoint()))
        done, total = round(progress.done), round(progress.total)
        emit("note", text=f"Going on from {done} {progress.unit} of {total}.")
    watch = Watch(trainer, alphabet, recipe, unfinished, emit, clock, progress.seconds)
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
    except NothingLearnt:
        unfinished.clear()  # what nobody would go on from
        raise
    except RanAway as error:
        if not progress.history.points:
            raise
        what = f"The training ran away after {progress.updates:,} updates"
        emit("note", text=f"{what}: the best weights before that are kept. {error.todo}")
    watch.save(progress)  # what comes now can be stopped too
    return Trained(unfinished.name, begun, trainer, progress)


def _joined(parts: Sequence[str], recipe: Recipe) -> str:
    text = "\n\n\n".join(parts)
    return text.lower() if recipe.lower else text
