"""The recipe: everything that decides a training except the text.

A recipe is a YAML file: one of training/recipes by name, or any file. How its settings are carried
out is not known here.
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

NOTHING = "none"  # as `begin`: no style
FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class Recipe:
    """Text, architecture, optimiser and schedule of a training.

    One of minutes, epochs and updates is its length.

    Attributes:
        begin: the style whose weights the training starts from, or none. That style then decides
            units and embedding, and, where it has them, lexicon, memory and cell (an LSTM can
            become a mogrifier).
        cell: lstm (Hochreiter and Schmidhuber, 1997), mogrifier (Melis et al., 2020: an LSTM
            whose input and state gate each other first) or gru (Cho et al., 2014, with the reset
            gate after the product, as in cuDNN).
        units: of each recurrent layer, from the input up.
        embedding: numbers that a symbol is read as; with 0 it is read one-hot.
        lexicon: numbers in a row of the table that is read by the word as far as it is spelt
            (training/network/lexicon.py); 0 is none.
        memory: numbers in a row of the tables that are read by what followed the last times the
            page stood like this (training/network/memory.py); 0 is none.
        initial: every weight and bias is drawn evenly from this far below 0 to this far above
            (Zaremba et al., 2014), but the biases of an LSTM's forget gates about 1; without it,
            each layer draws in its own way.
        dropout: share of values set to 0 while training: between layers (Zaremba et al., 2014),
            and of what the first layer reads from lexicon and memory.
        input_dropout: share set to 0 of what the first layer reads of the symbol itself.
        recurrent_dropout: share of the recurrent weights set to 0, for a window at a time
            (DropConnect, as in Merity et al., 2018).
        windows: pieces: stretches of some pages, in another order each epoch, where each window
            follows the last within its piece. streams: the text in its own order, each epoch from
            another place of it. shuffled: the text is cut into windows once, which are read in
            another order each epoch. random: windows drawn anywhere.
        batch: windows that are read side by side.
        window: symbols between two updates; gradients reach no further back.
        predict: whether every symbol of a window is predicted, or only the last.
        carry: whether a window's last state is the first of the next in its row. At the start of a
            piece or an epoch the state is zero; without carry it is at the start of every window.
        optimiser: muon (Jordan et al., 2024), adam (Kingma and Ba, 2015), or sgd, plain gradient
            descent.
        learning_rate: at its peak. With muon it is that of the weights left to Adam, and Muon's own
            is ten times as high.
        warmup: share of the length in which the learning rate rises from 0.
        schedule: what follows: cosine falls to 0, constant stays, decay falls by a factor an epoch.
        decay: that factor.
        decay_after: epochs before it is first applied.
        weight_decay: with muon, the share of themselves that its weights lose at an update, as a
            multiple of its rate (Loshchilov and Hutter, 2019; for Muon, Liu et al., 2025).
        loss: what the gradients are of: the mean over a window's symbols, or their sum, which is a
            mean over the windows of a batch alone (Zaremba et al., 2014). Losses are always
            reported as means.
        clip: largest global norm of the gradients; without it, they are not clipped.
        minutes: the length in optimiser time.
        epochs: the length in readings of the text.
        updates: the length in updates of the weights.
        seed: of the first weights, of dropout, and of the order of the windows.
        temperatures: of the samples that are shown during a training.
        unwrap: whether the lines of wrapped prose are joined.
        characters: how many of each source are used, from its beginning; without it, all are.
        held_out: share of each source, at its end, that is measured on and never trained on; lists
            of works have their own.
        alphabet: whether symbols are characters or words.
        lower: whether capitals become small letters.
        punctuation: of words only: whether marks are kept as words of their own, or dropped, all
            but hyphens and apostrophes within words.
        rare: symbols that come fewer times than this are unknown.
        most: of words only: how many symbols there are at most, the most frequent; without it, all
            are.
        weights: whether the style file carries its weights, so that others can start from it.
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
        def is_share(value: float) -> bool:
            return 0 <= value < 1

        def is_count(value: int | None) -> bool:
            return value is None or 1 <= value <= 10**9

        minutes = self.minutes is None or 0 < self.minutes <= 60 * 24 * 7
        checks = (
            ("units", bool(self.units) and all(1 <= n <= 8192 for n in self.units), "1 to 8192"),
            ("embedding", 0 <= self.embedding <= 8192, "0 to 8192"),
            ("lexicon", 0 <= self.lexicon <= 1024, "0 to 1024"),
            ("memory", 0 <= self.memory <= 1024, "0 to 1024"),
            ("initial", self.initial is None or 0 < self.initial <= 1, "above 0, up to 1"),
            ("dropout", is_share(self.dropout), "0 to below 1"),
            ("input_dropout", is_share(self.input_dropout), "0 to below 1"),
            ("recurrent_dropout", is_share(self.recurrent_dropout), "0 to below 1"),
            ("batch", 1 <= self.batch <= 4096, "1 to 4096"),
            ("window", 1 <= self.window <= 4096, "1 to 4096"),
            ("learning_rate", 0 < self.learning_rate <= 1, "above 0, up to 1"),
            ("warmup", is_share(self.warmup), "0 to below 1"),
            ("decay", 0 < self.decay <= 1, "above 0, up to 1"),
            ("decay_after", 0 <= self.decay_after <= 10**9, "0 or more"),
            ("weight_decay", 0 <= self.weight_decay <= 10, "0 to 10"),
            ("clip", self.clip is None or self.clip > 0, "above 0, or nothing"),
            ("minutes", minutes, "above 0, up to a week"),
            ("epochs", is_count(self.epochs), "1 or more"),
            ("updates", is_count(self.updates), "1 or more"),
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
        for name, is_good, span in checks:
            if not is_good:
                raise UsageError(f"{name} cannot be {getattr(self, name)}", f"It is {span}.")
        lengths = [name for name in _LENGTHS if getattr(self, name) is not None]
        if len(lengths) > 1:
            raise UsageError(
                f"the length of the training is told twice, in {lengths[0]} and in {lengths[1]}",
                "Keep one of them.",
            )

    @property
    def cleaning(self) -> Cleaning:
        """The way in which the texts of a new author are cleaned."""
        return Cleaning(unwrap=self.unwrap, margins=True, spacing=True)

    def replace_length(self, length: Mapping[str, float]) -> Self:
        """Return the recipe with another length, where `length` holds one.

        Args:
            length: minutes, epochs or updates by that name, or nothing.

        Raises:
            UsageError: when there is more than one, or it is out of range.
        """
        if not length:
            return self
        values: dict[str, Any] = {**dict.fromkeys(_LENGTHS), **length}
        return replace(self, **values)


_LENGTHS = ("minutes", "epochs", "updates")


def read_recipe(name: str, length: Mapping[str, float] = MappingProxyType({})) -> Recipe:
    """Read a recipe by name or path.

    Args:
        name: one of training/recipes without its suffix, or the path of a file.
        length: another length than the recipe's own: minutes, epochs or updates by that name.

    Raises:
        ConfigError: when the file holds what a recipe cannot hold.
        UsageError: when there is no such recipe, the length is out of range, or there are two.
    """
    path = find_yaml(name, FOLDER, "recipe")
    # without a length, since the file may have one, and there must not be two
    recipe = read_yaml(path, Recipe(minutes=None))
    _check_together(recipe, path)
    has_length = any(getattr(recipe, each) is not None for each in _LENGTHS)
    return recipe.replace_length(length if length or has_length else {"minutes": MINUTES})


def _check_together(recipe: Recipe, path: Path) -> None:
    """Refuse two keys that contradict each other.

    `Recipe` itself does not check that: a file's keys are also tried one by one, to find the line
    of a wrong one.

    Raises:
        ConfigError: when two do.
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
