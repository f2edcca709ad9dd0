"""A trained network in the formats that Keras and TensorFlow themselves write.

They hold the network of stock Keras layers for those who go on in Python: symbols [B, T] -> logits
[B, T, V], read from a zero state. With features it takes the rows of each of their tables too,
[B, T], as `Features.columns` finds them. A mogrifier's cell is reference.py's, which Keras finds
once that module is imported. The program itself reads none of these formats, and they know no
alphabet: it is on the card of the style next to them.
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
from training.network.reference import reference_model
from training.network.weights import Arrays
from training.recipe import Recipe


def stock_model(recipe: Recipe, arrays: Arrays) -> keras.Model:
    """Return `reference_model`'s network in layers that can be saved and read again.

    One-hot input is an embedding by the unit matrix, which gives the same numbers: a function in a
    Lambda layer could not be read again without trusting whoever wrote it.
    """
    if not recipe.embedding:
        symbols = len(arrays["head.bias"])
        arrays = {**arrays, "embedding": np.eye(symbols, dtype=np.float32)}
        recipe = dataclasses.replace(recipe, embedding=symbols)
    return reference_model(recipe, arrays)


def write_formats(
    recipe: Recipe, arrays: Arrays, folder: Path, name: str, formats: Sequence[ExportFormat]
) -> list[Path]:
    """Write the network in each of the formats, replacing files of the same names.

    Args:
        recipe: for the architecture.
        arrays: the weights by name.
        folder: where the files go; made if it is missing.
        name: of the style.
        formats: keras is `NAME.keras`, for keras.saving.load_model. savedmodel is the folder
            `NAME-savedmodel`, for tf.saved_model.load or keras.layers.TFSMLayer, at its endpoint
            "serve". checkpoint is `NAME.ckpt.index` and `NAME.ckpt.data-00000-of-00001`, for
            tf.train.Checkpoint(model=stock_model(recipe, ...)).read("NAME.ckpt").

    Returns:
        The paths of the files and the folder.

    Raises:
        OSError: when they cannot be written. What was there before is then as it was, unless one
            of the new formats was in place already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = stock_model(recipe, arrays)
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{name}-") as scratch:
        new = Path(scratch)
        with warnings.catch_warnings(), silence_stderr():
            # Keras converts TensorFlow's variables in a way that NumPy 2 means to end
            warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
            try:
                for each in formats:
                    _write(model, each, new, name)
            except tf.errors.OpError as error:  # which is how TensorFlow reports a full disk
                raise OSError(error.message) from error
        return [_move(path, folder, new) for path in sorted(new.iterdir())]


def _write(model: keras.Model, export_format: ExportFormat, folder: Path, name: str) -> None:
    if export_format == ExportFormat.KERAS:
        model.save(folder / f"{name}.keras")
    elif export_format == ExportFormat.SAVEDMODEL:
        model.export(folder / f"{name}-savedmodel", verbose=False)
    else:
        tf.train.Checkpoint(model=model).write(str(folder / f"{name}.ckpt"))


def _move(path: Path, folder: Path, scratch: Path) -> Path:
    """Move a file or folder into `folder`; a folder of its name there goes to the scratch first."""
    target = folder / path.name
    if target.is_dir():
        target.replace(scratch / f"{path.name}-before")
    path.replace(target)
    return target
