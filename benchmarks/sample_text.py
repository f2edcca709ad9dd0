"""What benchmarks use that only try whether they run: made-up sentences and a tiny recipe."""

from pathlib import Path

import numpy as np

SMOKE_RECIPE = str(Path(__file__).with_name("smoke.yaml"))

_SYLLABLES = ("ba", "lo", "min", "ter", "sha", "ve", "ru", "don", "ki", "wes")


def invent_text(characters: int) -> str:
    """Return sentences of made-up words, at least so many characters, always the same."""
    random = np.random.default_rng(1)
    words = ["".join(random.choice(_SYLLABLES, random.integers(1, 4))) for _ in range(400)]
    sentences, length = [], 0
    while length < characters:
        sentence = " ".join(random.choice(words, random.integers(4, 13))).capitalize() + ".\n"
        sentences.append(sentence)
        length += len(sentence)
    return "".join(sentences)
