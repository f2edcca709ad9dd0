"""The defaults of the person's settings, each written once for all the code.

config.yaml shows the person the same values, and a test holds the two together. Measurements
(a training's samples, measures, benchmarks) name settings of their own instead, so that figures
from different days can be compared.
"""

from typing import Final

LENGTH: Final = 300  # characters that an author writes at a time, then to the sentence's end
TEMPERATURE: Final = 0.7  # this and the next four as in common/settings.py
TOP_K: Final = 0
TOP_P: Final = 1.0
MIN_P: Final = 0.02
GUARD: Final = 0.8
GHOST: Final = 3  # words of ghost text
KEYS: Final = "emacs"  # key bindings of the line editor
MINUTES: Final = 3.0  # of a training started from the chat
