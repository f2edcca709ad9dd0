"""The learning rate as a function of how much of a training is done."""

import math

from training.recipe import Recipe


def learning_rate(recipe: Recipe, fraction: float, epoch: int) -> float:
    """Return the learning rate for the next update of the weights.

    During the warm-up, the rate rises linearly from 0 to the recipe's `learning_rate`; afterwards,
    it follows the recipe's schedule. With "cosine", the rate falls to 0 along a cosine, without
    restarts (Loshchilov and Hutter, 2017, arXiv:1608.03983). With "decay", it stays the same for
    the first `decay_after` epochs, and is then multiplied by `decay` at the start of every epoch
    (Zaremba et al., 2014, arXiv:1409.2329). With "constant", it stays the same throughout.

    Args:
        recipe: the settings of the training run; its fields `learning_rate`, `warmup`, `schedule`,
            `decay` and `decay_after` are used.
        fraction: the fraction of the training run that has been completed, from 0 to 1; values
            outside this range are clipped to it.
        epoch: the number of complete epochs (passes over the text) so far.
    """
    fraction = min(max(fraction, 0.0), 1.0)
    peak, warmup = recipe.learning_rate, recipe.warmup
    if fraction < warmup:
        return peak * fraction / warmup
    if recipe.schedule == "cosine":
        return peak * 0.5 * (1 + math.cos(math.pi * (fraction - warmup) / (1 - warmup)))
    if recipe.schedule == "decay":
        return float(peak * recipe.decay ** max(0, epoch + 1 - recipe.decay_after))
    return peak
