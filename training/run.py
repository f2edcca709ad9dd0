"""A training from beginning to end: fetch, clean, split, begin, fit, finish.

Every stage is told as events; what listens is not known here.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from models.alphabet import Alphabet
from models.cleaning import Cleaning
from models.errors import SourceError, UsageError
from models.library import Library
from models.places import Places
from models.style import Style, check_name
from models.words import Words
from training.beginning import BASE, NOTHING, beginning, grown, is_foreign, taken_up
from training.corpus import Text, gather, learn_alphabet
from training.events import Emit
from training.finish import Trained, finish
from training.fit import Progress, fit
from training.interrupts import Interrupts
from training.keras_exports import Kind
from training.limits import DEFAULT_LIMITS, Limits
from training.naming import name_for
from training.net import compute_kind
from training.recipe import Recipe
from training.trainer import Trainer
from training.unfinished import Unfinished
from training.watch import Watch
from training.works import Works, gather_works

_LOOKED_AT = 100_000  # characters, for whether there is anything to learn


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
        works: in place of sources: an author's works, with what is theirs in each text.
        copies: folder of copies of the works' texts; None fetches them.
        alone: the recipe to fall back to where there is nothing to begin from that would help.
        also: further forms that the network is written in, beside the style.
        length: when resuming, another length than it was begun with: minutes, epochs or updates.
    """

    sources: Sequence[str]
    name: str | None
    recipe: Recipe
    origins: Sequence[str] = ()
    resume: bool = False
    limits: Limits = DEFAULT_LIMITS
    works: Works | None = None
    copies: Path | None = None
    alone: Recipe | None = None
    also: Sequence[Kind] = ()
    length: Mapping[str, float] = field(default_factory=dict)


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
    if order.name == BASE and not order.recipe.weights and not order.resume:
        raise UsageError(
            f"{BASE} is what new authors begin from, and one without weights cannot take its place",
            "Choose another name, or write weights: yes in the recipe.",
        )
    if order.resume:
        if order.name is None:
            raise UsageError("--resume needs to know which training", "Add --name NAME.")
        unfinished = Unfinished(places.checkpoints / order.name)
        if unfinished.exists or not (order.sources or order.works):
            with unfinished.held():
                return _go_on(order, unfinished, places, emit, clock)
        emit("note", text=f"There is no checkpoint of {order.name}; starting at the beginning.")
    if not (order.sources or order.works):
        raise UsageError("there is nothing to train on", "Give a URL or a file.")
    if order.sources and order.works:
        raise UsageError(
            "a list of works stands in place of sources", "Leave out the one or the other."
        )
    style = _first(order.recipe, places)
    texts = _texts(order, places, emit)
    name = order.name or name_for(texts[0].source, places)
    emit("named", name=name)
    recipe, alphabet, begun_from = _begin(order, texts, style, emit)
    _check_symbols(texts, alphabet)
    unfinished = Unfinished(places.checkpoints / name)
    with unfinished.held():
        if unfinished.exists:
            emit("note", text=f"This takes the place of an unfinished training of {name}.")
        works = (order.works.name or None) if order.works else None
        unfinished.begin(recipe, texts, alphabet, begun_from, works)
        return _go_on(order, unfinished, places, emit, clock)


def _texts(order: Order, places: Places, emit: Emit) -> list[Text]:
    emit("stage", stage="fetch")

    def fetched(done: int, total: int | None) -> None:
        emit("fetched", bytes=done, total=total)

    def note(text: str) -> None:
        emit("note", text=text)

    cleaning = Cleaning(unwrap=order.recipe.unwrap)
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
            "Write held_out: tenth in the manifest." if order.works else "Hold out more of them.",
        )
    return texts


def _first(recipe: Recipe, places: Places) -> Style | None:
    """The style to begin from, looked at before anything is fetched; None is nothing."""
    if recipe.begin == NOTHING:
        return None
    style = Library(places.styles).get(recipe.begin)
    beginning(style)  # refuses one that nothing can begin from
    return style


def _begin(
    order: Order, texts: Sequence[Text], style: Style | None, emit: Emit
) -> tuple[Recipe, Alphabet | Words, str | None]:
    """Recipe and alphabet, and name and checksum of the style it begins from, which decided both.

    A style that does not know the text's language is none.
    """
    recipe = order.recipe
    wanted = learn_alphabet(texts, recipe)
    if style is None:
        return recipe, wanted, None
    begin = grown(beginning(style), wanted, [text.train for text in texts])
    if is_foreign(style, texts[0].train):
        what = f"{style.name} does not know the language or the script of this text"
        emit("note", text=f"{what}: the training starts from nothing.")
        alone = order.alone or replace(recipe, begin=NOTHING)
        return alone, learn_alphabet(texts, alone), None
    emit("note", text=f"The training begins from {style.name}.")
    return replace(recipe, **begin.architecture), begin.alphabet, begin.said


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
    watch.save(progress)  # what comes now can be stopped too
    return Trained(unfinished.name, begun, trainer, progress)


def _joined(parts: Sequence[str], recipe: Recipe) -> str:
    text = "\n\n\n".join(parts)
    return text.lower() if recipe.lower else text


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text() if os.access(path, os.R_OK) else ""
