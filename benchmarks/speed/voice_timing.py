"""Measure how fast an author's voice (its running network) writes and reads."""

import collections
import itertools
import time

from common.settings import Sampling
from models.voice import Voice
from models.writing.stops import SentenceStop

TAKES = 3  # passages at once


def write_text(voice: Voice, seed: int, length: int, guard: float = Sampling.guard) -> str:
    """Have a voice (a running network) continue from its state, and return the text.

    Args:
        voice: the voice; afterwards, it has also read the text.
        seed: the random seed.
        length: the number of characters to write.
        guard: how strongly repetition is discouraged; 0 for not at all.
    """
    writing = voice.write(Sampling(temperature=0.7, min_p=0.0, guard=guard), seed, lambda _: False)
    return "".join(itertools.islice(writing, length))[:length]


def writing_rate(voice: Voice, seed: int, length: int, guard: float = Sampling.guard) -> float:
    """Return how many characters per second a voice writes; see `write_text` for the arguments."""
    start = time.perf_counter()
    write_text(voice, seed, length, guard)
    return length / (time.perf_counter() - start)


def reading_rate(voice: Voice, text: str) -> float:
    """Return how many characters per second a voice reads of a text."""
    start = time.perf_counter()
    voice.read(text)
    return len(text) / (time.perf_counter() - start)


def takes_seconds(voice: Voice, seed: int, length: int, at_once: bool) -> float:
    """Return the seconds in which a voice writes three continuations of what it has read.

    Args:
        voice: the voice; its state does not change.
        seed: the random seed of the first text; the others have the seeds that follow.
        length: the number of characters after which a text ends.
        at_once: whether to write the three in one batch, instead of one after another.
    """
    sampling, seeds = Sampling(temperature=0.7, min_p=0.0), range(seed, seed + TAKES)
    stops = [SentenceStop(length, slack=0) for _ in seeds]
    start = time.perf_counter()
    if at_once:
        collections.deque(voice.write_batch(sampling, seeds, stops), maxlen=0)
    else:
        for single, stop in zip(seeds, stops, strict=True):
            collections.deque(voice.write_batch(sampling, [single], [stop]), maxlen=0)
    return time.perf_counter() - start
