"""All that decides a training run but the text.

A recipe is a YAML file: one of training/recipes by name, or any file. It knows nothing of how its
settings are carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from common.defaults import MINUTES
from common.errors import ConfigError, UsageError
from common.files import find_yaml
from common.schema import read_yaml
from texts.source import Cleaning

Cell = Literal["lstm", "mogrifier", "gru"]

NOTHING = "none"  # to begin from
FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class Recipe:
    """Text, architecture, optimiser and schedule. One of minutes, epochs and updates is its length.

    Attributes:
        begin: the style whose weights it begins from, which then decides units, embedding, and
            where it has them lexicon, memory and cell (an LSTM can become a mogrifier); or none.
        cell: lstm (Hochreiter and Schmidhuber, 1997), mogrifier (Melis et al., 2020: an LSTM
            whose input and state gate each other first) or gru (Cho et al., 2014, with the reset
            gate after the product, as cuDNN has it).
        units: of each layer, from the input up.
        embedding: numbers that stand for a symbol; 0 feeds it one-hot.
        lexicon: numbers in a row of the table that is read by the word as far as it is written
            (training/network/lexicon.py); 0 is none.
        memory: numbers in a row of the tables that are read by what followed last where the page
            stood like this (training/network/memory.py); 0 is none.
        initial: weights and biases begin evenly drawn from within so much of 0 (Zaremba et al.,
            2014), but for an LSTM's forget gates, whose biases are drawn about 1; nothing means
            each layer's own way.
        dropout: share of values silenced while training: between layers (Zaremba et al., 2014),
            and of what lexicon and memory give the first.
        input_dropout: share silenced of what the first layer reads of the symbol itself.
        recurrent_dropout: share of the recurrent weights silenced for a window at a time
            (DropConnect, as in Merity et al., 2018).
        windows: pieces, of some pages each, in another order each epoch, a window following the
            last within one; streams, the text in its own order, each epoch from another place of
            it on; shuffled, the text cut once and its windows read in another order each epoch;
            random, drawn anywhere.
        batch: windows read in parallel.
        window: symbols between two updates; gradients reach no further back.
        predict: every symbol of a window, or only the last.
        carry: whether a window's last state is the first of the next in its row; at the start of
            a piece or an epoch, and without it at every window's, the state is zero.
        optimiser: muon (Jordan et al., 2024), adam (Kingma and Ba, 2015), or sgd, plain gradient
            descent.
        learning_rate: at its peak; with muon that of the weights it leaves to Adam, and its own
            is ten times that.
        warmup: share of the length in which the learning rate rises from 0.
        schedule: what follows: cosine to 0, constant, or decay by a factor an epoch.
        decay: that factor.
        decay_after: epochs before it is first applied.
        weight_decay: with muon, share of its weights that an update takes off, as a multiple of its
            rate (Loshchilov and Hutter, 2019; for Muon, Liu et al., 2025).
        loss: what the gradients are of: the mean over a window's symbols, or their sum, a mean over
            the windows read in parallel alone (Zaremba et al., 2014). What is told is the mean.
        clip: largest global norm of the gradients; nothing means any.
        minutes: of optimiser time.
        epochs: readings of the text.
        updates: of the weights.
        seed: of the initial weights, of dropout, and of the order of the windows.
        temperatures: of the samples told while it trains.
        unwrap: whether the lines of wrapped prose are joined.
        characters: use only so many, the first, of each source; nothing means all.
        held_out: share of each source, its last, that is measured on and never trained on; lists
            of works have their own.
        alphabet: whether symbols are characters or words.
        lower: whether capitals are made small.
        punctuation: whether marks are kept as words of their own, or dropped, all but hyphens and
            apostrophes within words; of words only.
        rare: symbols seen fewer times are unknown.
        most: symbols at most, the most frequent; nothing means all; of words only.
        weights: whether the style carries its weights, so that others can begin from it.
    """

    begin: str = "none"
    cell: Cell = "lstm"
    units: tuple[int, ...] = (384,)
    embedding: int = 128
    lexicon: int = 0
    memory: int = 0
    initial: float | None = None
    dropout: float = 0.1
    input_dropout: float = 0.0
    recurrent_dropout: float = 0.0
    windows: Literal["pieces", "streams", "shuffled", "random"] = "pieces"
    batch: int = 32
    window: int = 64
    predict: Literal["every", "last"] = "every"
    carry: bool = True
    optimiser: Literal["muon", "adam", "sgd"] = "adam"
    learning_rate: float = 4e-3
    warmup: float = 0.02
    schedule: Literal["cosine", "constant", "decay"] = "cosine"
    decay: float = 0.93
    decay_after: int = 10
    weight_decay: float = 0.0
    loss: Literal["mean", "sum"] = "mean"
    clip: float | None = 1.0
    minutes: float | None = MINUTES
    epochs: int | None = None
    updates: int | None = None
    seed: int = 1
    temperatures: tuple[float, ...] = (0.7,)
    unwrap: Literal["auto", "yes", "no"] = "auto"
    characters: int | None = None
    held_out: float = 0.1
    alphabet: Literal["characters", "words"] = "characters"
    lower: bool = False
    punctuation: Literal["keep", "drop"] = "keep"
    rare: int = 5
    most: int | None = None
    weights: bool = False

    def __post_init__(self) -> None:
        def share(value: float) -> bool:
            return 0 <= value < 1

        def whole(value: int | None) -> bool:
            return value is None or 1 <= value <= 10**9

        minutes = self.minutes is None or 0 < self.minutes <= 60 * 24 * 7
        checks = (
            ("units", bool(self.units) and all(1 <= n <= 8192 for n in self.units), "1 to 8192"),
            ("embedding", 0 <= self.embedding <= 8192, "0 to 8192"),
            ("lexicon", 0 <= self.lexicon <= 1024, "0 to 1024"),
            ("memory", 0 <= self.memory <= 1024, "0 to 1024"),
            ("initial", self.initial is None or 0 < self.initial <= 1, "above 0, up to 1"),
            ("dropout", share(self.dropout), "0 to below 1"),
            ("input_dropout", share(self.input_dropout), "0 to below 1"),
            ("recurrent_dropout", share(self.recurrent_dropout), "0 to below 1"),
            ("batch", 1 <= self.batch <= 4096, "1 to 4096"),
            ("window", 1 <= self.window <= 4096, "1 to 4096"),
            ("learning_rate", 0 < self.learning_rate <= 1, "above 0, up to 1"),
            ("warmup", share(self.warmup), "0 to below 1"),
            ("decay", 0 < self.decay <= 1, "above 0, up to 1"),
            ("decay_after", 0 <= self.decay_after <= 10**9, "0 or more"),
            ("weight_decay", 0 <= self.weight_decay <= 10, "0 to 10"),
            ("clip", self.clip is None or self.clip > 0, "above 0, or nothing"),
            ("minutes", minutes, "above 0, up to a week"),
            ("epochs", whole(self.epochs), "1 or more"),
            ("updates", whole(self.updates), "1 or more"),
            ("seed", 0 <= self.seed < 2**32, "0 to below 2 to the 32nd"),
            (
                "temperatures",
                bool(self.temperatures) and all(0 <= t <= 5 for t in self.temperatures),
                "0 to 5 each, one or more",
            ),
            ("characters", self.characters is None or self.characters > 0, "above 0"),
            ("held_out", 0.001 <= self.held_out <= 0.5, "0.001 to 0.5"),
            ("rare", self.rare >= 1, "1 or more"),
            ("most", self.most is None or self.most >= 2, "2 or more, or nothing"),
        )
        for name, good, span in checks:
            if not good:
                raise UsageError(f"{name} cannot be {getattr(self, name)}", f"It is {span}.")
        said = [n for n in _LENGTHS if getattr(self, n) is not None]
        if len(said) > 1:
            raise UsageError(
                f"the length of the training is told twice, in {said[0]} and in {said[1]}",
                "Keep one of them.",
            )

    @property
    def cleaning(self) -> Cleaning:
        """How the texts of a new author are cleaned."""
        return Cleaning(unwrap=self.unwrap, margins=True, spacing=True)

    def lasting(self, length: Mapping[str, float]) -> Self:
        """The same recipe, of another length where one is given: minutes, epochs or updates."""
        if not length:
            return self
        values: dict[str, Any] = {**dict.fromkeys(_LENGTHS), **length}
        return replace(self, **values)


_LENGTHS = ("minutes", "epochs", "updates")


def read_recipe(name: str, length: Mapping[str, float] = MappingProxyType({})) -> Recipe:
    """The recipe of that name or path; its length is its own, unless another is given.

    Raises:
        ConfigError: when it says what a recipe cannot say.
        UsageError: when there is none, the length is out of range, or two are given.
    """
    path = find_yaml(name, FOLDER, "recipe")
    # without a length of its own, so that a file that tells one does not tell two
    recipe = read_yaml(path, Recipe(minutes=None))
    _check_together(recipe, path)
    told = any(getattr(recipe, each) is not None for each in _LENGTHS)
    return recipe.lasting(length if length or told else {"minutes": MINUTES})


def _check_together(recipe: Recipe, path: Path) -> None:
    """What two keys must not say together.

    Not a recipe's own check, which a file's keys are also put to one by one, to find the line.
    """
    if recipe.windows == "random" and recipe.carry:
        raise ConfigError(
            f"{path}: random windows do not follow one another, so no state can be carried",
            "Write carry: no.",
        )
    if recipe.alphabet == "words" and (recipe.lexicon or recipe.memory):
        raise ConfigError(
            f"{path}: lexicon and memory tell of words being spelt, and the alphabet is of words",
            "Write 0 for both, or take alphabet out.",
        )
    if recipe.weight_decay and recipe.optimiser != "muon":
        raise ConfigError(
            f"{path}: weight_decay is of muon, and the optimiser is {recipe.optimiser}",
            "Write optimiser: muon, or take weight_decay out.",
        )
    if recipe.alphabet == "characters" and (recipe.punctuation == "drop" or recipe.most):
        raise ConfigError(
            f"{path}: punctuation and most are of words, and the alphabet is of characters",
            "Write alphabet: words, or take them out.",
        )
