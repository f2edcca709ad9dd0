"""The further formats a network can be written in, by name; keras_formats.py writes them."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """A format of Keras or TensorFlow: a model file, a SavedModel, or a checkpoint to restore."""

    KERAS = "keras"
    SAVEDMODEL = "savedmodel"
    CHECKPOINT = "checkpoint"
