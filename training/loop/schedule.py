"""The learning rate as a function of how much of a training is over."""

import math

from training.recipe import Recipe


def learning_rate(recipe: Recipe, fraction: float, epoch: int) -> float:
    """Return the rate of an update: it rises evenly to the recipe's, then follows its schedule.

    Cosine decay without restarts is from Loshchilov and Hutter, 2017 (arXiv:1608.03983); it ends at
    0. The decay by epochs is that of Zaremba et al., 2014 (arXiv:1409.2329): epoch `decay_after`,
    counted from 0, is the first to be decayed, once, the next twice.

    Args:
        recipe: for learning_rate, warmup, schedule, decay and decay_after.
        fraction: the share of the length that is over, 0 to 1; what lies outside counts as the
            nearer end.
        epoch: whole epochs that are over.
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
