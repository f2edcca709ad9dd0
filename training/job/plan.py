"""The plan of a training: everything it will do, settled before TensorFlow is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.alphabet import Alphabet
from models.card import caution, find_leaks
from models.style import Style
from models.words import Words
from texts.corpus import Text
from training.job.events import Emit
from training.job.request import TrainingRequest
from training.job.warm_start import (
    add_features,
    check_characters,
    grow_alphabet,
    is_foreign_language,
    read_warm_start,
)
from training.network.weights import Arrays
from training.recipe import NOTHING, Recipe


@dataclass(frozen=True)
class TrainingPlan:
    """Everything that a training will do.

    Attributes:
        recipe: the training's settings; if it starts from another style, with the architecture of
            that style.
        texts: the texts, each with the part to learn from and the part kept for measuring.
        alphabet: the alphabet of the new style.
        author: the name of the author whom the new style writes like; None takes the author of the
            first text.
        parent: the name and checksum of the style that the training starts from; None if it starts
            from scratch.
        known_texts: the titles of texts whose held-out part the parent may have learnt from.
        works: the name of the list of works, of those shipped, that the texts come from, or None.
        own_works: the name of the user's own list of works that the texts come from, or None.
    """

    recipe: Recipe
    texts: Sequence[Text]
    alphabet: Alphabet | Words
    author: str | None = None
    parent: str | None = None
    known_texts: tuple[str, ...] = ()
    works: str | None = None
    own_works: str | None = None


def make_plan(
    request: TrainingRequest, texts: Sequence[Text], style: Style | None, emit: Emit
) -> tuple[TrainingPlan, Arrays | None]:
    """Make the plan of a training, and the weights that the training starts from.

    A style that does not know the language of the texts is not used: training then starts from
    scratch, and a note says so.

    Args:
        request: the user's request, checked.
        texts: the texts, cleaned and split into what is learnt from and what is held out.
        style: the style that the training is to start from; None starts from scratch.
        emit: receives notes for the user, as events.

    Returns:
        The plan, and the weights that the training starts from, float32 by name, or None if it
        starts from scratch.

    Raises:
        UsageError: if the style carries no weights, or if the style or the recipe has an alphabet
            of words.
        StyleError: if the style's weights are damaged.
    """
    recipe, works = request.recipe, request.works
    plan = TrainingPlan(
        recipe,
        texts,
        learn_alphabet(texts, recipe),
        author=works.author if works else None,
        works=works.name if works and works.shipped else None,
        own_works=works.name if works and not works.shipped else None,
    )
    if style is None:
        return plan, None
    learnt = [text.train for text in texts]
    start = read_warm_start(style)
    wanted = check_characters(start, plan.alphabet)
    if is_foreign_language(style, learnt):
        reason = f"{style.name} does not know the language or the script of this text"
        emit("note", text=f"{reason}: training starts from scratch.")
        recipe = request.fallback or replace(recipe, begin=NOTHING)
        return replace(plan, recipe=recipe, alphabet=learn_alphabet(texts, recipe)), None
    start = add_features(grow_alphabet(start, wanted, learnt), recipe)
    emit("note", text=f"Training starts from {style.name} and keeps its network.")
    known = find_leaks(style.card.sources, [text.source for text in texts])
    if known:
        emit("note", text=caution(style.name, known))
    plan = replace(
        plan,
        recipe=replace(recipe, **start.architecture),
        alphabet=start.alphabet,
        parent=start.reference,
        known_texts=known,
    )
    return plan, start.arrays


def learn_alphabet(texts: Sequence[Text], recipe: Recipe) -> Alphabet | Words:
    """Make the alphabet of the texts' training parts, without their held-out parts.

    Args:
        texts: the texts, cleaned and split.
        recipe: the training's settings, which say whether symbols are characters or words, and
            which symbols are too rare.
    """
    text = "\n".join(text.train for text in texts)
    if recipe.alphabet == "words":
        return Words.from_text(text, recipe.rare, recipe.most, recipe.lower, recipe.punctuation)
    return Alphabet.from_text(text.lower() if recipe.lower else text, recipe.rare)
