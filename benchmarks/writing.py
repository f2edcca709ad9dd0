"""How fast an author writes and reads, beside a Keras model called eagerly once a character.

    .venv/bin/python benchmarks/writing.py [STYLE]

The peer is the loop that tutorials teach: a stateful Keras model of the same embedding, layers and
alphabet (random weights, which cost the same), without a mogrifier's gates, lexicon or memory, one
eager call and one tf.random.categorical a character. Both write at temperature 0.7, one stream, on
the same machine in the same run, in turns; medians are told.

Besides: three passages at once against the same three one after the other, none of them read again
into the author's memory, and what the guard costs a character, by writing with it and without.
"""

import collections
import itertools
import os
import statistics
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf

from common.defaults import GUARD
from common.settings import Sampling
from models.library import SHIPPED
from models.stops import SentenceStop
from models.style import Style, read_style
from models.voice import Voice

_PEER, _OURS, _READ = 300, 20_000, 50_000  # characters of one measurement
_TAKES, _TAKE = 3, 2_000  # passages at once, characters of each


def tutorial_model(style: Style) -> keras.Model:
    """The architecture of the style in stock Keras layers, stateful, batch 1."""
    network, symbols = style.card.network, len(style.card.alphabet)
    kind = keras.layers.GRU if network["cell"] == "gru" else keras.layers.LSTM
    layers = [keras.layers.Embedding(symbols, network["embedding"])]
    layers += [kind(n, return_sequences=True, stateful=True) for n in network["units"]]
    model = keras.Sequential([*layers, keras.layers.Dense(symbols)])
    model.build((1, 1))
    return model


def tutorial_rate(model: keras.Model) -> float:
    """Characters a second of the eager loop."""
    ids = tf.constant([[1]])
    begun = time.perf_counter()
    for _ in range(_PEER):
        logits = tf.squeeze(model(ids), 0) / 0.7
        symbol = tf.random.categorical(logits, num_samples=1)[-1, 0].numpy()
        ids = tf.expand_dims([symbol], 0)
    return _PEER / (time.perf_counter() - begun)


def writing_rate(voice: Voice, seed: int, guard: float = GUARD) -> float:
    """Characters a second of a voice's writing."""
    begun = time.perf_counter()
    _written(voice, seed, _OURS, guard)
    return _OURS / (time.perf_counter() - begun)


def reading_rate(voice: Voice, text: str) -> float:
    """Characters a second of a voice's reading."""
    begun = time.perf_counter()
    voice.read(text)
    return len(text) / (time.perf_counter() - begun)


def takes_seconds(voice: Voice, seed: int, at_once: bool) -> float:
    """Seconds for three passages from one state, at once or one after the other."""
    sampling, seeds = Sampling(temperature=0.7, min_p=0.0), range(seed, seed + _TAKES)
    stops = [SentenceStop(_TAKE, slack=0) for _ in seeds]
    begun = time.perf_counter()
    if at_once:
        collections.deque(voice.write_batch(sampling, seeds, stops), maxlen=0)
    else:
        for one, stop in zip(seeds, stops, strict=True):
            collections.deque(voice.write_batch(sampling, [one], [stop]), maxlen=0)
    return time.perf_counter() - begun


def main() -> None:
    """Print the figures."""
    name = sys.argv[1] if len(sys.argv) > 1 else "dickens"
    style = read_style(SHIPPED / f"{name}.style")
    voice, model = style.voice(), tutorial_model(style)
    tutorial_rate(model), writing_rate(voice, 0)  # warm
    takes_seconds(voice, 0, True)
    peer, ours, unguarded, at_once, in_turn = [], [], [], [], []
    for seed in range(7):
        peer.append(tutorial_rate(model))
        ours.append(writing_rate(voice, seed))
        unguarded.append(writing_rate(voice, seed, guard=0))
        at_once.append(takes_seconds(voice, seed, True))
        in_turn.append(takes_seconds(voice, seed, False))
    text = _written(voice, 1, _READ)
    reading = [reading_rate(voice, text) for _ in range(7)]
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


def _written(voice: Voice, seed: int, length: int, guard: float = GUARD) -> str:
    writing = voice.write(Sampling(temperature=0.7, min_p=0.0, guard=guard), seed, lambda _: False)
    return "".join(itertools.islice(writing, length))


if __name__ == "__main__":
    main()
