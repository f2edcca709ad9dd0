"""The learning rate as a function of how much of the time is spent."""

import math


def learning_rate(fraction: float, peak: float, warmup: float) -> float:
    """Rises evenly to `peak` over the first `warmup` share, then falls to 0 on a cosine.

    Cosine decay without restarts is from Loshchilov and Hutter, 2017 (arXiv:1608.03983).

    Args:
        fraction: share of the time spent, 0 to 1; what lies outside counts as the nearer end.
        peak: the largest rate.
        warmup: share of the time, 0 to below 1.
    """
    fraction = min(max(fraction, 0.0), 1.0)
    if fraction < warmup:
        return peak * fraction / warmup
    return peak * 0.5 * (1 + math.cos(math.pi * (fraction - warmup) / (1 - warmup)))
