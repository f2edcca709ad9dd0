"""A comparison of our Muon and Keras's: what each learns from a text in equal processor time.

    .venv/bin/python benchmarks/optimisers.py [--text FILE] [--seconds 90] [--ours 10] [--keras 3]

The network of the recipe `alone` from the same seed, on one thread, for so many seconds of
processor time: with the Muon of training/loop/optimisers.py, then with keras.optimizers.Muon. Both
scale their steps by a matrix's shape, each in its own way, so each is tried at several rates: the
recipe's times so many for the kernels, while all else learns by Adam at the recipe's. Each line has
the updates, the seconds of processor time an update, and the bits per character on the last 5 % of
the text, measured as benchmarks/recipes.py does. Without a text, sentences are invented.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf
from keras import optimizers

from benchmarks.recipes import train
from benchmarks.sample_text import invent_text
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from training.loop.optimisers import Muon, Optimiser
from training.loop.trainer import MakeOptimiser
from training.recipe import Recipe, read_recipe

SMOKE_SECONDS = 1.0  # of processor time, for each training
ADAM_LAYERS = ["head", "lexicon", "memory", "embedding"]  # in the paths of what is left to Adam


class KerasMuon(Optimiser):
    """keras.optimizers.Muon behind our optimisers' interface.

    Args:
        weights: float32 Keras variables, the same that `apply` will get.
        recipe: for the rate, clip and weight_decay.
        ratio: the kernels' rate, as a multiple of the rate of all others.
    """

    def __init__(self, weights: Sequence[Any], recipe: Recipe, ratio: float) -> None:
        super().__init__(weights, recipe.clip)
        self._ratio = ratio
        self._muon = optimizers.Muon(
            recipe.learning_rate * ratio,
            adam_lr_ratio=1 / ratio,
            adam_weight_decay=None,
            weight_decay=recipe.weight_decay or None,
            exclude_layers=ADAM_LAYERS,
        )
        self._muon.build(list(weights))

    def _descend(self, gradients: Sequence[Any], weights: Sequence[Any], rate: Any) -> None:
        self._muon.learning_rate.assign(rate * self._ratio)
        self._muon.apply_gradients(zip(gradients, weights, strict=True))


def main(
    text: Annotated[Path | None, typer.Option(help="A text; by default one is invented.")] = None,
    seconds: Annotated[float, typer.Option(help="Of processor time, for each training.")] = 90,
    seed: Annotated[int, typer.Option(help="Of the first weights and all that is drawn.")] = 1,
    ours: Annotated[list[float], typer.Option(help="Rates of the kernels.")] = [10.0, 20.0],  # noqa: B006
    keras: Annotated[list[float], typer.Option(help="Rates of the kernels.")] = [1.0, 3.0],  # noqa: B006
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print a line for each optimiser."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    plan = replace(read_recipe("alone"), seed=seed)
    whole = clean(decode(text.read_bytes()).text, plan.cleaning).text if text else ""
    if smoke:
        plan, seconds = replace(plan, units=(24,), embedding=8, batch=4), SMOKE_SECONDS
    whole = whole or invent_text(20_000 if smoke else 1_000_000)

    def make_ours(ratio: float) -> MakeOptimiser:
        return lambda recipe, weights, kind: Muon(
            weights, recipe.clip, kind, recipe.weight_decay, ratio
        )

    def make_keras(ratio: float) -> MakeOptimiser:
        return lambda recipe, weights, _: KerasMuon(weights, recipe, ratio)

    makers = {f"ours, rate x {ratio:g}": make_ours(ratio) for ratio in ours}
    makers |= {f"Keras's, rate x {ratio:g}": make_keras(ratio) for ratio in keras}
    for name, make in makers.items():
        bits, progress = train(plan, whole, seconds, make)
        pace = progress.seconds / progress.updates
        print(
            f"{name} | {progress.updates:,} updates | {pace:.4f} s an update | {bits:.4f} bits",
            flush=True,
        )


if __name__ == "__main__":
    typer.run(main)
