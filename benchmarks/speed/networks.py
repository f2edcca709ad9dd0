"""The architecture of an author's network as a recipe, and the number of its weights."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from training.network.language_model import LanguageModel
from training.recipe import Recipe

_ARCHITECTURE = ("cell", "embedding", "lexicon", "memory")


def make_recipe(network: Mapping[str, Any], recipe: Recipe) -> Recipe:
    """Return a copy of a recipe (the settings of a training run) with another architecture.

    Args:
        network: the architecture, as on the card (metadata) of a trained author.
        recipe: the recipe to copy.
    """
    values = {key: network[key] for key in _ARCHITECTURE if key in network}
    return replace(recipe, units=tuple(network["units"]), **values)


def count_multiplied(net: LanguageModel) -> int:
    """Return the number of weights in the matrix products that a network computes for one symbol.

    Biases are not included, nor are tables, of which only one row is read for each symbol.
    """
    return sum(
        int(weight.shape[0]) * int(weight.shape[1])
        for name, weight in net.weights_by_name().items()
        if len(weight.shape) == 2 and (name.startswith("layer") or "head" in name)
    )
