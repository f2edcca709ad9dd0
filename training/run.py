"""A training from beginning to end: fetch, clean, split, begin; then training/carry.py has it.

TensorFlow is loaded when everything else is there, so that a wrong address is told at once. Every
stage is told as events; what listens is not known here.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from models.alphabet import Alphabet
from models.card import caution, read_before
from models.errors import SourceError, UsageError
from models.library import Library
from models.places import Places
from models.quiet import quiet_stderr
from models.style import Style
from models.words import Words
from training.beginning import beginning, furnished, grown, is_foreign
from training.corpus import Text, cleaning_of, gather, learn_alphabet
from training.events import Emit
from training.installed import check_installed, installed
from training.naming import name_for
from training.order import Order
from training.recipe import NOTHING, Recipe
from training.unfinished import Begun, Unfinished
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
    for package in ("tensorflow", "py3langid"):
        check_installed(package)
    if order.resume and order.name is not None:
        unfinished = Unfinished(places.checkpoints / order.name)
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
    unfinished = Unfinished(places.checkpoints / name)
    with unfinished.held():
        try:
            unfinished.begin(begun)
            return _go_on(order, unfinished, places, emit, clock)
        except KeyboardInterrupt:
            unfinished.give_up()  # where nothing was learnt that one could go on from
            raise


def _look_for_another(name: str, anew: bool, places: Places) -> None:
    """Refuse, before anything is fetched, to lose a training of that name unasked."""
    unfinished = Unfinished(places.checkpoints / name)
    with unfinished.held():
        if unfinished.exists and not anew:
            raise UsageError(
                f"a training of {name} was cut off, and would be lost to a new one",
                f"Go on with it by --resume --name {name}, or add --anew to begin anew.",
            )


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
        own_works=works.name if works and not works.shipped else None,
    )
    if style is None:
        return begun
    begin = grown(beginning(style), wanted, [text.train for text in texts])
    begin = furnished(begin, recipe)
    if is_foreign(style, [text.train for text in texts]):
        what = f"{style.name} does not know the language or the script of this text"
        emit("note", text=f"{what}: the training starts from nothing.")
        alone = order.alone or replace(recipe, begin=NOTHING)
        return replace(begun, recipe=alone, alphabet=learn_alphabet(texts, alone))
    emit("note", text=f"The training begins from {style.name}, whose network it keeps.")
    read = read_before(style.card.sources, [text.source for text in texts])
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
    emit("stage", stage="load")
    with installed(), quiet_stderr():
        from training.carry import carry_out
    return carry_out(order, unfinished, places, emit, clock)
