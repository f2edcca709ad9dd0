"""Recipes: everything that decides a training except the text.

A recipe is a YAML file, either one of training/recipes, by name, or any other, by path. This module
reads and checks its settings; it does not carry them out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from common.defaults import MINUTES
from common.errors import ConfigError, UsageError
from common.schema import find_yaml, read_yaml
from texts.cleaning.record import check_kinds
from texts.source import NEW_CLEANING, Cleaning

Cell = Literal["lstm", "mogrifier", "gru"]

NOTHING = "none"  # as `begin`: no style
FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class Recipe:
    """The settings for a training run, including the network's architecture and the optimiser.

    The length of the run is set by `minutes`, `epochs` or `updates`; the other two must be None. A
    style is a file that contains a trained author (a language model). A symbol is a character or a
    word. An epoch is a complete pass over the text.

    Attributes:
        begin: the name of the style whose weights training starts from, or "none". The style then
            determines `units`, `embedding` and `cell`, except that an LSTM can become a mogrifier;
            it also determines `lexicon` and `memory`, if its network has these tables.
        cell: the type of recurrent layer: "lstm" (Hochreiter and Schmidhuber, 1997), "mogrifier"
            (Melis et al., 2020: an LSTM in which the input and the state first gate each other) or
            "gru" (Cho et al., 2014, with the reset gate applied after the matrix product, as in
            cuDNN).
        units: the number of units in each recurrent layer, in order from input to output.
        embedding: the length of the vector that represents a symbol; if 0, symbols are one-hot
            encoded.
        lexicon: the length of a row of the lexicon, a table that provides additional input for the
            word being spelt (training/network/lexicon.py); 0 for no lexicon.
        memory: the length of a row of the memory's tables, which recall what followed earlier
            occurrences of the last symbols read (training/network/memory.py); 0 for no memory.
        initial: the bound of the uniform distribution around 0 from which the initial weights and
            biases are drawn (Zaremba et al., 2014); the biases of an LSTM's forget gates are drawn
            around 1 instead. If None, each layer's default distribution is used.
        dropout: the fraction of values set to 0 during training, between layers (Zaremba et al.,
            2014) and in the first layer's input from the lexicon and the memory.
        input_dropout: the fraction of values set to 0 during training, in the first layer's input
            from the symbol itself.
        recurrent_dropout: the fraction of the recurrent weights set to 0 during training, chosen at
            random for each window (DropConnect, as in Merity et al., 2018).
        windows: how the text is split into windows, each of which is read in one update. With
            "pieces", the text is split into pieces of a few pages. In each epoch, the pieces are
            read in a new order, one window after another. With "streams", the text is split into
            `batch` equal parts, which are read in parallel from beginning to end; each epoch starts
            at a different point of the text. With "shuffled", the text is split into windows once,
            and they are read in a new order in each epoch. With "random", windows begin at random
            positions.
        batch: the number of windows that are read in parallel.
        window: the number of symbols in a window; gradients are not propagated from one window to
            another.
        predict: whether every symbol of a window is predicted ("every") or only the last ("last").
        carry: whether the network's state is carried over from the end of one window to the start
            of the next, except at the start of a piece or an epoch. Otherwise, the state is set to
            zero at the start of every window.
        optimiser: "muon" (Jordan et al., 2024), "adam" (Kingma and Ba, 2015) or "sgd" (plain
            gradient descent).
        learning_rate: the peak learning rate. With "muon", this is the rate for the weights that
            are trained with Adam; the rate for Muon itself is ten times as high.
        warmup: the fraction of the training run during which the learning rate rises from 0.
        schedule: the learning rate after the warm-up: with "cosine", it falls to 0 along a cosine;
            with "constant", it stays at its peak; with "decay", it is multiplied by `decay` at the
            start of every epoch after the first `decay_after`.
        decay: the factor used by the schedule "decay".
        decay_after: the number of epochs during which the factor `decay` is not applied.
        weight_decay: with "muon", the weight decay of the weights that Muon trains: each update
            also multiplies them by 1 - `weight_decay` * their learning rate (Loshchilov and Hutter,
            2019; for Muon, Liu et al., 2025).
        loss: the loss from which gradients are computed: the mean over all symbols in a batch
            ("mean"), or the sum over the symbols of a window, averaged over the batch ("sum", as in
            Zaremba et al., 2014). Reported losses are always means.
        clip: the maximum norm of all gradients taken together; None for no limit.
        minutes: the length of the training run in minutes, including the time needed to save the
            trained author, but not the time needed to obtain the text; or None.
        epochs: the length of the training run in complete passes over the text, or None.
        updates: the length of the training run in updates of the weights, or None.
        seed: the random seed for the initial weights, dropout and the order of the windows.
        temperatures: the sampling temperatures used for the samples that are shown during training.
        unwrap: whether hard-wrapped lines of prose are joined into paragraphs: "yes", "no" or
            "auto", which decides for each text.
        keep: the parts of the text that cleaning must leave unchanged instead of removing or
            repairing them, such as "footnotes" (texts/cleaning/record.py lists the possible
            values).
        columns: if the source is a table or JSON, the names of the columns or keys that contain the
            text.
        characters: the number of characters to use from the beginning of each source; None to use
            all.
        held_out: the fraction of each source, at its end, that is excluded from training and used
            for evaluation; ignored if the sources come from a list of a writer's works, which
            specifies the held-out parts.
        alphabet: what each symbol stands for: a character ("characters") or a word ("words").
        lower: whether the text is converted to lower case.
        punctuation: for an alphabet of words, whether punctuation marks are kept as words of their
            own ("keep") or dropped ("drop"); hyphens and apostrophes within words are always kept.
        rare: the minimum number of times that a symbol must occur to be included in the alphabet;
            rarer symbols are treated as unknown.
        most: for an alphabet of words, the maximum number of symbols; the most frequent symbols are
            kept. None for no limit.
        weights: whether the style file also contains the weights in a form from which further
            training can start.
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
    keep: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
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
        check_kinds(self.keep)
        lengths = [name for name in _LENGTHS if getattr(self, name) is not None]
        if len(lengths) > 1:
            raise UsageError(
                f"the length of training is set twice, in {lengths[0]} and in {lengths[1]}",
                "Keep one of them.",
            )

    @property
    def cleaning(self) -> Cleaning:
        """The settings for cleaning texts before a language model is trained on them."""
        return replace(NEW_CLEANING, unwrap=self.unwrap, keep=self.keep, columns=self.columns)

    def replace_length(self, length: Mapping[str, float]) -> Self:
        """Return a copy of the recipe in which the training run has a different length.

        Args:
            length: the new length, such as {"minutes": 20}; the key is "minutes", "epochs" or
                "updates". If empty, the recipe itself is returned.

        Raises:
            UsageError: if more than one length is given, or if the length is out of range.
        """
        if not length:
            return self
        values: dict[str, Any] = {**dict.fromkeys(_LENGTHS), **length}
        return replace(self, **values)


