"""The speed of an author's writing and reading, beside a Keras model called once a character.

    .venv/bin/python benchmarks/writing.py [STYLE] [--smoke]

The peer is the loop that tutorials teach: a stateful Keras model with the same embedding, layers
and alphabet and random weights, which cost the same, but without a mogrifier's gates, lexicon or
memory. It makes one eager call and one tf.random.categorical for each character. Both write one
stream at temperature 0.7, in turns in the same run, and the medians count.

It also times three passages at once against the same three one after another, which the author does
not read again into its memory, and what the guard costs a character.
"""

import collections
import itertools
import os
import statistics
import time
from dataclasses import dataclass
from typing import Annotated

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf
import typer

from common.settings import Sampling
from models.library import SHIPPED
from models.style import Style, read_style
from models.voice import Voice
from models.writing.stops import SentenceStop

_TAKES = 3  # passages at once


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        rounds: how often each measurement is repeated.
        peer: characters that the Keras model writes in a round.
        ours: characters that the author writes in a round.
        reading: characters that the author reads in a round.
        take: characters of each of the passages written at once.
    """

    rounds: int = 7
    peer: int = 300
    ours: int = 20_000
    reading: int = 50_000
    take: int = 2_000


SMOKE = Size(1, 3, 50, 50, 20)


def tutorial_model(style: Style) -> keras.Model:
    """Return a stateful model of stock Keras layers with the style's architecture, batch 1."""
    network, symbols = style.card.network, len(style.card.alphabet)
    kind = keras.layers.GRU if network["cell"] == "gru" else keras.layers.LSTM
    layers = [keras.layers.Embedding(symbols, network["embedding"])]
    layers += [kind(n, return_sequences=True, stateful=True) for n in network["units"]]
    model = keras.Sequential([*layers, keras.layers.Dense(symbols)])
    model.build((1, 1))
    return model


def tutorial_rate(model: keras.Model, length: int) -> float:
    """Return how many characters a second the eager loop writes."""
    ids = tf.constant([[1]])
    start = time.perf_counter()
    for _ in range(length):
        logits = tf.squeeze(model(ids), 0) / 0.7
        symbol = tf.random.categorical(logits, num_samples=1)[-1, 0].numpy()
        ids = tf.expand_dims([symbol], 0)
    return length / (time.perf_counter() - start)


def writing_rate(voice: Voice, seed: int, length: int, guard: float = Sampling.guard) -> float:
    """Return how many characters a second a voice writes."""
    start = time.perf_counter()
    _write_text(voice, seed, length, guard)
    return length / (time.perf_counter() - start)


def reading_rate(voice: Voice, text: str) -> float:
    """Return how many characters a second a voice reads."""
    start = time.perf_counter()
    voice.read(text)
    return len(text) / (time.perf_counter() - start)


def takes_seconds(voice: Voice, seed: int, length: int, at_once: bool) -> float:
    """Return the seconds that three passages from one state take, at once or one by one."""
    sampling, seeds = Sampling(temperature=0.7, min_p=0.0), range(seed, seed + _TAKES)
    stops = [SentenceStop(length, slack=0) for _ in seeds]
    start = time.perf_counter()
    if at_once:
        collections.deque(voice.write_batch(sampling, seeds, stops), maxlen=0)
    else:
        for single, stop in zip(seeds, stops, strict=True):
            collections.deque(voice.write_batch(sampling, [single], [stop]), maxlen=0)
    return time.perf_counter() - start


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the figures of one author."""
    size = SMOKE if smoke else Size()
    style = read_style(SHIPPED / f"{name}.style")
    voice, model = style.voice(), tutorial_model(style)
    tutorial_rate(model, size.peer), writing_rate(voice, 0, size.ours)  # warm
    takes_seconds(voice, 0, size.take, True)
    peer, ours, unguarded, at_once, in_turn = [], [], [], [], []
    for seed in range(size.rounds):
        peer.append(tutorial_rate(model, size.peer))
        ours.append(writing_rate(voice, seed, size.ours))
        unguarded.append(writing_rate(voice, seed, size.ours, guard=0))
        at_once.append(takes_seconds(voice, seed, size.take, True))
        in_turn.append(takes_seconds(voice, seed, size.take, False))
    text = _write_text(voice, 1, size.reading)
    reading = [reading_rate(voice, text) for _ in range(size.rounds)]
    units = "x".join(map(str, style.card.network["units"]))
    print(f"{name}: {style.card.network['cell']} {units}, {len(style.card.alphabet)} symbols")
    ratio = statistics.median(a / b for a, b in zip(ours, peer, strict=True))
    print(f"tutorial's eager Keras loop: {statistics.median(peer):,.0f} characters/s")
    print(f"pastiche writing:            {statistics.median(ours):,.0f} characters/s")
    print(f"ratio, pair by pair:         {ratio:,.0f}")
    guard = statistics.median(1 / a - 1 / b for a, b in zip(ours, unguarded, strict=True))
    print(f"the guard:                   {guard * 1e6:,.1f} µs a character")
    print(f"{_TAKES} passages at once:          {statistics.median(at_once):.2f} s")
    print(f"{_TAKES} one after the other:       {statistics.median(in_turn):.2f} s")
    print(f"pastiche reading:            {statistics.median(reading):,.0f} characters/s")


def _write_text(voice: Voice, seed: int, length: int, guard: float = Sampling.guard) -> str:
    writing = voice.write(Sampling(temperature=0.7, min_p=0.0, guard=guard), seed, lambda _: False)
    return "".join(itertools.islice(writing, length))


if __name__ == "__main__":
    typer.run(main)
