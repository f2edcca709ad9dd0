"""The plan of a training: everything it will do, settled before TensorFlow is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.card import caution, find_leaks
from models.style import Style
from texts.corpus import Text
from texts.source import Cleaning
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
    """The plan of a training run: its settings, its texts and its starting point.

    The run trains an author (a language model). A style is a file that contains a trained author. A
    list of works is a file that lists the texts by one writer.

    Attributes:
        recipe: the settings of the run; if training starts from another style, the recipe contains
            the architecture of that style's network.
        texts: the texts, each split into a training part and a held-out part (excluded from
            training and used for evaluation).
        cleaning: the settings by which the texts were cleaned.
        alphabet: the symbols (characters or words) that the new author reads and writes.
        author: the name of the writer whom the new author imitates; None for the writer of the
            first text.
        parent: the name and checksum of the style that training starts from, separated by a space;
            None if training starts from random weights.
        known_texts: the titles of texts whose held-out part might have been used to train the
            style that training starts from.
        works: the name of the list of works that the texts come from, if the list is shipped with
            the program; otherwise None.
        own_works: the name of the list of works that the texts come from, if the list is the user's
            own; otherwise None.
    """

    recipe: Recipe
    texts: Sequence[Text]
    cleaning: Cleaning
    alphabet: Alphabet | Words
    author: str | None = None
    parent: str | None = None
    known_texts: tuple[str, ...] = ()
    works: str | None = None
    own_works: str | None = None


def make_plan(
    request: TrainingRequest, texts: Sequence[Text], style: Style | None, emit: Emit
) -> tuple[TrainingPlan, Arrays | None]:
    """Return the plan for a training run, and the weights that training starts from.

    The plan consists of the run's settings, its texts, the alphabet and the starting point. If the
    given style (a file that contains a trained language model) does not know the language of the
    texts, the style is ignored: training starts from random weights, and a message informs the
    user.

    Args:
        request: the user's request, which must already have been checked.
        texts: the texts, cleaned, each split into a training part and a held-out part (excluded
            from training and used for evaluation).
        style: the style to start training from; None to start from random weights.
        emit: a function that is called for each message to the user, with "note" as its first
            argument and the message as the keyword argument `text`.

    Returns:
        The plan, and the float32 weights that training starts from, by name; the weights are None
        if training starts from random weights.

    Raises:
        UsageError: if the style contains no weights or has an alphabet of words, or if a style is
            given although the recipe specifies an alphabet of words.
        StyleError: if the style's weights are damaged.
    """
    recipe, works = request.recipe, request.works
    plan = TrainingPlan(
        recipe,
        texts,
        request.cleaning,
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
    """Return the alphabet of a new author (a language model that is to be trained on some texts).

    The alphabet consists of the characters or words that the author will read and write. They are
    taken from the training part of each text. The held-out part, which is used for evaluation, is
    ignored.

    Args:
        texts: the texts, cleaned, each split into a training part and a held-out part.
        recipe: the settings of the training run, which specify whether the alphabet consists of
            characters or words, and how often each must occur in the texts to be included.
    """
    text = "\n".join(text.train for text in texts)
    if recipe.alphabet == "words":
        return Words.from_text(text, recipe.rare, recipe.most, recipe.lower, recipe.punctuation)
    return Alphabet.from_text(text.lower() if recipe.lower else text, recipe.rare)
