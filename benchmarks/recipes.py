"""A comparison of recipes: which learns most from a text in equal processor time.

    .venv/bin/python benchmarks/recipes.py --text FILE [--seconds 180] [--seeds 3] RECIPE...
    .venv/bin/python benchmarks/recipes.py --smoke

A RECIPE is a name or a .yaml file, with other values after it if need be, as in
alone,units=[384],dropout=0.1. Each is trained once for each seed, on one thread, for so many
seconds of processor time, which other work on the machine changes little. Two cores together do
about 1.6 times as much, so 180 s of a real training are about 290 of these. The last 5 % of the
text are held out of all trainings and measured on: bits per character of the exported int8 step,
state carried. A training's best weights are chosen by the last fiftieth of the rest.

Each recipe gets a line: the mean, lowest and highest of its seeds, and the first seed's updates.
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

from benchmarks.sample_text import invent_text
from common.processor import read_cpuinfo
from models.alphabet.characters import Alphabet
from models.library import SHIPPED
from models.network import Network
from models.style import SUFFIX, read_style
from models.voice import Voice
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from training.job.warm_start import add_features, grow_alphabet, read_warm_start
from training.loop.budget import Budget
from training.loop.fit import fit
from training.loop.optimisers import make_optimiser
from training.loop.progress import Progress
from training.loop.trainer import MakeOptimiser, Trainer
from training.network.export import Exporter
from training.network.language_model import choose_compute_type
from training.network.spelling import letter_codes
from training.recipe import FOLDER, NOTHING, Recipe, read_recipe

MEASURED, CHOOSING = 0.05, 0.02  # shares of the text, and of the rest of it
SMOKE = "alone,units=[16],embedding=8,batch=4"


def parse_recipe(argument: str) -> Recipe:
    """Read the recipe that an argument names, with the argument's values in place of its own."""
    name, *changes = re.split(r",(?=\w+=)", argument)
    path = Path(name) if name.endswith(".yaml") else FOLDER / f"{name}.yaml"
    values = yaml.safe_load(path.read_text("utf-8"))
    for change in changes:
        key, _, value = change.partition("=")
        values[key] = yaml.safe_load(value)
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "recipe.yaml"
        file.write_text(yaml.safe_dump(values), "utf-8")
        return read_recipe(str(file))


def train(
    recipe: Recipe, text: str, seconds: float, make: MakeOptimiser = make_optimiser
) -> tuple[float, Progress]:
    """Train for so many seconds of processor time, and measure on the last 5 % of the text.

    Args:
        recipe: the settings of the training.
        text: the cleaned text.
        seconds: the processor time to train for.
        make: a function that returns the optimiser.

    Returns:
        The bits per character on the measured part, and the record of the training.
    """
    cut = len(text) - round(len(text) * MEASURED)
    text, held_out = text[:cut], text[cut:]
    cut = len(text) - round(len(text) * CHOOSING)
    training, choosing = text[:cut], text[cut:]
    alphabet, arrays = Alphabet.from_text(training, recipe.rare), None
    if recipe.begin != NOTHING:
        base = read_warm_start(read_style(SHIPPED / f"{recipe.begin}{SUFFIX}"))
        begin = add_features(grow_alphabet(base, alphabet, [training]), recipe)
        alphabet, arrays = begin.alphabet, begin.arrays
        recipe = replace(recipe, **begin.architecture)
    trainer = Trainer(
        recipe,
        len(alphabet),
        alphabet.encode(training).ids,
        alphabet.encode(choosing).ids,
        choose_compute_type(read_cpuinfo()),
        alphabet.start,
        arrays,
        letter_codes(alphabet.characters),
        make,
    )
    trainer.trace()  # kept out of the seconds, which so differ in updates alone
    progress = Progress(seconds)
    budget = Budget(time.process_time, time.process_time())
    fit(trainer, recipe, progress, budget, lambda progress, estimated: False)
    network = Network(Exporter(recipe, trainer.best_arrays).export(quantise=True))
    return Voice(alphabet, network).score(held_out).bits_per_character, progress


def main(
    recipes: Annotated[list[str] | None, typer.Argument(metavar="RECIPE...")] = None,
    text: Annotated[Path | None, typer.Option(help="A text that the base has not read.")] = None,
    seconds: Annotated[float, typer.Option(help="Of processor time, for each training.")] = 180,
    seeds: Annotated[int, typer.Option(help="Trainings of each recipe.")] = 3,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in a minute or so.")] = False,
) -> None:
    """Print a line for each recipe."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    if smoke:
        recipes, seconds, seeds, whole = [SMOKE], 2, 1, invent_text(30_000)
    elif text is None or not recipes:
        raise typer.BadParameter("Give a --text and a RECIPE, or --smoke.")
    else:
        whole = clean(decode(text.read_bytes()).text, Recipe().cleaning).text
    for argument in recipes:
        recipe = parse_recipe(argument)
        results = [train(replace(recipe, seed=s + 1), whole, seconds) for s in range(seeds)]
        bits, updates = [bits for bits, _ in results], results[0][1].updates
        print(
            f"{argument} | {statistics.mean(bits):.4f} | {min(bits):.4f} to {max(bits):.4f} | "
            f"{updates:,} updates",
            flush=True,
        )


if __name__ == "__main__":
    typer.run(main)
