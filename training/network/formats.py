"""The names of the formats, besides the style, that a network can be written in.

They are written by training/network/keras_formats.py. This module does not load TensorFlow.
"""

from enum import StrEnum


class ExportFormat(StrEnum):
    """A file format of Keras or TensorFlow in which a trained network can be saved.

    The formats are a Keras model, a TensorFlow SavedModel, and a TensorFlow checkpoint that
    contains only the weights.
    """

    KERAS = "keras"
    SAVEDMODEL = "savedmodel"
    CHECKPOINT = "checkpoint"
