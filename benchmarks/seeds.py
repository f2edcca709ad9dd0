"""Five well-known recipes run to their ends: what their sources report, and what they give here.

    .venv/bin/python benchmarks/seeds.py --texts FOLDER --data-dir DIR [RECIPE...] [--smoke]

FOLDER has the texts. A training goes on from its last checkpoint in DIR, so a long one can be
stopped with Ctrl-C and resumed: the three largest took from fifty minutes to two hours and a
quarter of one core each. If a style is there already, its figures are only printed again. They are
on its card; the loss plot and the network for Keras and TensorFlow lie beside it.
"""

import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.sample_text import invent_text
from common.settings import Sampling
from measures.training_texts import find_training_texts
from models.bits import costs
from models.network import Network
from models.style import SUFFIX, Style, read_style
from models.writing.stops import SentenceStop

_LENGTH = 200  # characters of a sample
_WINDOW, _PLACES, _AT_ONCE = 40, 2_000, 500
_ROWS, _STEPS = 20, 35
_FORMS = ("keras", "savedmodel", "checkpoint")


@dataclass(frozen=True)
class Seed:
    """A recipe's text, what its source reports, and how its source samples.

    Attributes:
        text: the name of the text's file.
        reported: the figure that the source reports.
        primes: the texts that samples go on from.
        temperatures: the temperatures of the samples; 0 is greedy.
        also: a further figure as the source counts it: its name, and a function that computes it
            from the style and the held-out text.
    """

    text: str
    reported: str
    primes: tuple[str, ...]
    temperatures: tuple[float, ...]
    also: tuple[str, Callable[[Style, str], float]] | None = None


def bits_after_windows(style: Style, held_out: str) -> float:
    """Return the mean bits of 2,000 symbols, each after the 40 before it and a state of zero."""
    ids = style.voice().alphabet.encode(held_out).ids
    places = np.linspace(0, len(ids) - _WINDOW - 1, _PLACES).astype(int)
    network = Network(style.step)
    bits = []
    for group in np.array_split(places, _PLACES // _AT_ONCE):
        state = network.zero_state(len(group))
        for i in range(_WINDOW):
            logits, state = network.step(ids[group + i], state)
        bits.append(costs(logits, ids[group + _WINDOW]))
    return float(np.concatenate(bits).mean())


def accuracy_of_batches(style: Style, held_out: str) -> float:
    """Return the share of right predictions in windows 5 to 29 of 35 words, in 20 rows of text."""
    ids = style.voice().alphabet.encode(held_out).ids
    length = len(ids) // _ROWS
    network = Network(style.step)
    right = []
    for row in ids[: _ROWS * length].reshape(_ROWS, length):
        logits, _ = network.read(row[:-1], network.zero_state(), all_logits=True)
        counted = slice(5 * _STEPS, 30 * _STEPS)
        right.append((logits.argmax(axis=1) == row[1:])[counted])
    return float(np.concatenate(right).mean())


SEEDS = {
    "nietzsche-lstm": Seed(
        "nietzsche.txt",
        "no figure",
        ("supposing that truth is a woman--what the",),  # 40 characters before it, as it learnt
        (0.2, 0.5, 1.0, 1.2),
        ("bits after windows of 40", bits_after_windows),
    ),
    "dickens-gru": Seed(
        "great_expectations_1400-0.txt",
        "training loss 0.6166 at epoch 45, 0.6143 at 50",
        ("Pip",),
        (0.1,),
    ),
    "shakespeare-gru": Seed("tinyshakespeare.txt", "no figure", ("ROMEO: ",), (0.1, 1.0)),
    "shakespeare-words": Seed(
        "shakespeare_works_but_three_plays_pg100-0.txt",
        "training loss 5.99, vocabulary 8,009",
        ("thou art more", "to be or not to", "wherefore art thou"),
        (0.0, 1.0),
    ),
    "ptb-lstm": Seed(
        "great_expectations_1400-0.txt",
        "no figure on this text",
        ("The ",),
        (0.7,),
        ("accuracy as its source counts it", accuracy_of_batches),
    ),
}


def train(name: str, texts: Path, data: Path, *more: str) -> Style:
    """Train a recipe's style to its end, unless that is done, and return it."""
    path = data / "styles" / f"{name}{SUFFIX}"
    if not path.is_file():
        checkpoint = data / "checkpoints" / name / "checkpoint.safetensors"
        source = next(texts.rglob(SEEDS[name].text))
        what = ["--resume"] if checkpoint.is_file() else [str(source), "--recipe", name]
        also = [flag for form in _FORMS for flag in ("--also", form)]
        rest = ["--name", name, *also, *more, "--data-dir", str(data)]
        command = [sys.executable, "-m", "training", *what, *rest]
        code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
        if code:
            raise SystemExit(code)
    return read_style(path)


def show(style: Style, seed: Seed, texts: Path) -> None:
    """Print a style's figures and samples."""
    figures, unit = style.card.figures, style.card.unit
    nats = figures["training_bits_per_symbol"] * math.log(2)
    print(f"\n{style.name}: {seed.text}; {len(style.card.alphabet):,} {unit}s")
    print(f"  reported: {seed.reported}")
    print(f"  training loss, last epoch or stretch: {nats:.4f} nats a {unit}")
    for key in ("perplexity", "accuracy"):
        if key in figures:
            print(f"  held out, {key}: {figures[key]}")
    print(
        f"  held out, best weights, state carried: {style.card.bits_per_character:.4f} bits per "
        f"character; {figures['updates']:,} updates in {figures['optimiser_seconds'] / 60:.1f} min"
    )
    if seed.also is not None:
        what, figure = seed.also
        held_out = find_training_texts(style, texts, texts)[0].held_out
        print(f"  held out, {what}: {figure(style, held_out):.4f}")
    for prime in seed.primes:
        for temperature in seed.temperatures:
            voice = style.voice()
            voice.read(prime)
            sampling = Sampling(temperature, min_p=0.0)
            text = "".join(voice.write(sampling, 1, SentenceStop(_LENGTH)))
            print(f"  at {temperature:g}: {(prime + text)!r}", flush=True)


def main(
    texts: Annotated[Path, typer.Option(help="Folder of the texts.")] = Path(),
    data_dir: Annotated[Path, typer.Option(help="Folder of the trainings and styles.")] = Path(),
    recipes: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(SEEDS)}.")] = None,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in a minute or so.")] = False,
) -> None:
    """Train what is not trained yet, and print the figures."""
    if smoke:
        name = "nietzsche-lstm"
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            (folder / SEEDS[name].text).write_text(invent_text(30_000), "utf-8")
            style = train(name, folder, folder / "data", "--updates", "2")
            show(style, SEEDS[name], folder)
        return
    for name in recipes or SEEDS:
        show(train(name, texts, data_dir), SEEDS[name], texts)


if __name__ == "__main__":
    typer.run(main)
