"""The card of a style: what is known about it, and how card.json tells it.

docs/style-format.md has its keys. This module knows neither the file that carries the card, with
its format, version and checksums (style), nor networks.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.alphabet import Alphabet, Symbols
from models.cleaning import Cleaning
from models.words import Normalisation, Words


@dataclass(frozen=True)
class Source:
    """A text that a style was trained on.

    Attributes:
        origin: URL, or the file's name when it came from this machine.
        title: of the book, where it says so.
        author: of the book, where it says so.
        licence: under which the text may be used, as far as is known.
        sha256: of the file's bytes.
        characters: of the cleaned text.
        held_out: how many of these, the last ones, were never trained on.
    """

    origin: str
    title: str | None
    author: str | None
    licence: str
    sha256: str
    characters: int
    held_out: int


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
        made: date and versions.
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


def plain_card(card: Card) -> dict[str, Any]:
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


def card_of(raw: Mapping[str, Any]) -> Card:
    """The card that plain values tell of.

    Raises:
        ValueError, KeyError, TypeError, AttributeError or ArithmeticError: when they tell of none.
    """
    alphabet = dict(raw["alphabet"])
    kind, symbols = alphabet.pop("kind"), tuple(alphabet.pop("symbols"))
    if kind not in ("characters", "words"):
        raise ValueError(f"an alphabet of {kind}")
    card = Card(
        author=str(raw["author"]),
        sources=tuple(Source(**source) for source in raw["sources"]),
        cleaning=Cleaning(**raw["cleaning"]),
        alphabet=symbols,
        recipe=dict(raw["recipe"]),
        network=dict(raw["network"]),
        figures=dict(raw["figures"]),
        made=dict(raw["made"]),
        words=Normalisation(**alphabet) if kind == "words" else None,
        samples=tuple(Sample(**sample) for sample in raw.get("samples", ())),
    )
    if card.cleaning.unwrap not in ("auto", "yes", "no"):
        raise ValueError(f"an unwrapping called {card.cleaning.unwrap}")
    if card.words is None and any(
        unicodedata.category(c) == "Cc" and c not in "\n\t" for c in card.alphabet
    ):
        raise ValueError("an alphabet with control characters")
    if not card.sources:
        raise ValueError("a card without sources")
    # what the rest of the program takes for granted is asked for here, where the file has a name
    _ = card.bits_per_character, card.parameters, card.symbols()
    return card
