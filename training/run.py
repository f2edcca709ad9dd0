"""A training from beginning to end: fetch, clean, split, fit, export, check, measure, install.

The style that was there before stays until the new one replaces it whole, at the very end. Every
stage is told as events; what listens is not known here.
"""

import datetime
import importlib.metadata
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.alphabet import Alphabet
from models.cleaning import Cleaning
from models.errors import TrainingError, UsageError
from models.network import Network
from models.places import Places
from models.style import SUFFIX, Card, check_name, read_style, write_style
from models.voice import Voice
from training.corpus import Text, gather, learn_alphabet
from training.events import Emit
from training.export import TOLERANCE, export, float_error
from training.fit import Progress, fit
from training.interrupts import Interrupts
from training.limits import DEFAULT_LIMITS, Limits
from training.naming import name_for
from training.net import Arrays, Net, compute_kind
from training.plot import loss_plot
from training.recipe import Recipe
from training.trainer import Trainer
from training.unfinished import Unfinished
from training.watch import Watch

INT8_COST = 0.01  # of the held-out bits per character; more, and the float32 step is kept


@dataclass(frozen=True)
class Order:
    """What is to be trained.

    Attributes:
        sources: URLs and files; none when resuming.
        name: of the style; None makes one from the title.
        recipe: how.
        origins: where files came from, for the card.
        resume: go on from the last checkpoint of that name, if there is one.
        limits: on each download.
    """

    sources: Sequence[str]
    name: str | None
    recipe: Recipe
    origins: Sequence[str] = ()
    resume: bool = False
    limits: Limits = DEFAULT_LIMITS


def train(
    order: Order, places: Places, emit: Emit, clock: Callable[[], float] = time.monotonic
) -> Path:
    """Train a style and put it in the person's folder; returns its file.

    Raises:
        PasticheError: what went wrong, and what to do; the old style is as it was.
        KeyboardInterrupt: as it came, once a checkpoint was saved.
        OSError: such as a full disk; the old style is as it was.
    """
    if order.name is not None:
        check_name(order.name)
    if order.resume:
        if order.name is None:
            raise UsageError("--resume needs to know which training", "Add --name NAME.")
        unfinished = Unfinished(places.checkpoints / order.name)
        if unfinished.exists or not order.sources:
            with unfinished.held():
                return _go_on(unfinished, places, emit, clock, resumed=unfinished.exists)
        emit("note", text=f"There is no checkpoint of {order.name}; starting at the beginning.")
    if not order.sources:
        raise UsageError("there is nothing to train on", "Give a URL or a file.")
    texts = _texts(order, places, emit)
    name = order.name or name_for(texts[0].source, places)
    emit("named", name=name)
    unfinished = Unfinished(places.checkpoints / name)
    with unfinished.held():
        if unfinished.exists:
            emit("note", text=f"This takes the place of an unfinished training of {name}.")
        unfinished.begin(order.recipe, texts)
        return _go_on(unfinished, places, emit, clock, resumed=False)


def _texts(order: Order, places: Places, emit: Emit) -> list[Text]:
    emit("stage", stage="fetch")

    def fetched(done: int, total: int | None) -> None:
        emit("fetched", bytes=done, total=total)

    cleaning = Cleaning(unwrap=order.recipe.unwrap)
    texts = gather(
        order.sources,
        order.origins,
        places.cache,
        order.limits,
        cleaning,
        order.recipe.characters,
        lambda text: emit("note", text=text),
        fetched,
    )
    for text in texts:
        emit("text", **asdict(text.source))
    return texts


def _go_on(
    unfinished: Unfinished,
    places: Places,
    emit: Emit,
    clock: Callable[[], float],
    resumed: bool,
) -> Path:
    with Interrupts() as interrupts:
        return _fit_and_finish(unfinished, places, emit, clock, resumed, interrupts)


