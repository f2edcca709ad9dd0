"""Which recipe learns most from a text in equal processor time.

    .venv/bin/python benchmarks/recipes.py --text FILE [--seconds 180] [--seeds 3] RECIPE...

A RECIPE is a name, a .yaml, or one of these with other values after it, as in
alone,units=[384],dropout=0.1. Each is trained once for each seed, on one thread, for so many
seconds of processor time, which other work on the machine changes little; two cores together do
some 1.6 times as much in the same minutes, so a recipe's 180 s are about 290 of these. The last 5 %
of the text are kept from all of them, and measured on: bits per character, exported int8 step,
state carried. The best weights of a training are chosen by the last fiftieth of the rest.

For each recipe a line: mean, lowest and highest of the seeds, and the updates of the first.
"""

import os
import re
import statistics
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import yaml

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

from common.processor import read_cpuinfo
from models.alphabet import Alphabet
from models.library import SHIPPED
from models.network import Network
from models.style import SUFFIX, read_style
from models.voice import Voice
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from training.job.warm_start import add_features, grow_alphabet, read_warm_start
from training.loop.fit import Progress, fit
from training.loop.trainer import Trainer
from training.network.export import export
from training.network.language_model import choose_compute_type
from training.network.spelling import letter_codes
from training.recipe import FOLDER, NOTHING, Recipe, read_recipe

MEASURED, CHOOSING = 0.05, 0.02  # of the text; of what is left of it


def recipe_of(told: str) -> Recipe:
    """The recipe of a name or a file, with the values that follow it in place of its own."""
    name, *changes = re.split(r",(?=\w+=)", told)
    path = Path(name) if name.endswith(".yaml") else FOLDER / f"{name}.yaml"
    values = yaml.safe_load(path.read_text("utf-8"))
    for change in changes:
        key, _, value = change.partition("=")
        values[key] = yaml.safe_load(value)
    with TemporaryDirectory() as scratch:
        changed = Path(scratch) / "recipe.yaml"
        changed.write_text(yaml.safe_dump(values), "utf-8")
        return read_recipe(str(changed))


def reached(recipe: Recipe, text: str, seconds: float) -> tuple[float, int]:
    """Bits per character of the measured part, and the updates made."""
    cut = len(text) - round(len(text) * MEASURED)
    text, held_out = text[:cut], text[cut:]
    cut = len(text) - round(len(text) * CHOOSING)
    train, choosing = text[:cut], text[cut:]
    alphabet, arrays = Alphabet.from_text(train, recipe.rare), None
    if recipe.begin != NOTHING:
        base = read_warm_start(read_style(SHIPPED / f"{recipe.begin}{SUFFIX}"))
        begin = add_features(grow_alphabet(base, alphabet, [train]), recipe)
        alphabet, arrays = begin.alphabet, begin.arrays
        recipe = replace(recipe, **begin.architecture)
    trainer = Trainer(
        recipe,
        len(alphabet),
        alphabet.encode(train).ids,
        alphabet.encode(choosing).ids,
        choose_compute_type(read_cpuinfo()),
        alphabet.start,
        arrays,
        letter_codes(alphabet.characters),
    )
    progress = Progress(seconds)
    fit(trainer, recipe, progress, time.process_time, lambda progress, estimated: False)
    network = Network(export(recipe, trainer.best_arrays, quantise=True))
    return Voice(alphabet, network).score(held_out).bits_per_character, progress.updates


def main(
    recipes: Annotated[list[str], typer.Argument(metavar="RECIPE...")],
    text: Annotated[Path, typer.Option(help="A text that the base has not read.")],
    seconds: Annotated[float, typer.Option(help="Of processor time, for each training.")] = 180,
    seeds: Annotated[int, typer.Option(help="Trainings of each recipe.")] = 3,
) -> None:
    """Print a line for each recipe."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    whole = clean(decode(text.read_bytes()).text, Recipe().cleaning).text
    for told in recipes:
        recipe = recipe_of(told)
        got = [reached(replace(recipe, seed=s + 1), whole, seconds) for s in range(seeds)]
        bits, updates = [bits for bits, _ in got], got[0][1]
        print(
            f"{told} | {statistics.mean(bits):.4f} | {min(bits):.4f} to {max(bits):.4f} | "
            f"{updates:,} updates",
            flush=True,
        )


if __name__ == "__main__":
    typer.run(main)
