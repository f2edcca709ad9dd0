"""training/network/live_step.py: a network under training steps as its rebuild in Keras reads."""

import numpy as np
import pytest

from common.settings import Sampling
from models.alphabet.characters import Alphabet
from models.writing.stops import SentenceStop
from tests.support.samples import random_arrays
from training.network.language_model import LanguageModel
from training.network.live_step import LiveStep
from training.network.reference import reference_inputs, reference_model
from training.recipe import Recipe

SYMBOLS = 9
ids = np.tile(np.random.default_rng(3).integers(0, SYMBOLS, 13).astype(np.int32), 4)


@pytest.mark.parametrize(
    "recipe",
    [
        pytest.param(Recipe(units=(6, 4), embedding=5), id="plain"),
        pytest.param(Recipe(cell="gru", units=(6,), embedding=5, lexicon=2), id="lexicon"),
        pytest.param(Recipe(units=(6,), embedding=5, lexicon=2, memory=3), id="memory"),
    ],
)
def test_step_by_step_it_gives_the_logits_of_the_whole(recipe: Recipe) -> None:
    arrays = random_arrays(recipe, SYMBOLS)
    net = LanguageModel(recipe, SYMBOLS)
    live = LiveStep(net)
    live.step(ids[:1], live.zero_state())
    net.load(arrays)  # as its weights stand, not as they stood
    got, state = live.read(ids, live.zero_state(), all_logits=True)
    expected = reference_model(recipe, arrays)(reference_inputs(recipe, arrays, ids[None]))[
        0
    ].numpy()
    np.testing.assert_allclose(got, expected, atol=1e-5)
    both, _ = live.step(ids[:2], np.concatenate([state, live.zero_state()]))
    np.testing.assert_allclose(both[1], live.step(ids[1:2], live.zero_state())[0][0], atol=1e-5)


def test_a_voice_notes_what_it_wrote_only_when_it_is_over() -> None:
    recipe = Recipe(units=(6,), embedding=5, memory=3)
    alphabet = Alphabet.from_text("lamp and oar " * 9)
    net = LanguageModel(recipe, len(alphabet))
    net.load(random_arrays(recipe, len(alphabet)))
    voice = LiveStep(net).voice(alphabet)
    memory = slice(net.state_size + 3, None)  # behind a word's hash and two
    start = voice.state.tensor
    writing = voice.write(Sampling(temperature=1.0), 1, SentenceStop(40))
    text = "".join(next(writing) for _ in range(20))
    np.testing.assert_array_equal(voice.state.tensor[:, memory], start[:, memory])
    writing.close()
    reader = LiveStep(net).voice(alphabet)
    reader.read(text)
    np.testing.assert_array_equal(voice.state.tensor, reader.state.tensor)
    assert (voice.state.tensor[:, memory] != start[:, memory]).any()
