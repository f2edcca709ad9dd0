"""A trained network written in Keras's and TensorFlow's own formats, for use in Python.

The files hold the network in stock Keras layers: symbols [B, T] -> logits [B, T, V], for a batch of
B texts with T symbols each and an alphabet of V; every text is read from a zero state. If the
network has features (lexicon or memory), it also takes the rows [B, T] of each of their tables, as
`Features.columns` finds them. To load a mogrifier, import training/network/reference.py first,
which registers its cell with Keras. The program itself reads none of these formats. They do not
contain the alphabet, which is in the metadata of the style written next to them.
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
    """Return a trained network rebuilt from stock Keras layers, which Keras can save and load.

    The model maps B texts of T symbols, int32 [B, T], to the logits of the symbol that follows each
    symbol, float32 [B, T, V], where V is the number of symbols in the alphabet. If the network has
    features (lookup tables that provide additional input), the model takes a list instead, as
    returned by `reference_inputs`: the symbols, followed by the indices of the rows to read from
    each table, each int32 [B, T].

    If symbols are one-hot encoded, the model has an embedding with an identity matrix instead. The
    results are the same, and no Lambda layer is needed. By default, Keras refuses to load a file
    that contains a Lambda layer.

    Args:
        recipe: the settings of the training run, which specify the architecture.
        arrays: the weights of the network, by name.
    """
    if not recipe.embedding:
        symbols = len(arrays["head.bias"])
        arrays = {**arrays, "embedding": np.eye(symbols, dtype=np.float32)}
        recipe = dataclasses.replace(recipe, embedding=symbols)
    return reference_model(recipe, arrays)


def write_formats(
    recipe: Recipe, arrays: Arrays, folder: Path, name: str, formats: Sequence[ExportFormat]
) -> list[Path]:
    """Save a trained network in each of the given formats, replacing files with the same names.

    The `keras` format creates the file `NAME.keras`, which keras.saving.load_model loads. The
    `savedmodel` format creates the folder `NAME-savedmodel`, to be loaded with tf.saved_model.load,
    or by keras.layers.TFSMLayer with the endpoint "serve". The `checkpoint` format creates
    `NAME.ckpt.index` and `NAME.ckpt.data-00000-of-00001`, to be loaded with
    tf.train.Checkpoint(model=stock_model(recipe, ...)).read("NAME.ckpt").

    Args:
        recipe: the settings of the training run, which specify the architecture.
        arrays: the weights of the network, by name.
        folder: the folder to write to, which is created if it does not exist.
        name: the name of the trained author (the language model), used in place of NAME in the file
            names.
        formats: the formats to write.

    Returns:
        The paths of the files and folders that were written.

    Raises:
        OSError: if a file cannot be written. Formats that were completed before the error may
            already have replaced existing files; all other files are unchanged.
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
    """Move a file or folder into `folder`, after moving a folder of its name to the scratch."""
    target = folder / path.name
    if target.is_dir():
        target.replace(scratch / f"{path.name}-before")
    path.replace(target)
    return target
