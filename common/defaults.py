"""The default values of the user's settings, defined here once for all the code.

config.yaml shows the user the same values, and a test checks that the two agree. Measurements
(a training run's samples, measures, benchmarks) use settings of their own instead, so that figures
from different days can be compared.
"""

from typing import Final

LENGTH: Final = 300  # characters that an author writes before it may stop at a sentence's end
TEMPERATURE: Final = 0.7  # common/settings.py explains this setting and the next four
TOP_K: Final = 0
TOP_P: Final = 1.0
MIN_P: Final = 0.02
GUARD: Final = 0.8
GHOST: Final = 3  # words of ghost text
KEYS: Final = "emacs"  # key bindings of the line editor
MINUTES: Final = 3.0  # length of a training started from the chat
