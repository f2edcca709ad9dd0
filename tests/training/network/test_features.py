"""training/network/features.py: one step after another finds what is found of a whole text."""

import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from models.alphabet.characters import Alphabet
from tests.support.forked import ROOT
from tests.support.samples import invented
from training.network.features import Features
from training.network.spelling import letter_codes
from training.recipe import Recipe

ALPHABET = Alphabet.from_text((invented(3_000) + "Mr. Pip met Mr. Pip; 1849 – don’t\n") * 5)
CODES = letter_codes(ALPHABET.characters)
TEXTS = [invented(700, seed=seed)[:600] for seed in range(3)]
RECIPES = [
    pytest.param(Recipe(lexicon=2), id="lexicon"),
    pytest.param(Recipe(memory=3), id="memory"),
    pytest.param(Recipe(lexicon=2, memory=3), id="lexicon and memory"),
]


def zero_state(features: Features) -> list[tf.Tensor]:
    return [tf.zeros((len(TEXTS), size)) for size in features.state_sizes]


def enlarge(symbols: int) -> tuple[np.ndarray, np.ndarray]:
    """The texts [B, T] and the codes, in an alphabet of so many symbols whose last are ours."""
    more = symbols - len(ALPHABET)
    ids = np.stack([ALPHABET.encode(text).ids for text in TEXTS]) + np.int32(more)
    return ids, np.concatenate([np.zeros(more, np.float32), CODES])


@pytest.mark.parametrize("symbols", [len(ALPHABET), 1_365, 20_000])
@pytest.mark.parametrize("recipe", RECIPES)
def test_steps_find_the_rows_of_the_whole_text(recipe: Recipe, symbols: int) -> None:
    features = Features(recipe)
    ids, codes = enlarge(symbols)
    expected = np.stack([features.columns(codes, text) for text in ids])  # [B, T, 1 + F]
    code = tf.constant(codes, tf.int32)
    step = tf.function(lambda symbol, *state: features.step(code, symbol, state))
    state, columns = zero_state(features), []
    for symbol in ids.T:
        rows, state = step(tf.constant(symbol), *state)
        columns.append(np.stack([symbol, *(row.numpy() for row in rows)], axis=1))
    assert expected.shape == (3, 600, 1 + features.table_count)
    np.testing.assert_array_equal(np.stack(columns, axis=1), expected)
    assert (expected[..., 1:] > 0).mean() > 0.3


def test_what_is_read_without_notes_is_not_recalled() -> None:
    features = Features(Recipe(memory=3))
    codes = tf.constant(CODES, tf.int32)
    state = zero_state(features)
    notes = tf.constant([True, False, True])
    for symbol in enlarge(len(ALPHABET))[0].T[:200]:
        rows, state = features.step(codes, tf.constant(symbol), state, notes)
    slots = [part.numpy() for part in state[3:]]
    for part in slots:
        assert (part != 0).any(axis=1).tolist() == [True, False, True]
    assert all(row.numpy()[1] == 0 for row in rows)


def test_a_network_without_features_reads_symbols_alone() -> None:
    features = Features(Recipe())
    assert (len(features), features.width, features.table_count) == (0, 0, 0)
    assert features.state_sizes == []
    ids = np.array([3, 1, 2], np.int32)
    np.testing.assert_array_equal(features.columns(CODES, ids), ids[:, None])


def test_a_text_is_prepared_without_tensorflow() -> None:
    program = (
        "import sys, training.job.run\n"
        "from training.network.features import Features\n"
        "from training.recipe import Recipe\n"
        "import numpy as np\n"
        "Features(Recipe(lexicon=1, memory=1)).columns(np.ones(9), np.arange(9))\n"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0
