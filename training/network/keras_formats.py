"""A trained network in the forms that Keras and TensorFlow themselves write.

They hold the network of stock Keras layers, ids [B, T] -> logits [B, T, V], read from a zero state,
for those who go on in Python; with lexicon or memory it takes what beside.py finds too,
[B, T] a table. A mogrifier's cell is reference.py's, which Keras finds once that module is
imported. The program itself reads none of them, and they know no alphabet: it is on the card of the
style beside them.
"""

import dataclasses
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from common.stderr import silence_stderr
from training.network.formats import ExportFormat
from training.network.reference import reference
from training.network.weights import Arrays
from training.recipe import Recipe


def stock(recipe: Recipe, arrays: Arrays) -> keras.Model:
    """The network of these weights in stock Keras layers, as training/network/reference.py's.

    One-hot input is an embedding by the unit matrix, which gives the same numbers: a function in a
    Lambda layer could not be read again without trusting whoever wrote it.
    """
    if not recipe.embedding:
        symbols = len(arrays["head.bias"])
        arrays = {**arrays, "embedding": np.eye(symbols, dtype=np.float32)}
        recipe = dataclasses.replace(recipe, embedding=symbols)
    return reference(recipe, arrays)


def keep(
    recipe: Recipe, arrays: Arrays, folder: Path, name: str, forms: Sequence[ExportFormat]
) -> list[Path]:
    """Write the network in each of the forms, in place of what has its name; returns the paths.

    Args:
        recipe: of the network.
        arrays: its weights.
        folder: where to; made if it is not there.
        name: of the style.
        forms: keras: `NAME.keras`, for keras.saving.load_model. savedmodel: the folder
            `NAME-savedmodel`, for tf.saved_model.load or keras.layers.TFSMLayer, at its endpoint
            "serve".
            checkpoint: `NAME.ckpt.index` and `NAME.ckpt.data-00000-of-00001`, for
            tf.train.Checkpoint(model=stock(recipe, ...)).read("NAME.ckpt").

    Raises:
        OSError: when they cannot be written; what was there before is then as it was, unless a
            form was in place already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = stock(recipe, arrays)
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{name}-") as scratch:
        new = Path(scratch)
        with warnings.catch_warnings(), silence_stderr():
            # Keras converts TensorFlow's variables in a way that NumPy 2 means to end
            warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
            try:
                for form in forms:
                    _write(model, form, new, name)
            except tf.errors.OpError as error:  # as TensorFlow tells of a full disk
                raise OSError(error.message) from error
        return [_put(path, folder, new) for path in sorted(new.iterdir())]


def _write(model: keras.Model, form: ExportFormat, folder: Path, name: str) -> None:
    if form == ExportFormat.KERAS:
        model.save(folder / f"{name}.keras")
    elif form == ExportFormat.SAVEDMODEL:
        model.export(folder / f"{name}-savedmodel", verbose=False)
    else:
        tf.train.Checkpoint(model=model).write(str(folder / f"{name}.ckpt"))


def _put(path: Path, folder: Path, scratch: Path) -> Path:
    """Move into the folder, in place of what has that name there, which goes to the scratch."""
    there = folder / path.name
    if there.is_dir():
        there.replace(scratch / f"{path.name}-before")
    path.replace(there)
    return there