_LENGTHS = ("minutes", "epochs", "updates")


def read_recipe(name: str, length: Mapping[str, float] = MappingProxyType({})) -> Recipe:
    """Return a recipe (the settings for a training run), read from its YAML file and checked.

    If the recipe does not specify the length of the run, the default number of minutes is used.

    Args:
        name: the name of a file in training/recipes without its suffix, or the path of any YAML
            file.
        length: a length for the run, which overrides the length in the recipe, such as {"minutes":
            20}; the key is "minutes", "epochs" or "updates". If empty, the length in the recipe is
            kept.

    Raises:
        ConfigError: if the file contains an invalid key or value, or keys that contradict each
            other.
        UsageError: if there is no such recipe, or if `length` is out of range or contains more than
            one entry.
    """
    path = find_yaml(name, FOLDER, "recipe")
    # without a length, since the file may have one, and there must not be two
    recipe = read_yaml(path, Recipe(minutes=None))
    _check_together(recipe, path)
    has_length = any(getattr(recipe, each) is not None for each in _LENGTHS)
    return recipe.replace_length(length if length or has_length else {"minutes": MINUTES})


def _check_together(recipe: Recipe, path: Path) -> None:
    """Refuse a recipe with two keys that contradict each other.

    `Recipe` itself does not check that, because a file's keys are also tried one by one, to find
    the line of a wrong one.

    Raises:
        ConfigError: if two keys contradict each other.
    """
    if recipe.windows == "random" and recipe.carry:
        raise ConfigError(
            f"{path}: random windows do not follow one another, so no state can be carried",
            "Write carry: no.",
        )
    if recipe.alphabet == "words" and (recipe.lexicon or recipe.memory):
        raise ConfigError(
            f"{path}: lexicon and memory need an alphabet of characters, and this one is of words",
            "Write 0 for both, or take alphabet out.",
        )
    if recipe.weight_decay and recipe.optimiser != "muon":
        raise ConfigError(
            f"{path}: weight_decay is only for muon, and the optimiser is {recipe.optimiser}",
            "Write optimiser: muon, or take weight_decay out.",
        )
    if recipe.alphabet == "characters" and (recipe.punctuation == "drop" or recipe.most):
        raise ConfigError(
            f"{path}: punctuation and most are only for words, and the alphabet is of characters",
            "Write alphabet: words, or take them out.",
        )
