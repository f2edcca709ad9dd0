"""A training from beginning to end: fetch, clean, split, begin; then training/job/carry.py has it.

TensorFlow is loaded when everything else is there, so that a wrong address is told at once. Every
stage is told as events; what listens is not known here.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from common.errors import SourceError, UsageError
from common.stderr import silence_stderr
from common.user_dirs import UserDirs
from models.alphabet import Alphabet
from models.card import caution, find_known_texts
from models.library import Library
from models.style import Style
from models.words import Words
from texts.corpus import Text, gather
from texts.works import gather_works
from training.job.alphabet import learn_alphabet
from training.job.checkpoint import Checkpoint, TrainingPlan
from training.job.events import Emit
from training.job.packages import installed, require_package
from training.job.request import TrainingRequest
from training.job.style_names import choose_style_name
from training.job.warm_start import add_features, beginning, grow_alphabet, is_foreign_language
from training.recipe import NOTHING, Recipe

_LOOKED_AT = 100_000  # characters, for whether there is anything to learn


def train(
    order: TrainingRequest,
    places: UserDirs,
    emit: Emit,
    clock: Callable[[], float] = time.monotonic,
) -> Path:
    """Train a style and put it in the person's folder; returns its file.

    Raises:
        PasticheError: what went wrong, and what to do; the old style is as it was.
        KeyboardInterrupt: as it came, once a checkpoint was saved.
        OSError: such as a full disk; the old style is as it was.
    """
    order.check()
    for package in ("tensorflow", "py3langid"):
        require_package(package)
    if order.resume and order.name is not None:
        unfinished = Checkpoint(places.checkpoints / order.name)
        with unfinished.held():
            return _go_on(order, unfinished, places, emit, clock)
    if order.name is not None:
        _look_for_another(order.name, order.anew, places)
    style = _first(order.recipe, places)
    texts = _texts(order, places, emit)
    name = order.name or _name(order, texts, places)
    emit("named", name=name)
    begun = _begin(order, texts, style, emit)
    _check_symbols(texts, begun.alphabet)
    unfinished = Checkpoint(places.checkpoints / name)
    with unfinished.held():
        try:
            unfinished.begin(begun)
            return _go_on(order, unfinished, places, emit, clock)
        except KeyboardInterrupt:
            unfinished.give_up()  # where nothing was learnt that one could go on from
            raise


def _look_for_another(name: str, anew: bool, places: UserDirs) -> None:
    """Refuse, before anything is fetched, to lose a training of that name unasked."""
    unfinished = Checkpoint(places.checkpoints / name)
    with unfinished.held():
        if unfinished.exists and not anew:
            raise UsageError(
                f"a training of {name} was cut off, and would be lost to a new one",
                f"Go on with it by --resume --name {name}, or add --anew to begin anew.",
            )


def _texts(order: TrainingRequest, places: UserDirs, emit: Emit) -> list[Text]:
    emit("stage", stage="fetch")

    def fetched(done: int, total: int | None) -> None:
        emit("fetched", bytes=done, total=total)

    def note(text: str) -> None:
        emit("note", text=text)

    cleaning = order.recipe.cleaning
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


def _name(order: TrainingRequest, texts: Sequence[Text], places: UserDirs) -> str:
    source = texts[0].source
    return choose_style_name(
        order.works.name if order.works else source.title, source.origin, places
    )


def _first(recipe: Recipe, places: UserDirs) -> Style | None:
    """The style to begin from, looked at before anything is fetched; None is nothing."""
    if recipe.begin == NOTHING:
        return None
    style = Library(places.styles).get(recipe.begin)
    beginning(style)  # refuses one that nothing can begin from
    return style


def _begin(
    order: TrainingRequest, texts: Sequence[Text], style: Style | None, emit: Emit
) -> TrainingPlan:
    """What the training is to be; the style it begins from decides recipe and alphabet.

    A style that does not know the text's language is none.
    """
    recipe, works = order.recipe, order.works
    wanted = learn_alphabet(texts, recipe)
    begun = TrainingPlan(
        recipe,
        texts,
        wanted,
        author=works.author if works else None,
        works=works.name if works and works.shipped else None,
        own_works=works.name if works and not works.shipped else None,
    )
    if style is None:
        return begun
    begin = grow_alphabet(beginning(style), wanted, [text.train for text in texts])
    begin = add_features(begin, recipe)
    if is_foreign_language(style, [text.train for text in texts]):
        what = f"{style.name} does not know the language or the script of this text"
        emit("note", text=f"{what}: the training starts from nothing.")
        alone = order.alone or replace(recipe, begin=NOTHING)
        return replace(begun, recipe=alone, alphabet=learn_alphabet(texts, alone))
    emit("note", text=f"The training begins from {style.name}, whose network it keeps.")
    read = find_known_texts(style.card.sources, [text.source for text in texts])
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
    order: TrainingRequest,
    unfinished: Checkpoint,
    places: UserDirs,
    emit: Emit,
    clock: Callable[[], float],
) -> Path:
    emit("stage", stage="load")
    with installed(), silence_stderr():
        from training.job.carry import carry_out
    return carry_out(order, unfinished, places, emit, clock)
