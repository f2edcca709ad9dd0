"""The alphabet of a new author: which characters or words it will read and write."""

from collections.abc import Sequence

from models.alphabet import Alphabet
from models.words import Words
from texts.corpus import Text
from training.recipe import Recipe


def learn_alphabet(texts: Sequence[Text], recipe: Recipe) -> Alphabet | Words:
    """The alphabet of what may be trained on."""
    text = "\n".join(text.train for text in texts)
    if recipe.alphabet == "words":
        return Words.of(text, recipe.rare, recipe.most, recipe.lower, recipe.punctuation)
    return Alphabet.of(text.lower() if recipe.lower else text, recipe.rare)
