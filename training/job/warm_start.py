"""Warm starts: another style's weights, adapted to a new text, as the start of a training.

A style that can be trained further carries its weights (docs/style-format.md). Its alphabet grows
by the characters of the new text that it lacks. Such a character gets the embedding of the style's
replacement, the symbol for anything unknown, since that is how the style has read it so far, and a
bias of its logit by its share of the new text. All other weights stay, so before its first update
the new author predicts as the old one did, except for the new characters.

This module computes arrays only; it trains nothing.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from safetensors import SafetensorError

from common.errors import StyleError, TrainingError, UsageError
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.library import BASE
from models.style import Style
from texts.corpus import Text
from texts.language import detect_language
from training.network.features import Features
from training.network.spelling import CODES, letter_codes
from training.network.weights import INPUT_GATE, STATE_GATE, Arrays, unpack_weights
from training.recipe import Recipe

_PAGES = 11  # read to see whether the style knows the language of a text
_PAGE = 2_000  # characters of one: from more, a memory would learn some of the language
# Bits a character: up to _KNOWN the style knows the language, beyond _FOREIGN it does not, where
# the language cannot be detected. Prose costs the base some 1.6, English verse of 1600 some 2,
# Chaucer 3.1, French 3 to 3.4.
_KNOWN, _FOREIGN = 2.4, 3.2


@dataclass(frozen=True)
class WarmStart:
    """A trained network and its alphabet, used as the starting point for further training.

    Both are read from a style, a file that contains a trained language model.

    Attributes:
        name: the name of the style.
        checksum: the checksum of the style's file.
        architecture: the settings that describe the structure of the network, by name: "cell",
            "units", "embedding", "lexicon" and "memory".
        alphabet: the alphabet whose symbols the network reads and writes.
        arrays: the network's weights by name, float32.
    """

    name: str
    checksum: str
    architecture: dict[str, Any]
    alphabet: Alphabet
    arrays: Arrays

    @property
    def features(self) -> Features:
        """The network's features: lookup tables that provide additional input.

        The lexicon looks up the word being spelt, and the memory recalls what followed earlier
        occurrences of the last symbols read. A network can have both, one or neither.
        """
        return Features(replace(Recipe(), **self.architecture))

    @property
    def reference(self) -> str:
        """The name and checksum of the style from which training starts, separated by a space.

        A style is a file that contains a trained language model. The name and checksum are recorded
        in the metadata of every style whose training starts from this one.
        """
        return f"{self.name} {self.checksum}"


def read_warm_start(style: Style) -> WarmStart:
    """Return the architecture, alphabet and weights of a style, from which training can start.

    Args:
        style: the style (a file that contains a trained language model).

    Raises:
        UsageError: if the style contains no weights, or if its alphabet consists of words.
        StyleError: if the weights or the description of the network do not conform to
            docs/style-format.md.
    """
    if style.weights is None:
        raise UsageError(
            f"{style.name} carries no weights to train further",
            f"Start from {BASE}, which does, or from scratch with --from none.",
        )
    alphabet = style.card.make_alphabet()
    if not isinstance(alphabet, Alphabet):
        raise UsageError(
            f"{style.name} reads words, and only an alphabet of characters can be extended",
            f"Start from {BASE}, or from scratch with --from none.",
        )
    network = style.card.network
    try:
        architecture = {
            "cell": network["cell"],
            "units": tuple(network["units"]),
            "embedding": network["embedding"],
            "lexicon": network.get("lexicon", 0),
            "memory": network.get("memory", 0),
        }
        arrays = unpack_weights(style.weights)
    except (KeyError, TypeError, SafetensorError) as error:
        raise StyleError(
            f"the weights in {style.path} are not those of a style"
            f" ({type(error).__name__}: {error})",
            f"Start from {BASE}, or from scratch with --from none.",
        ) from error
    return WarmStart(style.name, style.checksum, architecture, alphabet, arrays)


def rebuild_start(
    reference: str,
    style: Style,
    alphabet: Alphabet | Words,
    texts: Sequence[Text],
    recipe: Recipe,
) -> Arrays:
    """Recompute and return the weights that a training run started from.

    This is necessary if the run was planned by an earlier version of the program, which did not
    save these weights.

    Args:
        reference: the name and checksum, separated by a space, of the style (a file that contains a
            trained language model) that the run started from.
        style: the style that currently has this name.
        alphabet: the run's alphabet, as saved in its folder.
        texts: the run's texts, as saved in its folder.
        recipe: the run's settings, as saved in its folder.

    Returns:
        The weights by name, float32.

    Raises:
        TrainingError: if the style has changed since the run was planned.
        UsageError: if the style contains no weights, or if either alphabet (the style's or the
            run's) consists of words.
        StyleError: if the style's weights are damaged.
    """
    start = read_warm_start(style)
    if start.reference != reference:
        raise TrainingError(
            f"{style.name} has changed since this training run started from it",
            "Start again without --resume.",
        )
    wanted = check_characters(start, alphabet)
    return add_features(grow_alphabet(start, wanted, [text.train for text in texts]), recipe).arrays


def check_characters(start: WarmStart, alphabet: Alphabet | Words) -> Alphabet:
    """Return the alphabet of a new text after checking that it consists of characters.

    Args:
        start: the trained network whose alphabet is to be extended; its name is used in the error
            message.
        alphabet: the alphabet of the new text.

    Raises:
        UsageError: if the alphabet consists of words; a network trained on characters cannot learn
            words.
    """
    if isinstance(alphabet, Alphabet):
        return alphabet
    raise UsageError(
        f"a recipe for words cannot start from {start.name}, which knows characters",
        "Start from scratch with --from none.",
    )


def is_foreign_language(style: Style, texts: Sequence[str]) -> bool:
    """Return whether the texts are mostly in a language or script that a style does not know.

    A style is a file that contains a trained language model and samples of the model's writing.
    Up to 11 extracts, spread evenly over the texts, are examined. If they are in the same language
    as the samples, the result is False. Otherwise, the model predicts the extracts: the result is
    True if the median loss is above 2.4 bits per character, or above 3.2 if the language of the
    samples cannot be detected.

    Args:
        style: the style whose model predicts the extracts.
        texts: the texts to train on.
    """
    pages = choose_pages(texts, _PAGES)
    own = detect_language(["\n".join(sample.text for sample in style.card.samples)])
    if own is not None and detect_language(pages) == own:
        return False  # without reading, which takes seconds
    return estimate_bits(style, pages) > (_FOREIGN if own is None else _KNOWN)


def choose_pages(texts: Sequence[str], most: int) -> list[str]:
    """Return extracts of 2,000 characters each, spread evenly over the texts.

    To avoid title pages, no extract is taken from the very beginning. If the texts together are
    shorter than an extract, they are returned whole, as the only extract.

    Args:
        texts: the texts, in order.
        most: the maximum number of extracts; fewer are taken from short texts.
    """
    text = "\n".join(texts)
    count = max(1, min(most, len(text) // _PAGE))
    room = max(0, len(text) - _PAGE)
    starts = [room * (2 * i + 1) // (2 * count) for i in range(count)]  # none is the title page
    return [text[i : i + _PAGE] for i in starts]


def estimate_bits(style: Style, pages: Sequence[str]) -> float:
    """Return how many bits a style's model needs to predict a character of a text.

    A style is a file that contains a trained language model. The mean number of bits per character
    is computed for each of several extracts; the result is the median of these means.

    Args:
        style: the style whose model predicts the text.
        pages: the extracts of the text, each of which is predicted on its own.
    """
    voice = style.voice()
    return float(np.median([voice.score(page).bits_per_character for page in pages]))


def grow_alphabet(start: WarmStart, wanted: Alphabet, texts: Sequence[str]) -> WarmStart:
    """Return a copy of a trained network whose alphabet also includes the characters of new texts.

    Args:
        start: the trained network and its alphabet, which are not changed; if no characters are
            missing from its alphabet, `start` itself is returned.
        wanted: the alphabet of the new texts; characters that are missing from `start` are added.
        texts: the new texts; the more often an added character occurs in them, the higher its
            initial probability.
    """
    new = [c for c in wanted.characters if c not in start.alphabet]
    if not new:
        return start
    alphabet = Alphabet([*start.alphabet.characters, *new])
    counts = Counter[str]()
    for text in texts:
        counts.update(text)
    total = sum(counts.values())
    arrays = dict(start.arrays)
    if "embedding" in arrays:
        embedding = arrays["embedding"]
        rows = np.repeat(embedding[:1], len(new), axis=0)  # the replacement's
        arrays["embedding"] = np.concatenate([embedding, rows])
    else:  # behind the one-hot symbols the first layer reads the features
        _widen_input(arrays, len(start.alphabet), len(new), like=0)
    arrays |= start.features.grow(arrays, alphabet.characters, len(new))
    head, bias = arrays["head.kernel"], arrays["head.bias"]
    arrays["head.kernel"] = np.concatenate(
        [head, np.repeat(head.mean(axis=1, keepdims=True), len(new), axis=1)], axis=1
    )
    # the mean bias stands for a chance of 1 in V; a character's share of the text shifts it
    chances = [math.log(max(counts[c], 1) / total * len(alphabet)) for c in new]
    arrays["head.bias"] = np.concatenate([bias, bias.mean() + np.array(chances, np.float32)])
    return replace(start, alphabet=alphabet, arrays=arrays)


def add_features(start: WarmStart, recipe: Recipe) -> WarmStart:
    """Return a copy of a trained network with the features and gates specified in a recipe.

    Features are lookup tables that provide additional input for the network: the lexicon looks up
    the word being spelt, and the memory recalls what followed earlier occurrences of the last
    symbols read. The gates turn an LSTM into a mogrifier, a cell in which the input and the state
    scale each other. New tables are initialised at random. The weights applied to these tables and
    the weights of the gates start at 0, so the network's predictions do not change.

    Args:
        start: the trained network and its alphabet, which are not changed; if it already has the
            features and gates, `start` itself is returned.
        recipe: the settings of the training run, which specify the features and gates that the
            network must have, and the random seed.
    """
    arrays, has = dict(start.arrays), start.architecture
    random = np.random.default_rng(recipe.seed)
    added: dict[str, Any] = {}
    if recipe.cell == "mogrifier" and has["cell"] == "lstm":
        added["cell"] = recipe.cell
        for i, units in enumerate(has["units"]):
            inputs = len(arrays[f"layer{i}.kernel"])
            arrays[f"layer{i}.{INPUT_GATE}"] = np.zeros((units, inputs), np.float32)
            arrays[f"layer{i}.{STATE_GATE}"] = np.zeros((inputs, units), np.float32)
    own: dict[str, Any] = {feature.name: feature.width for feature in start.features}
    position = len(arrays["layer0.kernel"]) - start.features.width  # of the first feature's input
    for feature in Features(replace(recipe, **own)):
        width = feature.width * feature.table_count
        if feature.name not in own:
            added[feature.name] = feature.width
            for spec in feature.weights(len(start.alphabet), has["units"][-1]):
                arrays[spec.name] = spec.draw(random)
            _widen_input(arrays, position, width)
        position += width
    if not added:
        return start
    if added.keys() != {"cell"}:
        arrays[CODES] = letter_codes(start.alphabet.characters)
    return replace(start, architecture={**has, **added}, arrays=arrays)


def _widen_input(arrays: Arrays, position: int, count: int, like: int | None = None) -> None:
    """Widen the first layer's weights for more inputs.

    Args:
        arrays: the weights by name, changed in place.
        position: the index of the first new input.
        count: the number of new inputs.
        like: the index of the input whose weights the new ones copy; None gives them weights of 0.
    """
    for name, axis in (("kernel", 0), (INPUT_GATE, 1), (STATE_GATE, 0)):
        weight = arrays.get(f"layer0.{name}")
        if weight is not None:
            values = 0 if like is None else np.take(weight, [like], axis)
            arrays[f"layer0.{name}"] = np.insert(weight, [position] * count, values, axis)
