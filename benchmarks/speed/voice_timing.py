"""How fast a voice, an author's running network, writes and reads."""

import collections
import itertools
import time

from common.settings import Sampling
from models.voice import Voice
from models.writing.stops import SentenceStop

TAKES = 3  # passages at once


def write_text(voice: Voice, seed: int, length: int, guard: float = Sampling.guard) -> str:
    """Have the voice go on from its state, and return so many characters."""
    writing = voice.write(Sampling(temperature=0.7, min_p=0.0, guard=guard), seed, lambda _: False)
    return "".join(itertools.islice(writing, length))[:length]


def writing_rate(voice: Voice, seed: int, length: int, guard: float = Sampling.guard) -> float:
    """Return how many characters a second a voice writes."""
    start = time.perf_counter()
    write_text(voice, seed, length, guard)
    return length / (time.perf_counter() - start)


def reading_rate(voice: Voice, text: str) -> float:
    """Return how many characters a second a voice reads."""
    start = time.perf_counter()
    voice.read(text)
    return len(text) / (time.perf_counter() - start)


def takes_seconds(voice: Voice, seed: int, length: int, at_once: bool) -> float:
    """Return the seconds that three passages from one state take, at once or one by one."""
    sampling, seeds = Sampling(temperature=0.7, min_p=0.0), range(seed, seed + TAKES)
    stops = [SentenceStop(length, slack=0) for _ in seeds]
    start = time.perf_counter()
    if at_once:
        collections.deque(voice.write_batch(sampling, seeds, stops), maxlen=0)
    else:
        for single, stop in zip(seeds, stops, strict=True):
            collections.deque(voice.write_batch(sampling, [single], [stop]), maxlen=0)
    return time.perf_counter() - start
