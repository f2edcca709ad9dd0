"""Five well-known recipes, run to their ends: what their sources reported, and what they give here.

    .venv/bin/python benchmarks/seeds.py --texts FOLDER --data-dir DIR [RECIPE...]

Each training goes on from its last checkpoint in DIR, so that one too long for a sitting can be
stopped with Ctrl-C and taken up again: the three largest take an hour to an hour and a half of two
cores each. What is done already is only told again. FOLDER has the texts. The card of each author
keeps the figures; beside it lie its loss plot and the network for Keras and TensorFlow.
"""

import math
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from models.sampler import Sampling
from models.stops import SentenceStop
from models.style import SUFFIX, Style, read_style

_LENGTH = 200  # characters of a sample
_FORMS = ("keras", "savedmodel", "checkpoint")


@dataclass(frozen=True)
class Seed:
    """A recipe's text, what its source reported of it, and how its source sampled.

    Attributes:
        text: the file.
        reported: by the source.
        primes: what is written on from.
        temperatures: of the samples; 0 is greedy.
    """

    text: str
    reported: str
    primes: tuple[str, ...]
    temperatures: tuple[float, ...]


SEEDS = {
    "nietzsche-lstm": Seed("nietzsche.txt", "no figure", ("",), (0.2, 0.5, 1.0, 1.2)),
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
    "ptb-lstm": Seed("great_expectations_1400-0.txt", "no figure on this text", ("The ",), (0.7,)),
}


def trained(name: str, texts: Path, data: Path) -> Style:
    """The style of that recipe, trained to its end."""
    path = data / "styles" / f"{name}{SUFFIX}"
    if not path.is_file():
        begun = data / "checkpoints" / name / "checkpoint.safetensors"
        source = next(texts.rglob(SEEDS[name].text))
        what = ["--resume"] if begun.is_file() else [str(source), "--recipe", name]
        also = [flag for form in _FORMS for flag in ("--also", form)]
        rest = ["--name", name, *also, "--data-dir", str(data)]
        command = [sys.executable, "-m", "training", *what, *rest]
        code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
        if code:
            raise SystemExit(code)
    return read_style(path)


def tell(style: Style, seed: Seed) -> None:
    """Print the figures and the samples."""
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
    for prime in seed.primes:
        for temperature in seed.temperatures:
            voice = style.voice()
            voice.read(prime)
            sampling = Sampling(temperature=temperature)
            text = "".join(voice.write(sampling, 1, SentenceStop(_LENGTH)))
            print(f"  at {temperature:g}: {(prime + text)!r}", flush=True)


def main(
    texts: Annotated[Path, typer.Option(help="Folder of the texts.")],
    data_dir: Annotated[Path, typer.Option(help="Where the trainings and styles are kept.")],
    recipes: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(SEEDS)}.")] = None,
) -> None:
    """Train what is not trained yet, and tell the figures."""
    for name in recipes or SEEDS:
        tell(trained(name, texts, data_dir), SEEDS[name])


if __name__ == "__main__":
    typer.run(main)
