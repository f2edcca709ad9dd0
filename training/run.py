"""A training from beginning to end: fetch, clean, split, begin, fit, finish.

Every stage is told as events; what listens is not known here.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from models.alphabet import Alphabet
from models.card import caution
from models.errors import SourceError
from models.library import Library
from models.places import Places
from models.style import Style
from models.words import Words
from training.beginning import NOTHING, beginning, grown, is_foreign, read_before, taken_up
from training.corpus import Text, cleaning_of, gather, learn_alphabet
from training.events import Emit
from training.finish import Trained, finish
from training.fit import Progress, fit
from training.interrupts import Interrupts
from training.naming import name_for
from training.net import compute_kind
from training.order import Order
from training.recipe import Recipe
from training.trainer import RanAway, Trainer
from training.unfinished import Begun, Unfinished
from training.watch import Watch
from training.works import gather_works

_LOOKED_AT = 100_000  # characters, for whether there is anything to learn


def train(
    order: Order, places: Places, emit: Emit, clock: Callable[[], float] = time.monotonic
) -> Path:
    """Train a style and put it in the person's folder; returns its file.

    Raises:
        PasticheError: what went wrong, and what to do; the old style is as it was.
        KeyboardInterrupt: as it came, once a checkpoint was saved.
        OSError: such as a full disk; the old style is as it was.
    """
    order.check()
    if order.resume and order.name is not None:
        unfinished = Unfinished(places.checkpoints / order.name)
        with unfinished.held():
            return _go_on(order, unfinished, places, emit, clock)
    style = _first(order.recipe, places)
    texts = _texts(order, places, emit)
    name = order.name or _name(order, texts, places)
    emit("named", name=name)
    begun = _begin(order, texts, style, emit)
    _check_symbols(texts, begun.alphabet)
    unfinished = Unfinished(places.checkpoints / name)
    with unfinished.held():
        if unfinished.exists:
            emit("note", text=f"This takes the place of an unfinished training of {name}.")
        unfinished.begin(begun)
        return _go_on(order, unfinished, places, emit, clock)


def _texts(order: Order, places: Places, emit: Emit) -> list[Text]:
    emit("stage", stage="fetch")

    def fetched(done: int, total: int | None) -> None:
        emit("fetched", bytes=done, total=total)

    def note(text: str) -> None:
        emit("note", text=text)

    cleaning = cleaning_of(order.recipe)
    if order.works is not None:
        texts = gather_works(
            order.works, order.copies, places.cache, order.limits, cleaning, note, fetched
        )
    else:
        texts = gather(
            order.sources,
            order.origins,
            places.cache,
            order.limits,
            cleaning,
            order.recipe.characters,
            note,
            fetched,
            order.recipe.held_out,
        )
    for text in texts:
        emit("text", **asdict(text.source))
    if not any(text.held_out.strip() for text in texts):
        raise SourceError(
            "nothing is held out of these texts, so what is learnt could not be measured",
            "Hold out more of them.",
        )
    return texts


def _name(order: Order, texts: Sequence[Text], places: Places) -> str:
    source = texts[0].source
    return name_for(order.works.name if order.works else source.title, source.origin, places)


def _first(recipe: Recipe, places: Places) -> Style | None:
    """The style to begin from, looked at before anything is fetched; None is nothing."""
    if recipe.begin == NOTHING:
        return None
    style = Library(places.styles).get(recipe.begin)
    beginning(style)  # refuses one that nothing can begin from
    return style


def _begin(order: Order, texts: Sequence[Text], style: Style | None, emit: Emit) -> Begun:
    """What the training is to be; the style it begins from decides recipe and alphabet.

    A style that does not know the text's language is none.
    """
    recipe, works = order.recipe, order.works
    wanted = learn_alphabet(texts, recipe)
    begun = Begun(
        recipe,
        texts,
        wanted,
        author=works.author if works else None,
        works=works.name if works and works.shipped else None,
    )
    if style is None:
        return begun
    begin = grown(beginning(style), wanted, [text.train for text in texts])
    if is_foreign(style, texts[0].train):
        what = f"{style.name} does not know the language or the script of this text"
        emit("note", text=f"{what}: the training starts from nothing.")
        alone = order.alone or replace(recipe, begin=NOTHING)
        return replace(begun, recipe=alone, alphabet=learn_alphabet(texts, alone))
    emit("note", text=f"The training begins from {style.name}.")
    read = read_before(style, texts)
    if read:
        emit("note", text=caution(style.name, read))
    return replace(
        begun,
        recipe=replace(recipe, **begin.architecture),
        alphabet=begin.alphabet,
        begun_from=begin.said,
        read_before=read,
    )


def _check_symbols(texts: Sequence[Text], alphabet: Alphabet | Words) -> None:
    """Refuse what has no symbol and one to predict from it, as a text of one long word."""
    for parts in ([text.train for text in texts], [text.held_out for text in texts]):
        if len(alphabet.encode("\n".join(parts)[:_LOOKED_AT]).ids) < 2:
            raise SourceError(
                f"there are too few {alphabet.unit}s to learn from or to measure on",
                "Give a longer text, or hold out more of it.",
            )


def _go_on(
    order: Order,
    unfinished: Unfinished,
    places: Places,
    emit: Emit,
    clock: Callable[[], float],
) -> Path:
    """Train from the checkpoint, where there is one, else from what it was to begin from."""
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
        arrays = grown(begin, alphabet, [text.train for text in begun.texts]).arrays
    train, held_out = (
        alphabet.encode(_joined(parts, recipe)).ids
        for parts in ([t.train for t in begun.texts], [t.held_out for t in begun.texts])
    )
    kind = compute_kind(_cpuinfo())
    emit("stage", stage="fit", minutes=recipe.minutes, symbols=len(alphabet), compute=kind)
    trainer = Trainer(recipe, len(alphabet), train, held_out, kind, alphabet.start, arrays)
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
        emit("note", text=f"Go on with: pastiche train --resume --name {unfinished.name}")
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


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text() if os.access(path, os.R_OK) else ""
