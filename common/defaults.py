"""What holds where nobody says otherwise; whatever in the code assumes one of these takes it here.

config.yaml tells the person the same values, and a test holds the two together. What is measured
(training's samples, measures, benchmarks) names its own settings instead, so that figures of
different days compare.
"""

from typing import Final

LENGTH: Final = 300  # characters that an author writes at a time, then to the sentence's end
TEMPERATURE: Final = 0.7  # of the sampler, as are the next four (models.sampler)
TOP_K: Final = 0
TOP_P: Final = 1.0
MIN_P: Final = 0.02
GUARD: Final = 0.8
GHOST: Final = 3  # words of ghost text
KEYS: Final = "emacs"  # of the line editor
MINUTES: Final = 3.0  # of a training
