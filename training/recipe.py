"""All that decides a training run but the text.

A recipe is a YAML file: one of training/recipes by name, or any file. It knows nothing of how its
settings are carried out.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from models.errors import UsageError
from models.schema import read_yaml

FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class Recipe:
    """Architecture, optimiser and schedule.

    Attributes:
        cell: lstm (Hochreiter and Schmidhuber, 1997) or gru (Cho et al., 2014, with the reset gate
            after the product, as cuDNN has it).
        units: of each layer, from the input up.
        embedding: numbers that stand for a character; 0 feeds it one-hot.
        dropout: share of values silenced between layers while training (Zaremba et al., 2014).
        recurrent_dropout: share of the recurrent weights silenced for a window at a time
            (DropConnect, as in Merity et al., 2018).
        batch: streams read in parallel.
        window: characters between two updates; gradients reach no further back.
        learning_rate: Adam's, at its peak.
        warmup: share of the minutes in which the learning rate rises from 0.
        clip: largest global norm of the gradients.
        minutes: of optimiser time.
        seed: of the initial weights, of dropout and of where each epoch begins.
        unwrap: whether the lines of wrapped prose are joined.
        characters: use only so many, the first, of each source; nothing means all.
    """

    cell: Literal["lstm", "gru"] = "lstm"
    units: tuple[int, ...] = (384,)
    embedding: int = 128
    dropout: float = 0.1
    recurrent_dropout: float = 0.0
    batch: int = 32
    window: int = 64
    learning_rate: float = 4e-3
    warmup: float = 0.02
    clip: float = 1.0
    minutes: float = 3.0
    seed: int = 1
    unwrap: Literal["auto", "yes", "no"] = "auto"
    characters: int | None = None

    def __post_init__(self) -> None:
        checks = (
            ("units", bool(self.units) and all(1 <= n <= 8192 for n in self.units), "1 to 8192"),
            ("embedding", 0 <= self.embedding <= 8192, "0 to 8192"),
            ("dropout", 0 <= self.dropout < 1, "0 to below 1"),
            ("recurrent_dropout", 0 <= self.recurrent_dropout < 1, "0 to below 1"),
            ("batch", 1 <= self.batch <= 4096, "1 to 4096"),
            ("window", 1 <= self.window <= 4096, "1 to 4096"),
            ("learning_rate", 0 < self.learning_rate <= 1, "above 0, up to 1"),
            ("warmup", 0 <= self.warmup < 1, "0 to below 1"),
            ("clip", self.clip > 0, "above 0"),
            ("minutes", 0 < self.minutes <= 60 * 24 * 7, "above 0, up to a week"),
            ("seed", 0 <= self.seed < 2**32, "0 to below 2 to the 32nd"),
            ("characters", self.characters is None or self.characters > 0, "above 0"),
        )
        for name, good, span in checks:
            if not good:
                raise UsageError(f"{name} cannot be {getattr(self, name)}", f"It is {span}.")


def read_recipe(name: str, minutes: float | None = None) -> Recipe:
    """The recipe of that name or path, with other minutes if given.

    Raises:
        ConfigError: when there is none, or it says what a recipe cannot say.
        UsageError: when the minutes are out of range.
    """
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = FOLDER / f"{name}.yaml"
        if not path.is_file():
            known = ", ".join(sorted(p.stem for p in FOLDER.glob("*.yaml")))
            raise UsageError(
                f"there is no recipe called {name}", f"There are: {known}; or name a .yaml file."
            )
    recipe = read_yaml(path, Recipe())
    return recipe if minutes is None else replace(recipe, minutes=minutes)
