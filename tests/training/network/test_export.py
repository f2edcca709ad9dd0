"""training/network/export.py: the exported step predicts what the trained network predicts."""

from pathlib import Path

import numpy as np
import pytest

from common.settings import Sampling
from models.alphabet.characters import Alphabet
from models.network import Network
from models.voice import Voice
from tests.support.samples import make_style, random_arrays
from training.network.export import Exporter, max_logit_error
from training.network.memory import BIAS, SLOTS
from training.network.reference import reference_inputs, reference_model
from training.network.spelling import CODES, letter_codes
from training.recipe import Recipe

SYMBOLS = 9
# some of it again and again, so that there is something to recall
ids = np.tile(np.random.default_rng(3).integers(0, SYMBOLS, 17).astype(np.int32), 3)[:40]

RECIPES = [
    pytest.param(Recipe(cell=cell, units=units, embedding=embedding), id=f"{cell} {how} {units}")
    for cell in ("lstm", "gru")
    for how, embedding in (("one-hot", 0), ("embedding", 5))
    for units in ((6,), (6, 11))
]
RECIPES += [
    pytest.param(Recipe(units=(6, 11), embedding=5, lexicon=3), id="lstm lexicon"),
    pytest.param(Recipe(cell="gru", units=(6,), embedding=0, lexicon=3), id="gru lexicon"),
    pytest.param(Recipe(units=(6,), embedding=5, memory=3), id="lstm memory"),
    pytest.param(Recipe(cell="gru", units=(6, 11), lexicon=2, memory=3), id="gru lexicon memory"),
    pytest.param(Recipe(cell="mogrifier", units=(6, 11), embedding=5), id="mogrifier (6, 11)"),
    pytest.param(
        Recipe(cell="mogrifier", units=(6,), embedding=0, lexicon=2, memory=3),
        id="mogrifier one-hot lexicon memory",
    ),
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_float32_step_agrees_with_keras(recipe: Recipe) -> None:
    arrays = random_arrays(recipe, SYMBOLS)
    network = Network(Exporter(recipe, arrays).export(quantise=False))
    got, state = network.read(ids, network.zero_state(), all_logits=True)
    expected = reference_model(recipe, arrays)(reference_inputs(recipe, arrays, ids[None]))[
        0
    ].numpy()
    assert np.abs(expected).max() > 0.3
    assert np.abs(got - expected).max() < 1e-4
    assert network.symbols == SYMBOLS
    layers = sum(recipe.units) * (1 if recipe.cell == "gru" else 2)
    hashes = 1 if recipe.lexicon or recipe.memory else 0
    assert state.shape == (1, layers + hashes + (2 + 2 * SLOTS if recipe.memory else 0))


def test_the_check_measures_the_largest_difference() -> None:
    recipe = Recipe(units=(6,), embedding=5)
    arrays = random_arrays(recipe, SYMBOLS)
    step = Exporter(recipe, arrays).export(quantise=False)
    assert max_logit_error(recipe, arrays, step, ids) < 1e-5
    changed = {**arrays, "head.bias": arrays["head.bias"].copy()}
    changed["head.bias"][4] += 0.25
    assert max_logit_error(recipe, changed, step, ids) == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize("cell", ["lstm", "mogrifier", "gru"])
def test_the_int8_step_is_small_and_close(cell: str) -> None:
    recipe = Recipe(cell=cell, units=(64,), embedding=16)  # type: ignore[arg-type]
    arrays = random_arrays(recipe, 40, spread=0.15)
    exporter = Exporter(recipe, arrays)
    exact, small = exporter.export(quantise=False), exporter.export(quantise=True)
    assert len(small) < len(exact) / 2
    read = [Network(step) for step in (exact, small)]
    logits = [net.read(ids, net.zero_state(), all_logits=True)[0] for net in read]
    difference = np.abs(logits[0] - logits[1]).max()
    assert 0 < difference < 0.05 * np.abs(logits[0]).max()


@pytest.mark.parametrize("cell", ["lstm", "mogrifier", "gru"])
@pytest.mark.parametrize("quantise", [False, True], ids=["float32", "int8"])
def test_a_batch_of_any_size_gives_each_row_what_it_would_have_alone(
    cell: str, quantise: bool
) -> None:
    recipe = Recipe(cell=cell, units=(12, 40), embedding=5)  # type: ignore[arg-type]
    network = Network(Exporter(recipe, random_arrays(recipe, SYMBOLS)).export(quantise))
    for batch in (3, 1, 7):
        state = network.zero_state(batch)
        alone = [network.zero_state() for _ in range(batch)]
        for begin in range(10):
            symbols = ids[begin : begin + batch]
            logits, state = network.step(symbols, state)
            for row in range(batch):
                expected, alone[row] = network.step(symbols[row : row + 1], alone[row])
                np.testing.assert_allclose(logits[row], expected[0], atol=1e-5)
        np.testing.assert_allclose(state, np.concatenate(alone), atol=1e-5)


def test_an_author_who_trusts_its_memory_alone_takes_up_what_is_on_the_page() -> None:
    alphabet = Alphabet.from_text("the lantern of Estella\n" * 9)
    recipe = Recipe(units=(6,), embedding=5, memory=3)
    arrays = {
        name: np.zeros_like(array) for name, array in random_arrays(recipe, len(alphabet)).items()
    }
    arrays |= {CODES: letter_codes(alphabet.characters)}
    arrays[BIAS][:, 1:] = 9  # but the row of nothing recalled
    voice = Voice(alphabet, Network(Exporter(recipe, arrays).export(quantise=True)))
    voice.read("the lantern of Estella\nthe lantern of E")
    guardless = Sampling(temperature=0, guard=0)
    assert "".join(voice.write(guardless, 1, lambda character: character == "\n")) == "stella"
    voice.read("\nthe lan")
    assert "".join(voice.write(guardless, 1, lambda character: character == " ")) == "tern"


def test_the_styles_that_stand_ready_for_tests_are_what_is_exported_today(tmp_path: Path) -> None:
    recipe = Recipe(cell="gru", units=(90,), embedding=5, memory=4)
    ready = make_style(tmp_path / "ready.style", seed=2, recipe=recipe)
    anew = make_style(tmp_path / "anew.style", seed=2, recipe=recipe, anew=True)
    ids = np.arange(300, dtype=np.int32) % len(ready.card.alphabet)
    logits = []
    for style in (ready, anew):
        network = Network(style.step)
        logits.append(network.read(ids, network.zero_state(), all_logits=True)[0])
    assert np.abs(logits[0] - logits[1]).max() < 1e-4
    assert ready.card == anew.card
