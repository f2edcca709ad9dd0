"""What is told beside each symbol of a text: rows of a lexicon and of a memory.

They are functions of the text alone, so no graph of a training need find them.

Glossary: V symbols, T steps, F numbers told.
"""

import numpy as np
from numpy.typing import NDArray

from training.network import lexicon, memory
from training.recipe import Recipe

Ints = NDArray[np.int32]


def beside(recipe: Recipe, code: NDArray[np.float32], ids: Ints) -> Ints:
    """Each symbol and what is told with it, begun at an empty page: ids [T] -> [T, 1 + F].

    Args:
        recipe: whether it has a lexicon, a memory.
        code: what each symbol adds to a hash, [V].
        ids: the symbols.
    """
    columns = [ids[:, None].astype(np.int32)]
    if recipe.lexicon:
        columns.append(lexicon.rows(code, ids)[:, None])
    if recipe.memory:
        columns.append(memory.rows(code, ids))
    return np.concatenate(columns, axis=1)


def feature_width(recipe: Recipe) -> int:
    """Numbers that the first layer reads beside a symbol's own."""
    return recipe.lexicon + memory.CONTEXTS * recipe.memory
