"""What a training starts from: another style's weights, with its alphabet grown to the new text's.

A style that can be trained further carries its weights (docs/style-format.md). Characters it lacks
get rows of their own: the embedding of its replacement, since that is how it has read them so far,
and the logit that their share of the new text asks for. All else stays as it was, so before its
first update the new author reads as the old one did, but for the new characters.

Knows styles and arrays, and trains nothing.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from safetensors import SafetensorError

from common.errors import StyleError, TrainingError, UsageError
from models.alphabet import Alphabet
from models.library import BASE
from models.style import Style
from models.words import Words
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
    """A style's network to train further.

    Attributes:
        name: of the style.
        checksum: of the style.
        architecture: the recipe's fields that the weights settle: cell, units, embedding, lexicon,
            memory.
        alphabet: of the weights.
        arrays: the weights by name, float32.
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
    def reference(self) -> str:
        """The style's name and checksum, as a card records them."""
        return f"{self.name} {self.checksum}"


def read_warm_start(style: Style) -> WarmStart:
    """Return what a style gives a training to start from.

    Raises:
        UsageError: when the style carries no weights, or is written in words.
        StyleError: when its weights or their shapes are not as docs/style-format.md says.
    """
    if style.weights is None:
        raise UsageError(
            f"{style.name} carries no weights to train further",
            f"Start from {BASE}, which does, or from scratch with --from none.",
        )
    alphabet = style.card.make_alphabet()
    if not isinstance(alphabet, Alphabet):
        raise UsageError(
            f"{style.name} is written in words, and only an alphabet of characters can grow",
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
            f"the weights in {style.path} are not as a style has them"
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
    """Return the weights a planned training starts from, computed once more from its parent.

    Args:
        reference: name and checksum of the parent, as the plan has them.
        style: the style of that name now.
        alphabet: of the plan.
        texts: of the plan.
        recipe: of the plan.

    Raises:
        TrainingError: when the style has changed since the training was planned.
    """
    start = read_warm_start(style)
    if start.reference != reference:
        raise TrainingError(
            f"{style.name} has changed since this training started from it",
            "Start again without --resume.",
        )
    wanted = check_characters(start, alphabet)
    return add_features(grow_alphabet(start, wanted, [text.train for text in texts]), recipe).arrays


def check_characters(start: WarmStart, alphabet: Alphabet | Words) -> Alphabet:
    """Return the alphabet that a new text wants, if it is one of characters.

    Raises:
        UsageError: when it is one of words, which no network of characters can grow into.
    """
    if isinstance(alphabet, Alphabet):
        return alphabet
    raise UsageError(
        f"a recipe for words cannot start from {start.name}, which knows characters",
        "Start from scratch with --from none.",
    )


def is_foreign_language(style: Style, texts: Sequence[str]) -> bool:
    """Tell whether most of some texts is in a language or script that a style does not know.

    Judged by pages spread evenly over the texts: by the bits per character of the middle one, and
    unless these are few, by whether the style's samples are in the same language.
    """
    text, voice = "\n".join(texts), style.voice()
    count = max(1, min(_PAGES, len(text) // _PAGE))
    room = max(0, len(text) - _PAGE)
    starts = [room * (2 * i + 1) // (2 * count) for i in range(count)]  # none is the title page
    pages = [text[i : i + _PAGE] for i in starts]
    cost = float(np.median([voice.score(page).bits_per_character for page in pages]))
    if cost <= _KNOWN:
        return False
    own = detect_language(["\n".join(sample.text for sample in style.card.samples)])
    return cost > _FOREIGN if own is None else detect_language(pages) != own


def grow_alphabet(start: WarmStart, wanted: Alphabet, texts: Sequence[str]) -> WarmStart:
    """Return a warm start with the symbols it lacks added to its alphabet and weights.

    Args:
        start: what there is; left as it is.
        wanted: the alphabet that the new text would have alone.
        texts: what will be trained on, for how often the new characters come.
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
    # the mean logit is near that of an even chance; a share of the text is so much more or less
    chances = [math.log(max(counts[c], 1) / total * len(alphabet)) for c in new]
    arrays["head.bias"] = np.concatenate([bias, bias.mean() + np.array(chances, np.float32)])
    return replace(start, alphabet=alphabet, arrays=arrays)


def add_features(start: WarmStart, recipe: Recipe) -> WarmStart:
    """Return a warm start with those of the recipe's features and gates that it lacks.

    Tables are drawn by the recipe's seed. The weights that read them are 0 at first, and so are the
    gates of a mogrifier that was an LSTM, so the author reads as before.
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
    """Have the first layer read more inputs.

    Args:
        arrays: the weights, changed in place.
        position: of the first new input.
        count: how many are new.
        like: position of the input whose weights they copy; None gives them weights of 0.
    """
    for name, axis in (("kernel", 0), (INPUT_GATE, 1), (STATE_GATE, 0)):
        weight = arrays.get(f"layer0.{name}")
        if weight is not None:
            values = 0 if like is None else np.take(weight, [like], axis)
            arrays[f"layer0.{name}"] = np.insert(weight, [position] * count, values, axis)
