"""What a training begins from: another style's weights, with its alphabet grown to the new text's.

A style that can be trained further carries its weights (docs/style-format.md). Characters it lacks
get rows of their own: its replacement's embedding, since that is how it read them so far, and the
logit that their share of the new text asks for. What it had stays as it was, so before its first
update the new author reads as the old one did, but for the new characters.

This module knows styles and arrays; it trains nothing.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from safetensors import SafetensorError

from common.errors import StyleError, TrainingError, UsageError
from models.alphabet import Alphabet, Symbols
from models.library import BASE
from models.style import Style
from texts.language import detect_language
from training.network.features import Features
from training.network.spelling import CODES, letter_codes
from training.network.weights import INPUT_GATE, STATE_GATE, Arrays, unpack_weights
from training.recipe import Recipe

_PAGES = 11  # that are read to see whether the style knows the language of some texts
_PAGE = 2_000  # characters of one: a memory would learn some of the language from more
# Bits a character up to which it does, and beyond which it does not where the language cannot be
# told: prose costs the base some 1.6, English verse of 1600 some 2, Chaucer 3.1, French 3 to 3.4.
_KNOWN, _FOREIGN = 2.4, 3.2


@dataclass(frozen=True)
class WarmStart:
    """A style to go on from.

    Attributes:
        name: of the style.
        checksum: of the style.
        architecture: the recipe's fields that its weights decide: cell, units, embedding, lexicon,
            memory.
        alphabet: of the weights.
        arrays: the weights, float32.
    """

    name: str
    checksum: str
    architecture: dict[str, Any]
    alphabet: Alphabet
    arrays: Arrays

    @property
    def features(self) -> Features:
        """The features of the network."""
        return Features(replace(Recipe(), **self.architecture))

    @property
    def said(self) -> str:
        """Name and checksum, for the card."""
        return f"{self.name} {self.checksum}"


def beginning(style: Style) -> WarmStart:
    """What `style` gives to begin from.

    Raises:
        UsageError: when it carries no weights, or is written in words.
        StyleError: when its weights or their shapes are not told as docs/style-format.md says.
    """
    if style.weights is None:
        raise UsageError(
            f"{style.name} carries no weights to train further from",
            f"Begin from {BASE}, which does, or from nothing with --from none.",
        )
    alphabet = style.card.symbols()
    if not isinstance(alphabet, Alphabet):
        raise UsageError(
            f"{style.name} is written in words, and only characters can be added to",
            f"Begin from {BASE}, or from nothing with --from none.",
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
            f"{style.path} does not tell its weights as a style does"
            f" ({type(error).__name__}: {error})",
            f"Begin from {BASE}, or from nothing with --from none.",
        ) from error
    return WarmStart(style.name, style.checksum, architecture, alphabet, arrays)


def resume_warm_start(said: str, style: Style) -> WarmStart:
    """What `style` gives to a training that began from what `said` names.

    Raises:
        TrainingError: when it has since become another.
    """
    begin = beginning(style)
    if begin.said != said:
        raise TrainingError(
            f"{style.name} is another than when this training began from it",
            "Start again without --resume.",
        )
    return begin


def is_foreign_language(style: Style, texts: Sequence[str]) -> bool:
    """Whether most of some texts is in a language or script that `style` does not know.

    Told by pages that lie evenly over them: by what the middle one costs, and unless that is
    little, by whether the style's samples are in their language.
    """
    text, voice = "\n".join(texts), style.voice()
    count = max(1, min(_PAGES, len(text) // _PAGE))
    room = max(0, len(text) - _PAGE)
    begins = [room * (2 * i + 1) // (2 * count) for i in range(count)]  # none is the title page
    pages = [text[i : i + _PAGE] for i in begins]
    cost = float(np.median([voice.score(page).bits_per_character for page in pages]))
    if cost <= _KNOWN:
        return False
    own = detect_language(["\n".join(sample.text for sample in style.card.samples)])
    return cost > _FOREIGN if own is None else detect_language(pages) != own


def grow_alphabet(begin: WarmStart, wanted: Symbols, texts: Sequence[str]) -> WarmStart:
    """The same with the symbols of `wanted` that it lacks added to alphabet and weights.

    Args:
        begin: what there is.
        wanted: the alphabet that the new text would have alone.
        texts: the training texts, for how often the new characters come.

    Raises:
        UsageError: when what is wanted are words.
    """
    if not isinstance(wanted, Alphabet):
        raise UsageError(
            f"a recipe for words cannot begin from {begin.name}, which knows characters",
            "Begin from nothing with --from none.",
        )
    new = [c for c in wanted.characters if c not in begin.alphabet]
    if not new:
        return begin
    alphabet = Alphabet([*begin.alphabet.characters, *new])
    counts = Counter[str]()
    for text in texts:
        counts.update(text)
    total = sum(counts.values())
    arrays = dict(begin.arrays)
    if "embedding" in arrays:
        embedding = arrays["embedding"]
        first = np.repeat(embedding[:1], len(new), axis=0)  # the replacement's
        arrays["embedding"] = np.concatenate([embedding, first])
    else:  # beyond the symbols the first layer reads the features
        _read_more(arrays, len(begin.alphabet), len(new), like=0)
    arrays |= begin.features.grow(arrays, alphabet.characters, len(new))
    head, bias = arrays["head.kernel"], arrays["head.bias"]
    arrays["head.kernel"] = np.concatenate(
        [head, np.repeat(head.mean(axis=1, keepdims=True), len(new), axis=1)], axis=1
    )
    # the mean logit is near what an even chance has; a share of the text is that much more or less
    chances = [math.log(max(counts[c], 1) / total * len(alphabet)) for c in new]
    arrays["head.bias"] = np.concatenate([bias, bias.mean() + np.array(chances, np.float32)])
    return replace(begin, alphabet=alphabet, arrays=arrays)


def _read_more(arrays: Arrays, at: int, count: int, like: int | None = None) -> None:
    """Have the first layer read so many numbers more: as it reads one, or so that they say nothing.

    Args:
        arrays: weights, which are changed.
        at: the first one's place.
        count: how many.
        like: the place of the one; None for numbers that say nothing.
    """
    for name, axis in (("kernel", 0), (INPUT_GATE, 1), (STATE_GATE, 0)):
        weight = arrays.get(f"layer0.{name}")
        if weight is not None:
            values = 0 if like is None else np.take(weight, [like], axis)
            arrays[f"layer0.{name}"] = np.insert(weight, [at] * count, values, axis)


def add_features(begin: WarmStart, recipe: Recipe) -> WarmStart:
    """Return the warm start with those of the recipe's features and gates that it lacks.

    The tables are drawn by the recipe's seed. What would read them is 0 at first, and so are the
    gates of a mogrifier that was an LSTM, so that the author reads as before.
    """
    arrays, has = dict(begin.arrays), begin.architecture
    random = np.random.default_rng(recipe.seed)
    added: dict[str, Any] = {}
    if recipe.cell == "mogrifier" and has["cell"] == "lstm":
        added["cell"] = recipe.cell
        for i, units in enumerate(has["units"]):
            inputs = len(arrays[f"layer{i}.kernel"])
            arrays[f"layer{i}.{INPUT_GATE}"] = np.zeros((units, inputs), np.float32)
            arrays[f"layer{i}.{STATE_GATE}"] = np.zeros((inputs, units), np.float32)
    own: dict[str, Any] = {feature.name: feature.width for feature in begin.features}
    place = len(arrays["layer0.kernel"]) - begin.features.width  # of what the first feature gives
    for feature in Features(replace(recipe, **own)):
        width = feature.width * feature.table_count
        if feature.name not in own:
            added[feature.name] = feature.width
            for spec in feature.weights(len(begin.alphabet), has["units"][-1]):
                arrays[spec.name] = spec.draw(random)
            _read_more(arrays, place, width)
        place += width
    if not added:
        return begin
    if added.keys() != {"cell"}:
        arrays[CODES] = letter_codes(begin.alphabet.characters)
    return replace(begin, architecture={**has, **added}, arrays=arrays)
