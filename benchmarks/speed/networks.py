"""The sizes of a style's network, for peers that are built alike and for limits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from training.network.language_model import LanguageModel
from training.recipe import Recipe

_ARCHITECTURE = ("cell", "embedding", "lexicon", "memory")


def make_recipe(network: Mapping[str, Any], recipe: Recipe) -> Recipe:
    """Return a recipe with the architecture of another network.

    Args:
        network: the architecture, as a style's card describes it.
        recipe: the recipe for everything else.
    """
    values = {key: network[key] for key in _ARCHITECTURE if key in network}
    return replace(recipe, units=tuple(network["units"]), **values)


def count_multiplied(net: LanguageModel) -> int:
    """Return how many weights of a network take part in the matrix products for one symbol.

    Biases do not, nor do tables, of which only one row is read for each symbol.
    """
    return sum(
        int(weight.shape[0]) * int(weight.shape[1])
        for name, weight in net.weights_by_name().items()
        if len(weight.shape) == 2 and (name.startswith("layer") or "head" in name)
    )
