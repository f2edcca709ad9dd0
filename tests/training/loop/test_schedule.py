"""training/loop/schedule.py: learning rates, in numbers worked out by hand."""

from dataclasses import replace

import pytest

from training.loop.schedule import learning_rate
from training.recipe import Recipe

COSINE = Recipe(learning_rate=0.004, warmup=0.02)
CONSTANT = Recipe(learning_rate=0.004, warmup=0.0, schedule="constant")
DECAY = Recipe(learning_rate=1.0, warmup=0.0, schedule="decay", decay=0.5, decay_after=3)


@pytest.mark.parametrize(
    ("fraction", "rate"),
    [
        (0.0, 0.0),
        (0.01, 0.002),
        (0.02, 0.004),  # the peak
        (0.265, 0.0034142136),  # a quarter of the fall: (1 + √½) / 2 of the peak
        (0.51, 0.002),
        (0.755, 0.0005857864),
        (1.0, 0.0),
        (-0.5, 0.0),
        (1.5, 0.0),
    ],
)
def test_it_rises_evenly_and_falls_on_a_cosine(fraction: float, rate: float) -> None:
    for epoch in (0, 7):
        assert learning_rate(COSINE, fraction, epoch) == pytest.approx(rate, abs=1e-10)


@pytest.mark.parametrize(("fraction", "rate"), [(0.0, 0.004), (0.5, 0.002), (1.0, 0.0)])
def test_without_warm_up_it_begins_at_the_peak(fraction: float, rate: float) -> None:
    recipe = replace(COSINE, warmup=0.0)
    assert learning_rate(recipe, fraction, 0) == pytest.approx(rate, abs=1e-10)


@pytest.mark.parametrize("fraction", [0.0, 0.3, 1.0])
def test_a_constant_rate(fraction: float) -> None:
    assert learning_rate(CONSTANT, fraction, 5) == 0.004


def test_a_constant_rate_is_risen_to_as_well() -> None:
    recipe = replace(CONSTANT, warmup=0.5)
    assert learning_rate(recipe, 0.25, 0) == pytest.approx(0.002)
    assert learning_rate(recipe, 0.75, 0) == 0.004


def test_the_rate_decays_by_a_factor_an_epoch() -> None:
    rates = [learning_rate(DECAY, epoch / 6, epoch) for epoch in range(6)]
    assert rates == [1.0, 1.0, 1.0, 0.5, 0.25, 0.125]
