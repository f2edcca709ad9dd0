"""language_model.py: the trained network, its Keras rebuild, and the choice of compute type."""

import numpy as np
import pytest
import tensorflow as tf

from tests.support.samples import random_arrays
from training.network.features import Features
from training.network.language_model import LanguageModel, choose_compute_type
from training.network.reference import reference_inputs, reference_model
from training.network.spelling import CODES
from training.recipe import Recipe

SYMBOLS = 9
# each row some of it again and again, so that there is something to recall
ids = np.tile(np.random.default_rng(3).integers(0, SYMBOLS, (4, 9)).astype(np.int32), 3)  # [B, T]

RECIPES = [
    pytest.param(Recipe(cell=cell, units=units, embedding=embedding), id=f"{cell} {how} {units}")
    for cell in ("lstm", "gru")
    for how, embedding in (("one-hot", 0), ("embedding", 5))
    for units in ((6,), (6, 11))
]
RECIPES.append(  # which reads the embedding's rows as they are, where others have it multiplied out
    pytest.param(Recipe(units=(6,), embedding=5, input_dropout=0.5), id="lstm input dropout")
)


RECIPES += [
    pytest.param(Recipe(cell="gru", units=(6, 11), embedding=5, lexicon=3), id="gru lexicon"),
    pytest.param(Recipe(units=(6,), embedding=0, lexicon=3), id="lstm one-hot lexicon"),
    pytest.param(
        Recipe(units=(6,), embedding=5, lexicon=3, input_dropout=0.5),
        id="lstm lexicon input dropout",
    ),
    pytest.param(Recipe(units=(6, 11), embedding=5, memory=3), id="lstm memory"),
    pytest.param(Recipe(cell="gru", units=(6,), lexicon=2, memory=3), id="gru lexicon memory"),
    pytest.param(Recipe(cell="mogrifier", units=(6, 11), embedding=5), id="mogrifier (6, 11)"),
    pytest.param(
        Recipe(cell="mogrifier", units=(6,), embedding=0, lexicon=2, memory=3),
        id="mogrifier one-hot lexicon memory",
    ),
]


def network(recipe: Recipe, compute_type: str = "float32") -> LanguageModel:
    net = LanguageModel(recipe, SYMBOLS, compute_type)
    net.load(random_arrays(recipe, SYMBOLS))
    return net


def columns(recipe: Recipe) -> np.ndarray:
    """What a network of that recipe reads of the ids: [B, T, 1 + F]."""
    codes = random_arrays(recipe, SYMBOLS).get(CODES, np.zeros(0, np.float32))
    return np.stack([Features(recipe).columns(codes, text) for text in ids])


def zeros(net: LanguageModel) -> np.ndarray:
    return np.zeros((4, net.state_size), np.float32)


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_rebuild_in_keras_gives_the_same_logits(recipe: Recipe) -> None:
    net = network(recipe)
    logits, state = net(columns(recipe), zeros(net))
    assert logits.shape == (4, 27, SYMBOLS)
    assert (columns(recipe) > 0).any(axis=(0, 1)).all()
    assert state.shape == (4, sum(recipe.units) * (1 if recipe.cell == "gru" else 2))
    arrays = random_arrays(recipe, SYMBOLS)
    expected = reference_model(recipe, arrays)(reference_inputs(recipe, arrays, ids))
    assert np.abs(expected).max() > 0.3
    np.testing.assert_allclose(logits, expected, atol=1e-5)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_window_in_two_with_carried_state_equals_one_window(recipe: Recipe) -> None:
    net = network(recipe)
    text = columns(recipe)
    whole, last = net(text, zeros(net))
    first, between = net(text[:, :16], zeros(net))
    second, end = net(text[:, 16:], between)
    np.testing.assert_allclose(tf.concat([first, second], axis=1), whole, atol=1e-6)
    np.testing.assert_allclose(end, last, atol=1e-6)
    forgetful, _ = net(text[:, 16:], zeros(net))
    assert np.abs(forgetful - second).max() > 0.01


def test_weights_come_out_as_they_went_in_and_as_copies() -> None:
    recipe = Recipe(units=(6, 11), embedding=5)
    net = network(recipe)
    arrays, got = random_arrays(recipe, SYMBOLS), net.arrays()
    assert set(got) == {
        "embedding", "head.kernel", "head.bias",
        "layer0.kernel", "layer0.recurrent_kernel", "layer0.bias",
        "layer1.kernel", "layer1.recurrent_kernel", "layer1.bias",
    }  # fmt: skip
    for name in got:
        np.testing.assert_array_equal(got[name], arrays[name])
    net.load({name: array + 1 for name, array in arrays.items()})
    np.testing.assert_array_equal(got["head.bias"], arrays["head.bias"])


def test_what_learns_is_in_the_order_by_which_checkpoints_number_it() -> None:
    net = network(Recipe(units=(6,), embedding=5, lexicon=3, memory=2))
    names = {id(variable): name for name, variable in net.weights_by_name().items()}
    assert [names[id(variable)] for variable in net.learnable] == [
        "memory.rows", "memory.head", "memory.bias", "embedding",
        "layer0.kernel", "layer0.recurrent_kernel", "layer0.bias",
        "head.kernel", "head.bias", "lexicon.rows",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["dropout", "input_dropout", "recurrent_dropout"])
def test_dropout_is_drawn_while_training_only(kind: str) -> None:
    shares = {"dropout": 0.0, kind: 0.5}
    net = network(Recipe(units=(6,), embedding=5, **shares))  # type: ignore[arg-type]
    state = zeros(net)
    plain = [net(ids, state)[0].numpy() for _ in range(2)]
    dropped = [net(ids, state, training=True)[0].numpy() for _ in range(2)]
    np.testing.assert_array_equal(plain[0], plain[1])
    assert not np.array_equal(dropped[0], dropped[1])
    assert not np.array_equal(dropped[0], plain[0])


@pytest.mark.parametrize("cell", ["lstm", "mogrifier", "gru"])
def test_bfloat16_gives_float32_logits_near_the_exact_ones(cell: str) -> None:
    recipe = Recipe(cell=cell, units=(6,), embedding=5)  # type: ignore[arg-type]
    rough, exact = network(recipe, "bfloat16"), network(recipe)
    logits, _ = rough(ids, zeros(rough))
    expected, _ = exact(ids, zeros(exact))
    assert logits.dtype == tf.float32
    np.testing.assert_allclose(logits, expected, atol=0.1)
    assert not np.array_equal(logits, expected)


@pytest.mark.parametrize(
    ("cpuinfo", "compute_type"),
    [
        ("processor : 0\nflags\t\t: fpu avx2 avx512_bf16 sse\n", "bfloat16"),
        ("flags\t\t: fpu amx_tile amx_bf16 amx_int8\n", "bfloat16"),
        ("flags\t\t: fpu avx2 avx512f avx512_vnni\n", "float32"),
        ("model name : avx512_bf16\nflags : fpu avx2\n", "float32"),
        ("flags : my_avx512_bf16_like\n", "float32"),
        ("Features : asimd bf16\n", "float32"),
        ("", "float32"),
    ],
)
def test_the_compute_type_follows_the_processors_flags(cpuinfo: str, compute_type: str) -> None:
    assert choose_compute_type(cpuinfo) == compute_type
