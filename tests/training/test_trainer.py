"""training/trainer.py: updates, estimates, and going on from a checkpoint."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from training.recipe import Recipe
from training.trainer import Trainer

SYMBOLS = 8
SMALL = Recipe(units=(12,), embedding=5, batch=4, window=6, dropout=0.0, learning_rate=0.02)
repeating = np.tile(np.array([1, 5, 2, 7, 3], np.int32), 60)
varied = np.random.default_rng(4).integers(0, SYMBOLS, 130).astype(np.int32)


def trainer(recipe: Recipe = SMALL, kind: str = "float32", text: Any = repeating) -> Trainer:
    return Trainer(recipe, SYMBOLS, text, text[:50], kind)


def flat(one: Trainer) -> Trainer:
    """With weights of nothing at all, to which every symbol is as likely as the next."""
    one.net.load({name: np.zeros_like(array) for name, array in one.net.arrays().items()})
    return one


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("kind", ["float32", "bfloat16"])
def test_a_repeating_text_is_learnt(cell: str, kind: str) -> None:
    one = trainer(replace(SMALL, cell=cell), kind)
    losses = [one.update(0.02) for _ in range(120)]
    assert losses[0] > 2.0
    assert losses[-1] < 0.3
    assert one.updates == 120
    assert one.estimate() < 0.3


def test_losses_are_bits_a_symbol() -> None:
    assert flat(trainer()).update(0.0) == pytest.approx(3.0, abs=1e-6)  # log2 of 8 symbols
    assert flat(trainer()).estimate() == pytest.approx(3.0, abs=1e-6)


def test_a_rate_of_nothing_changes_nothing() -> None:
    one = trainer()
    before = one.net.arrays()
    one.trace()
    one.update(0.0)
    for name, array in one.net.arrays().items():
        np.testing.assert_array_equal(array, before[name])


def test_equal_seeds_give_equal_trainings() -> None:
    def losses(seed: int) -> list[float]:
        one = trainer(replace(SMALL, seed=seed, dropout=0.3))
        return [one.update(0.01) for _ in range(4)]

    assert losses(3) == losses(3)
    assert losses(3) != losses(4)


@pytest.mark.parametrize("recipe", [
    replace(SMALL, dropout=0.3, recurrent_dropout=0.2),
    replace(SMALL, cell="gru", units=(6, 9), embedding=0, dropout=0.2),
], ids=["lstm", "gru, deep, one-hot"])  # fmt: skip
def test_going_on_from_a_checkpoint_is_as_if_it_had_never_stopped(recipe: Recipe) -> None:
    first = trainer(recipe, text=varied)
    for _ in range(8):
        first.update(0.01)
    first.estimate()
    checkpoint = first.checkpoint({"note": "é", "points": [[1.5, 2.0]]})
    epoch, best = first.streams.epoch, first.best
    expected = [first.update(0.01) for _ in range(11)]
    assert first.streams.epoch > epoch  # the place where an epoch begins is drawn as well

    second = trainer(replace(recipe, seed=77), text=varied)
    second.update(0.3)
    assert second.restore(checkpoint) == {"note": "é", "points": [[1.5, 2.0]]}
    assert (second.updates, second.best, second.streams.epoch) == (8, best, epoch)
    assert [second.update(0.01) for _ in range(11)] == expected
    for name, array in second.net.arrays().items():
        np.testing.assert_array_equal(array, first.net.arrays()[name])


def test_a_checkpoint_before_any_estimate() -> None:
    first, second = trainer(), trainer()
    second.restore(first.checkpoint({}))
    assert second.best == float("inf")
    assert second.updates == 0


def test_the_best_weights_are_kept_also_through_a_checkpoint() -> None:
    one = trainer()
    for _ in range(60):
        one.update(0.02)
    good = one.estimate()
    kept = one.net.arrays()
    flat(one)
    assert one.estimate() == pytest.approx(3.0, abs=1e-6)
    assert one.best == good < 2.0
    other = trainer()
    other.restore(one.checkpoint({}))
    for which in (one, other):
        assert which.best == good
        for name, array in which.best_arrays.items():
            np.testing.assert_array_equal(array, kept[name])
    assert not other.net.arrays()["head.kernel"].any()  # the weights at hand are the flat ones


def test_a_held_out_text_shorter_than_a_window() -> None:
    one = Trainer(SMALL, SYMBOLS, repeating, repeating[:4], "float32")
    assert flat(one).estimate() == pytest.approx(3.0, abs=1e-6)
