"""The further forms that a network can be written in; keras_formats.py writes them."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """For whom: Keras, whatever serves TensorFlow, or whoever restores its checkpoints."""

    KERAS = "keras"
    SAVEDMODEL = "savedmodel"
    CHECKPOINT = "checkpoint"
