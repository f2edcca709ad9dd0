"""training/schedule.py: warm-up and cosine, in numbers worked out by hand."""

import pytest

from training.schedule import learning_rate


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
    assert learning_rate(fraction, peak=0.004, warmup=0.02) == pytest.approx(rate, abs=1e-10)


@pytest.mark.parametrize(("fraction", "rate"), [(0.0, 0.01), (0.5, 0.005), (1.0, 0.0)])
def test_without_warm_up_it_begins_at_the_peak(fraction: float, rate: float) -> None:
    assert learning_rate(fraction, peak=0.01, warmup=0.0) == pytest.approx(rate, abs=1e-10)
