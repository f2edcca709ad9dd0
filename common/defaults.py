"""The default values of the user's settings, defined once for all the code.

Those of the sampler are in common/settings.py, with what they mean. config.yaml shows the user the
same values, and a test checks that the two agree. Measurements (a training run's samples, measures,
benchmarks) use settings of their own instead, so that figures from different days can be compared.
"""

from typing import Final

LENGTH: Final = 300  # characters that an author writes before it may stop at a sentence's end
CANDIDATES: Final = 4  # sentences written for each one of a passage, of which the best is kept
GHOST: Final = 3  # words of ghost text
KEYS: Final = "emacs"  # key bindings of the line editor
MINUTES: Final = 3.0  # length of a training started from the chat
