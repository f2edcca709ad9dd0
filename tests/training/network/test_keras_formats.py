"""training/network/keras_formats.py: each form, read again, gives the same logits."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.support.disk import files_no_larger_than
from tests.support.samples import random_arrays
from training.network.formats import ExportFormat
from training.network.keras_formats import stock_model, write_formats
from training.network.language_model import LanguageModel
from training.network.reference import reference_inputs
from training.recipe import Recipe

SYMBOLS = 9
# each row some of it again and again, so that there is something to recall
ids = np.tile(np.random.default_rng(3).integers(0, SYMBOLS, (4, 9)).astype(np.int32), 3)  # [B, T]

RECIPES = [
    pytest.param(Recipe(units=(6, 11), embedding=5), id="lstm, deep"),
    pytest.param(Recipe(cell="gru", units=(6,), embedding=5), id="gru"),
    pytest.param(Recipe(units=(6,), embedding=0), id="one-hot"),
    pytest.param(Recipe(units=(6,), embedding=5, lexicon=3), id="lexicon"),
    pytest.param(Recipe(units=(6,), embedding=5, lexicon=3, memory=2), id="memory"),
    pytest.param(Recipe(cell="mogrifier", units=(6, 11), embedding=5), id="mogrifier"),
]


def inputs(recipe: Recipe) -> Any:
    """What a network in stock layers takes: symbols, and of a network with features the rows."""
    return reference_inputs(recipe, random_arrays(recipe, SYMBOLS), ids)


def expected(recipe: Recipe) -> Any:
    net = LanguageModel(recipe, SYMBOLS)
    net.load(random_arrays(recipe, SYMBOLS))
    columns = np.stack(inputs(recipe), axis=-1) if isinstance(inputs(recipe), list) else ids
    return net(columns, np.zeros((4, net.state_size), np.float32))[0].numpy()


def close(got: Any, recipe: Recipe) -> None:
    assert got.shape == (4, 27, SYMBOLS)
    assert np.abs(got).max() > 0.3
    np.testing.assert_allclose(got, expected(recipe), atol=1e-4)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_keras_file_gives_the_same_logits(recipe: Recipe, tmp_path: Path) -> None:
    (path,) = write_formats(
        recipe, random_arrays(recipe, SYMBOLS), tmp_path, "lamp", [ExportFormat.KERAS]
    )
    assert path == tmp_path / "lamp.keras"
    close(
        keras.saving.load_model(path)(inputs(recipe)), recipe
    )  # in safe mode, which is the default


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_saved_model_gives_the_same_logits(recipe: Recipe, tmp_path: Path) -> None:
    (path,) = write_formats(
        recipe, random_arrays(recipe, SYMBOLS), tmp_path, "lamp", [ExportFormat.SAVEDMODEL]
    )
    assert path == tmp_path / "lamp-savedmodel"
    loaded = tf.saved_model.load(str(path))
    close(loaded.serve(inputs(recipe)), recipe)
    short = keras.tree.map_structure(lambda each: each[:1, :3], inputs(recipe))
    np.testing.assert_allclose(
        loaded.serve(short), loaded.serve(inputs(recipe))[:1, :3], atol=1e-5
    )  # of any batch and length


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_checkpoint_gives_the_same_logits(recipe: Recipe, tmp_path: Path) -> None:
    paths = write_formats(
        recipe, random_arrays(recipe, SYMBOLS), tmp_path, "lamp", [ExportFormat.CHECKPOINT]
    )
    assert [path.name for path in paths] == ["lamp.ckpt.data-00000-of-00001", "lamp.ckpt.index"]
    model = stock_model(recipe, random_arrays(recipe, SYMBOLS, seed=8))
    tf.train.Checkpoint(model=model).read(str(tmp_path / "lamp.ckpt")).assert_consumed()
    close(model(inputs(recipe)), recipe)


def test_all_at_once_into_a_folder_of_their_own_and_over_older_ones(tmp_path: Path) -> None:
    recipe, folder = Recipe(units=(6,), embedding=5), tmp_path / "to" / "keep"
    arrays = random_arrays(recipe, SYMBOLS)
    older = random_arrays(recipe, SYMBOLS, seed=8)
    names = [
        "lamp-savedmodel", "lamp.ckpt.data-00000-of-00001", "lamp.ckpt.index", "lamp.keras"
    ]  # fmt: skip
    for weights in (older, arrays):
        paths = write_formats(recipe, weights, folder, "lamp", list(ExportFormat))
        assert [path.name for path in paths] == names
        assert sorted(path.name for path in folder.iterdir()) == names
    close(keras.saving.load_model(folder / "lamp.keras")(ids), recipe)
    loaded = tf.saved_model.load(str(folder / "lamp-savedmodel"))
    close(loaded.serve(ids), recipe)


@pytest.mark.parametrize("form", list(ExportFormat))
def test_on_a_full_disk_what_was_there_stays(form: ExportFormat, tmp_path: Path) -> None:
    recipe = Recipe(units=(40,), embedding=5)
    paths = write_formats(recipe, random_arrays(recipe, SYMBOLS), tmp_path, "lamp", [form])
    sizes = [path.stat().st_size for path in paths]
    with files_no_larger_than(900), pytest.raises(OSError, match=r"(?i)too large"):
        write_formats(recipe, random_arrays(recipe, SYMBOLS, seed=2), tmp_path, "lamp", [form])
    assert sorted(tmp_path.iterdir()) == paths
    assert [path.stat().st_size for path in paths] == sizes


def test_nothing_asked_for_is_nothing_written(tmp_path: Path) -> None:
    recipe = Recipe(units=(6,), embedding=5)
    assert write_formats(recipe, random_arrays(recipe, SYMBOLS), tmp_path, "lamp", []) == []
    assert list(tmp_path.iterdir()) == []
