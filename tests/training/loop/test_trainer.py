"""training/loop/trainer.py: updates, estimates, and going on from a checkpoint."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from models.bits import costs
from training.loop.estimator import Estimator, TrainingDiverged
from training.loop.trainer import Trainer
from training.recipe import Cell, Recipe

SYMBOLS = 8
SMALL = Recipe(units=(12,), embedding=5, batch=4, window=6, dropout=0.0, learning_rate=0.02)
repeating = np.tile(np.array([1, 5, 2, 7, 3], np.int32), 60)
varied = np.random.default_rng(4).integers(0, SYMBOLS, 130).astype(np.int32)


def make_trainer(recipe: Recipe = SMALL, kind: str = "float32", text: Any = repeating) -> Trainer:
    return Trainer(recipe, SYMBOLS, text, text[:50], kind)


def test_names_that_the_page_alone_tells_are_learnt_only_with_a_memory() -> None:
    random = np.random.default_rng(6)
    # one by one of six symbols again and again, and then again all of them in the same order
    pages = [np.tile(random.permutation(6) + 2, 8) for _ in range(300)]
    text = np.concatenate([np.insert(page, 0, [0, 1]) for page in pages]).astype(np.int32)
    codes = np.array([0, 0, *range(1, 7)], np.float32)

    def loss(recipe: Recipe) -> float:
        trainer = Trainer(recipe, SYMBOLS, text, text[:500], "float32", line_end=1, codes=codes)
        return float(np.mean([trainer.update(0.02) for _ in range(150)][-20:]))

    narrow = replace(SMALL, units=(3,), batch=8, window=25)
    assert loss(replace(narrow, memory=3)) < 0.8 * loss(narrow)


def flat(trainer: Trainer) -> Trainer:
    """With weights of nothing at all, to which every symbol is as likely as the next."""
    trainer.net.load({name: np.zeros_like(array) for name, array in trainer.net.arrays().items()})
    return trainer


@pytest.mark.parametrize("cell", ["lstm", "mogrifier", "gru"])
@pytest.mark.parametrize("kind", ["float32", "bfloat16"])
def test_a_repeating_text_is_learnt(cell: Cell, kind: str) -> None:
    trainer = make_trainer(replace(SMALL, cell=cell), kind)
    losses = [trainer.update(0.02) for _ in range(120)]
    assert losses[0] > 2.0
    assert losses[-1] < 0.3
    assert trainer.updates == 120
    assert trainer.estimate().bits < 0.3
    assert trainer.estimate().accuracy > 0.95


@pytest.mark.parametrize("recipe", [
    replace(SMALL, windows="shuffled"),
    replace(SMALL, windows="shuffled", carry=False),
    replace(SMALL, windows="random", carry=False, predict="last"),
    replace(SMALL, optimiser="sgd", clip=None),
    replace(SMALL, initial=0.05),
    replace(SMALL, lexicon=2, memory=3),
    replace(SMALL, memory=3, windows="streams"),
    replace(SMALL, memory=3, windows="shuffled", input_dropout=0.1),
], ids=[
    "shuffled", "shuffled, zero", "random, last", "sgd", "initial",
    "memory", "memory, streams", "memory, shuffled",
])  # fmt: skip
def test_a_repeating_text_is_learnt_in_other_ways_as_well(recipe: Recipe) -> None:
    trainer = make_trainer(recipe)
    rate = 5.0 if recipe.optimiser == "sgd" else 0.02
    losses = [trainer.update(rate) for _ in range(200)]
    assert losses[0] > 2.0
    assert losses[-1] < 0.3


def test_initial_weights_are_evenly_drawn_from_a_span() -> None:
    trainer, other = (make_trainer(replace(SMALL, initial=0.05, seed=seed)) for seed in (1, 2))
    for name, array in trainer.net.arrays().items():
        about = np.zeros_like(array)
        if name == "layer0.bias":
            about[12:24] = 1  # the forget gate's
        assert 0.025 < np.abs(array - about).max() < 0.0501
        assert not np.array_equal(array, other.net.arrays()[name])
        np.testing.assert_array_equal(array, trainer.best_arrays[name])


@pytest.mark.parametrize("clip", [None, 0.001])
def test_gradients_are_of_the_mean_or_of_the_sum_of_a_window(clip: float | None) -> None:
    recipe = replace(SMALL, optimiser="sgd")
    mean = make_trainer(replace(recipe, clip=clip))
    summed = make_trainer(replace(recipe, clip=clip and 6 * clip, loss="sum"))  # of six symbols
    begun = summed.net.arrays()
    assert summed.update(0.1) == mean.update(0.6)  # what is told is the mean
    for name, array in summed.net.arrays().items():
        assert not np.array_equal(array, begun[name])
        np.testing.assert_allclose(array, mean.net.arrays()[name], rtol=1e-4, atol=1e-6)


def test_the_state_is_carried_only_where_the_recipe_says_so() -> None:
    def losses(recipe: Recipe) -> list[float]:
        trainer = make_trainer(replace(recipe, batch=1, initial=0.9), text=varied)
        return [trainer.update(0.0) for _ in range(3)]

    carried, zero = losses(SMALL), losses(replace(SMALL, carry=False))
    assert carried[0] == zero[0]
    assert carried[1] != zero[1]
    assert carried[2] != zero[2]


def test_predicting_the_last_symbol_counts_that_alone() -> None:
    recipe = replace(SMALL, batch=1, window=3, initial=0.9, carry=False)
    text = np.array([1, 5, 2, 7], np.int32)

    def loss(recipe: Recipe) -> float:
        trainer = Trainer(recipe, SYMBOLS, text, text, "float32")
        return trainer.update(0.0)

    net = Trainer(recipe, SYMBOLS, text, text, "float32").net
    logits = net(text[None, :3], np.zeros((1, net.state_size), np.float32))[0][0].numpy()
    bits = [-np.log2(np.exp(row) / np.exp(row).sum()) for row in logits]
    each = [bits[i][text[i + 1]] for i in range(3)]
    assert loss(recipe) == pytest.approx(np.mean(each), abs=1e-5)
    assert loss(replace(recipe, predict="last")) == pytest.approx(each[-1], abs=1e-5)


def test_the_accuracy_is_the_share_of_right_predictions() -> None:
    trainer = flat(make_trainer())
    arrays = trainer.net.arrays()
    arrays["head.bias"][5] = 1.0  # so that it always says 5, which is every fifth symbol
    trainer.net.load(arrays)
    assert trainer.estimate().accuracy == pytest.approx(0.2, abs=0.03)


def test_losses_are_bits_a_symbol() -> None:
    assert flat(make_trainer()).update(0.0) == pytest.approx(3.0, abs=1e-6)  # log2 of 8 symbols
    assert flat(make_trainer()).estimate().bits == pytest.approx(3.0, abs=1e-6)


def test_a_short_held_out_text_is_read_as_one_page() -> None:
    page = varied[:127]
    trainer = Trainer(SMALL, SYMBOLS, varied, page, "float32")
    for _ in range(40):
        trainer.update(0.02)
    state = np.zeros((1, trainer.net.state_size), np.float32)
    logits = trainer.net(page[None, :-1, None], state)[0].numpy()[0]
    assert trainer.estimate().bits == pytest.approx(costs(logits, page[1:]).mean(), rel=1e-4)


def test_a_rate_of_nothing_changes_nothing() -> None:
    trainer = make_trainer()
    before = trainer.net.arrays()
    trainer.trace()
    trainer.update(0.0)
    for name, array in trainer.net.arrays().items():
        np.testing.assert_array_equal(array, before[name])


def test_equal_seeds_give_equal_trainings() -> None:
    def losses(seed: int) -> list[float]:
        trainer = make_trainer(replace(SMALL, seed=seed, dropout=0.3))
        return [trainer.update(0.01) for _ in range(4)]

    assert losses(3) == losses(3)
    assert losses(3) != losses(4)


@pytest.mark.parametrize("recipe", [
    replace(SMALL, dropout=0.3, recurrent_dropout=0.2),
    replace(SMALL, cell="gru", units=(6, 9), embedding=0, dropout=0.2),
    replace(SMALL, windows="shuffled", optimiser="sgd", dropout=0.3),
    replace(SMALL, windows="random", carry=False, predict="last"),
    replace(SMALL, windows="streams"),
    replace(SMALL, cell="mogrifier", optimiser="muon"),
    replace(SMALL, cell="mogrifier", lexicon=2, memory=3),
], ids=[
    "lstm", "gru, deep, one-hot", "shuffled, sgd", "random, last", "streams", "muon", "features",
])  # fmt: skip
def test_going_on_from_a_checkpoint_is_as_if_it_had_never_stopped(recipe: Recipe) -> None:
    first = make_trainer(recipe, text=varied)
    for _ in range(14):
        first.update(0.01)
    first.estimate()
    checkpoint = first.checkpoint({"note": "é", "points": [[1.5, 2.0]]})
    epoch, best = first.batches.epoch, first.best
    expected = [first.update(0.01) for _ in range(11)]
    assert first.batches.epoch > epoch  # what an epoch reads is drawn as well

    second = make_trainer(replace(recipe, seed=77), text=varied)
    second.update(0.3)
    assert second.restore(checkpoint) == {"note": "é", "points": [[1.5, 2.0]]}
    assert (second.updates, second.best, second.batches.epoch) == (14, best, epoch)
    assert [second.update(0.01) for _ in range(11)] == expected
    for name, array in second.net.arrays().items():
        np.testing.assert_array_equal(array, first.net.arrays()[name])


def test_a_checkpoint_before_any_estimate() -> None:
    first, second = make_trainer(), make_trainer()
    second.restore(first.checkpoint({}))
    assert second.best == float("inf")
    assert second.updates == 0


def test_the_best_weights_are_kept_also_through_a_checkpoint() -> None:
    trainer = make_trainer()
    for _ in range(60):
        trainer.update(0.02)
    good = trainer.estimate().bits
    kept = trainer.net.arrays()
    flat(trainer)
    assert trainer.estimate().bits == pytest.approx(3.0, abs=1e-6)
    assert trainer.best == good < 2.0
    other = make_trainer()
    other.restore(trainer.checkpoint({}))
    for which in (trainer, other):
        assert which.best == good
        for name, array in which.best_arrays.items():
            np.testing.assert_array_equal(array, kept[name])
    assert not other.net.arrays()["head.kernel"].any()  # the weights at hand are the flat ones


def test_a_best_loss_on_other_text_is_not_compared_with() -> None:
    held_out = np.random.default_rng(5).integers(0, SYMBOLS, 30_000).astype(np.int32)

    def make(minutes: float) -> Trainer:
        recipe = replace(SMALL, minutes=minutes, window=64)
        return Trainer(recipe, SYMBOLS, repeating, held_out, "float32")

    trainer = make(3.0)
    trainer.update(0.01)
    trainer.estimate()
    saved = trainer.checkpoint({})
    same, longer = make(5.0), make(30.0)  # of which the second reads more held-out text
    same.restore(saved)
    longer.restore(saved)
    assert same.best == trainer.best
    assert longer.best == math.inf
    for name, array in trainer.best_arrays.items():
        np.testing.assert_array_equal(longer.best_arrays[name], array)


@pytest.mark.parametrize("window", [1, 64, 1_500, 4_096])
@pytest.mark.parametrize(("minutes", "most"), [(3.0, 2**14), (30.0, 2**16)])
def test_an_estimate_reads_no_more_than_it_has_time_for(
    window: int, minutes: float, most: int
) -> None:
    held_out = np.zeros(300_000, np.int32)
    net = make_trainer().net
    symbols = Estimator(net, held_out, window, lambda ids: ids[:, None], minutes).symbols
    assert 0.9 * most < symbols <= most + 32  # of which the first of each row is only read


def test_a_held_out_text_shorter_than_a_window() -> None:
    trainer = Trainer(SMALL, SYMBOLS, repeating, repeating[:4], "float32")
    assert flat(trainer).estimate().bits == pytest.approx(3.0, abs=1e-6)


def test_a_loss_that_is_no_number_is_refused_and_the_best_weights_stay() -> None:
    trainer = make_trainer()
    good = trainer.estimate().bits
    kept = trainer.best_arrays
    trainer.net.load({name: array * np.nan for name, array in trainer.net.arrays().items()})
    with pytest.raises(TrainingDiverged):
        trainer.estimate()
    with pytest.raises(TrainingDiverged):
        trainer.update(0.02)
    assert trainer.best == good
    assert trainer.best_arrays is kept
