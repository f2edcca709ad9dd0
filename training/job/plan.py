"""What a training will do, settled before TensorFlow is loaded."""

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
    """What a training will do.

    Attributes:
        recipe: with the architecture of the style that the training starts from.
        texts: what is learnt from, and what is held out.
        alphabet: of the new style.
        author: whom the new style writes like; None takes it from the first text.
        parent: name and checksum of the style that the training starts from; None for scratch.
        known_texts: titles of texts whose held-out part the parent may have learnt from.
        works: name of the shipped list that the texts come from, or None.
        own_works: name of the person's own list that the texts come from, or None.
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
    """Settle what a training will do, and the weights it starts from.

    A style that does not know the language of the texts is not used: training starts from scratch.

    Args:
        request: what the person asked for.
        texts: cleaned and split.
        style: the style to start from; None for scratch.
        emit: hears notes for the person.

    Returns:
        The plan, and the weights to start from, float32; None for scratch.
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
    """Return the alphabet, of characters or of words, of what may be trained on."""
    text = "\n".join(text.train for text in texts)
    if recipe.alphabet == "words":
        return Words.from_text(text, recipe.rare, recipe.most, recipe.lower, recipe.punctuation)
    return Alphabet.from_text(text.lower() if recipe.lower else text, recipe.rare)
