"""The card of a style: what is known about it, and how card.json tells it.

docs/style-format.md has its keys. This module knows neither the file that carries the card, with
its format, version and checksums (style), nor networks.
"""

import math
import types
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from models.alphabet import Alphabet, Symbols
from models.words import Normalisation, Words
from texts.source import Cleaning, Source

T = TypeVar("T")

# What the program reads of a card's free parts, where it is there; other keys may say anything.
_READ: Mapping[str, Mapping[str, Any]] = {
    "recipe": {"begin": str, "characters": int | None, "held_out": float},
    "network": {
        "cell": str,
        "units": list[int],
        "embedding": int,
        "lexicon": int,
        "memory": int,
        "parameters": int,
    },
    "figures": {
        "bits_per_character": float,
        "held_out_characters": int,
        "optimiser_seconds": float,
        "symbols_read": int,
        "perplexity": float,
        "accuracy": float,
    },
    "made": {"from": str, "works": str, "read_before": list[str]},
}


@dataclass(frozen=True)
class Sample:
    """How an author writes from an empty page."""

    temperature: float
    seed: int
    text: str


@dataclass(frozen=True)
class Card:
    """What is known about a style.

    Attributes:
        author: whom it writes like.
        sources: the texts it was trained on.
        cleaning: how they were cleaned; scoring cleans its file the same way.
        alphabet: the symbols, characters or words, the replacement first.
        recipe: all that decided its training but the text, as plain values.
        network: cell, units, parameters, and the number format of the exported weights.
        figures: what was measured; at least bits_per_character (held out, state carried).
        made: date and versions; where there are these, what it began from, what of its texts that
            one had read before, and the list of works it was trained by.
        words: how a text is cut to words, where symbols are words; None where characters.
        samples: of its writing, as measured with the exported step.
    """

    author: str
    sources: tuple[Source, ...]
    cleaning: Cleaning
    alphabet: tuple[str, ...]
    recipe: Mapping[str, Any]
    network: Mapping[str, Any]
    figures: Mapping[str, Any]
    made: Mapping[str, Any]
    words: Normalisation | None = None
    samples: tuple[Sample, ...] = ()

    def symbols(self) -> Symbols:
        """What the author reads and writes in.

        Raises:
            ValueError: when the alphabet is none of its kind.
        """
        return Alphabet(self.alphabet) if self.words is None else Words(self.alphabet, self.words)

    @property
    def unit(self) -> str:
        """What a symbol is, "character" or "word"."""
        return Alphabet.unit if self.words is None else Words.unit

    @property
    def bits_per_character(self) -> float:
        return float(self.figures["bits_per_character"])

    @property
    def parameters(self) -> int:
        return int(self.network["parameters"])

    @property
    def source(self) -> str:
        """How many sources there are, and the first."""
        count = len(self.sources)
        return (f"{count} texts, first " if count > 1 else "") + self.sources[0].origin

    @property
    def caution(self) -> str | None:
        """Why the held-out figure may be too good, a sentence; None where it should not be."""
        begun_from, titles = self.made.get("from"), self.made.get("read_before")
        return caution(begun_from.partition(" ")[0], titles) if begun_from and titles else None


def find_known_texts(known: Sequence[Source], own: Sequence[Source]) -> tuple[str, ...]:
    """Which texts' held-out part a style may have been trained on; titles, or else origins.

    These are of books that it learnt from, unless it held out as much of the end of the same file.

    Args:
        known: what the style learnt from.
        own: the texts.
    """
    read = [
        one
        for one in own
        if any(one.is_same_book(other) for other in known) and not _held_out_by(known, one)
    ]
    return tuple(dict.fromkeys(one.title or one.origin for one in read))


def _held_out_by(known: Sequence[Source], one: Source) -> bool:
    same = [other for other in known if (other.sha256, other.title) == (one.sha256, one.title)]
    return bool(same) and all(one.held_out <= other.held_out for other in same)


def caution(begun_from: str, titles: Sequence[str]) -> str:
    """That the style begun from had read these texts before, and what follows, a sentence."""
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    read = ", ".join(titles[:3]) + more
    return f"{begun_from} had read {read} before: the held-out figure may be too good."


def dump_card(card: Card) -> dict[str, Any]:
    """The card as plain values, for card.json."""
    return {
        "author": card.author,
        "sources": [vars(source) for source in card.sources],
        "cleaning": vars(card.cleaning),
        "alphabet": {
            "kind": f"{card.unit}s",
            "symbols": list(card.alphabet),
            **(vars(card.words) if card.words is not None else {}),
        },
        "recipe": dict(card.recipe),
        "network": dict(card.network),
        "figures": dict(card.figures),
        "made": dict(card.made),
        "samples": [vars(sample) for sample in card.samples],
    }


def parse_card(raw: Mapping[str, Any]) -> Card:
    """The card that plain values tell of.

    Raises:
        ValueError, KeyError, TypeError, AttributeError or ArithmeticError: when they tell of none.
    """
    alphabet = dict(raw["alphabet"])
    kind, symbols = alphabet.pop("kind"), alphabet.pop("symbols")
    if kind not in ("characters", "words"):
        raise ValueError(f"an alphabet of {kind}")
    _check("author", raw["author"], str)
    _check("symbols", symbols, list[str])
    for part, known in _READ.items():
        for key in known.keys() & raw[part].keys():
            _check(f"{part}.{key}", raw[part][key], known[key])
    card = Card(
        author=raw["author"],
        sources=tuple(_typed(Source, source) for source in raw["sources"]),
        cleaning=_typed(Cleaning, raw["cleaning"]),
        alphabet=tuple(symbols),
        recipe=dict(raw["recipe"]),
        network=dict(raw["network"]),
        figures=dict(raw["figures"]),
        made=dict(raw["made"]),
        words=_typed(Normalisation, alphabet) if kind == "words" else None,
        samples=tuple(_typed(Sample, sample) for sample in raw.get("samples", ())),
    )
    if card.words is None and any(
        unicodedata.category(c) == "Cc" and c not in "\n\t" for c in card.alphabet
    ):
        raise ValueError("an alphabet with control characters")
    if not card.sources:
        raise ValueError("a card without sources")
    # what the rest of the program takes for granted is asked for here, where the file has a name
    _ = card.bits_per_character, card.parameters, card.symbols()
    return card


def _typed(kind: type[T], raw: Mapping[str, Any]) -> T:
    """The dataclass of these fields, each of which is of the type it is said to be."""
    made = kind(**raw)
    for name, hint in get_type_hints(kind).items():
        _check(name, getattr(made, name), hint)
    return made


def _check(name: str, value: Any, hint: Any) -> None:
    if not _fits(value, hint):
        raise ValueError(f"{name} is of another kind than it should be")


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value of JSON is what an annotation says; a float is any number but NaN and inf."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is types.UnionType:
        return any(_fits(value, one) for one in arguments)
    if origin is Literal:
        return value in arguments
    if origin is list:
        return type(value) is list and all(_fits(item, arguments[0]) for item in value)
    if hint is float:
        return type(value) in (int, float) and math.isfinite(value)
    return type(value) is hint