def _fit_and_finish(
    unfinished: Unfinished,
    places: Places,
    emit: Emit,
    clock: Callable[[], float],
    resumed: bool,
    interrupts: Interrupts,
) -> Path:
    recipe, texts = unfinished.order()
    alphabet = learn_alphabet(texts)
    train_ids = alphabet.encode("\n".join(text.train for text in texts)).ids
    held_ids = alphabet.encode("\n".join(text.held_out for text in texts)).ids
    kind = compute_kind(_cpuinfo())
    emit("stage", stage="fit", minutes=recipe.minutes, symbols=len(alphabet), compute=kind)
    trainer = Trainer(recipe, len(alphabet), train_ids, held_ids, kind)
    progress = Progress(total=recipe.minutes * 60)
    if resumed:
        progress.take_up(trainer.restore(unfinished.checkpoint()))
        done, total = round(progress.seconds), round(progress.total)
        emit("note", text=f"Going on from {done} s of {total}, as it was begun.")
    watch = Watch(trainer, alphabet, recipe, unfinished, emit, clock, progress.seconds)
    watch.save(progress)  # now, so that a full disk is seen before minutes are spent

    def watched(progress: Progress, estimated: bool) -> bool:
        asked = watch(progress, estimated)
        interrupts.check()
        return asked

    def staged(event: str, **values: Any) -> None:
        if event == "stage":  # the last one is just before the old author is replaced
            interrupts.check()
        emit(event, **values)

    try:
        fit(trainer, recipe, progress, time.perf_counter, watched)
    except KeyboardInterrupt:
        watch.save(progress)
        emit("note", text=f"Go on with: pastiche train --resume --name {unfinished.name}")
        raise
    watch.save(progress)  # what comes now can be stopped too
    path = _finish(unfinished.name, recipe, texts, alphabet, trainer, progress, places, staged)
    unfinished.clear()
    return path


def _finish(
    name: str,
    recipe: Recipe,
    texts: Sequence[Text],
    alphabet: Alphabet,
    trainer: Trainer,
    progress: Progress,
    places: Places,
    emit: Emit,
) -> Path:
    """Export, check, measure and install the best weights."""
    arrays = trainer.best_arrays
    emit("stage", stage="export")
    exact = export(recipe, arrays, quantise=False)
    small = export(recipe, arrays, quantise=True)
    emit("stage", stage="check")
    error = float_error(recipe, arrays, exact, alphabet.encode(texts[0].held_out[:1000]).ids)
    if not error <= TOLERANCE:
        raise TrainingError(
            f"the exported network differs from the trained one by {error:.2g} in its logits",
            "This is a fault of the program or of this machine's TensorFlow; please report it.",
        )
    emit("stage", stage="measure")
    exact_bits = _held_out_bits(alphabet, exact, texts)
    small_bits = _held_out_bits(alphabet, small, texts)
    weights = "int8"
    if small_bits > exact_bits * (1 + INT8_COST):
        emit("note", text="In 8 bits the author would write worse; its weights stay in 32.")
        small, small_bits, weights = exact, exact_bits, "float32"
    figures = {
        "bits_per_character": round(small_bits, 4),
        "bits_per_character_float32": round(exact_bits, 4),
        "held_out_characters": sum(len(text.held_out) for text in texts),
        "optimiser_seconds": round(progress.seconds, 1),
        "updates": trainer.updates,
        "symbols_read": progress.symbols,
        "compute": trainer.net.kind,
        "float32_export_error": float(f"{error:.2g}"),
    }
    card = Card(
        author=texts[0].source.author or name.replace("-", " ").replace("_", " ").title(),
        sources=tuple(text.source for text in texts),
        cleaning=Cleaning(unwrap=recipe.unwrap),
        alphabet=alphabet.characters,
        recipe=asdict(recipe),
        network=_network(recipe, trainer.net, arrays, weights),
        figures=figures,
        made=_made(),
    )
    emit("stage", stage="install")
    path = places.styles / f"{name}{SUFFIX}"
    write_style(path, card, small)
    try:
        loss_plot(progress.history, name, path.with_suffix(".png"))
    except OSError as error:  # the author is in place, which is what matters
        emit("note", text=f"The picture of the losses could not be written: {error.strerror}.")
    style = read_style(path)
    emit("done", name=name, path=str(path), bytes=style.size, checksum=style.checksum, **figures)
    return path


def _held_out_bits(alphabet: Alphabet, flatbuffer: bytes, texts: Sequence[Text]) -> float:
    """Bits per character over every source's held-out text, state carried through each."""
    voice = Voice(alphabet, Network(flatbuffer))
    bits = np.concatenate([voice.score(text.held_out).bits for text in texts])
    return float(bits.mean())


def _network(recipe: Recipe, net: Net, arrays: Arrays, weights: str) -> dict[str, Any]:
    return {
        "cell": recipe.cell,
        "units": list(recipe.units),
        "embedding": recipe.embedding,
        "state": net.state_size,
        "parameters": int(sum(array.size for array in arrays.values())),
        "weights": weights,
    }


def _made() -> dict[str, str]:
    versions = {name: importlib.metadata.version(name) for name in ("keras", "ai-edge-litert")}
    import tensorflow as tf

    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "tensorflow": str(tf.__version__),
        **versions,
    }


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text() if os.access(path, os.R_OK) else ""
