"""The speed of an author's writing and reading, beside a Keras model called once a character.

    .venv/bin/python benchmarks/writing.py [STYLE] [--smoke]

The peer is the loop that tutorials teach: a stateful Keras model with the same embedding, layers
and alphabet and random weights, which cost the same, but without a mogrifier's gates, lexicon or
memory. It makes one eager call and one tf.random.categorical for each character. Both write one
stream at temperature 0.7, in turns in the same run, and the medians count.

It also times three passages at once against the same three one after another, which the author does
not read again into its memory, and what the guard costs a character.
"""

import statistics
from dataclasses import dataclass
from typing import Annotated

import typer

from benchmarks.speed.keras_writing import tutorial_model, tutorial_seconds
from benchmarks.speed.voice_timing import (
    TAKES,
    reading_rate,
    takes_seconds,
    write_text,
    writing_rate,
)
from models.library import SHIPPED
from models.style import read_style


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


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the figures of one author."""
    size = SMOKE if smoke else Size()
    style = read_style(SHIPPED / f"{name}.style")
    voice = style.voice()
    model = tutorial_model(style.card.network, len(style.card.alphabet))
    tutorial_seconds(model, size.peer), writing_rate(voice, 0, size.ours)  # warm
    takes_seconds(voice, 0, size.take, True)
    peer, ours, unguarded, at_once, in_turn = [], [], [], [], []
    for seed in range(size.rounds):
        peer.append(size.peer / tutorial_seconds(model, size.peer))
        ours.append(writing_rate(voice, seed, size.ours))
        unguarded.append(writing_rate(voice, seed, size.ours, guard=0))
        at_once.append(takes_seconds(voice, seed, size.take, True))
        in_turn.append(takes_seconds(voice, seed, size.take, False))
    text = write_text(voice, 1, size.reading)
    reading = [reading_rate(voice, text) for _ in range(size.rounds)]
    units = "x".join(map(str, style.card.network["units"]))
    print(f"{name}: {style.card.network['cell']} {units}, {len(style.card.alphabet)} symbols")
    ratio = statistics.median(a / b for a, b in zip(ours, peer, strict=True))
    print(f"tutorial's eager Keras loop: {statistics.median(peer):,.0f} characters/s")
    print(f"pastiche writing:            {statistics.median(ours):,.0f} characters/s")
    print(f"ratio, pair by pair:         {ratio:,.0f}")
    guard = statistics.median(1 / a - 1 / b for a, b in zip(ours, unguarded, strict=True))
    print(f"the guard:                   {guard * 1e6:,.1f} µs a character")
    print(f"{TAKES} passages at once:          {statistics.median(at_once):.2f} s")
    print(f"{TAKES} one after the other:       {statistics.median(in_turn):.2f} s")
    print(f"pastiche reading:            {statistics.median(reading):,.0f} characters/s")


if __name__ == "__main__":
    typer.run(main)
