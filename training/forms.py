"""The further forms that a network can be written in; training/keras_exports.py writes them."""

from enum import StrEnum


class Form(StrEnum):
    """For whom: Keras, whatever serves TensorFlow, or whoever restores its checkpoints."""

    KERAS = "keras"
    SAVEDMODEL = "savedmodel"
    CHECKPOINT = "checkpoint"
