"""Made-up sentences for benchmarks that are given no text, or that only try whether they run."""

import numpy as np

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
