"""What is told beside each symbol of a text: rows of a lexicon and of a memory, found once.

They are functions of the text alone, so a training finds them all before its first update.

Glossary: V symbols, T steps, F numbers told.
"""

import numpy as np
from numpy.typing import NDArray

from training import lexicon, memory
from training.recipe import Recipe

Ints = NDArray[np.int32]


def beside(recipe: Recipe, code: NDArray[np.float32] | None, ids: Ints) -> Ints:
    """Each symbol and what is told with it, begun at an empty page: ids [T] -> [T, 1 + F].

    Args:
        recipe: whether it has a lexicon, a memory.
        code: what each symbol adds to a hash, [V]; of use where it has one of them.
        ids: the symbols.
    """
    columns = [ids[:, None].astype(np.int32)]
    if code is not None and recipe.lexicon:
        columns.append(lexicon.rows(code, ids)[:, None])
    if code is not None and recipe.memory:
        columns.append(memory.rows(code, ids))
    return np.concatenate(columns, axis=1)


def width_beside(recipe: Recipe) -> int:
    """Numbers that the first layer reads beside a symbol's own."""
    return recipe.lexicon + memory.CONTEXTS * recipe.memory
