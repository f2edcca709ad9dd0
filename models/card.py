"""The card of a style: author, sources, recipe, alphabet, figures; and its form in card.json.

docs/style-format.md lists the keys. The file that carries the card, with its format, version and
checksums, is models/style.py's.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Required, TypedDict

from common.schema import convert_json
from models.alphabet import Alphabet, AnyAlphabet
from models.words import Normalisation, Words
from texts.source import Cleaning, Source


# What the program reads of a card's free parts, where it is there; other keys may hold anything.
class _RecipeRecord(TypedDict, total=False):
    begin: str
    characters: int | None
    held_out: float


class _NetworkRecord(TypedDict, total=False):
    parameters: Required[int]
    cell: str
    units: list[int]
    embedding: int
    lexicon: int
    memory: int


class _FiguresRecord(TypedDict, total=False):
    bits_per_character: Required[float]
    held_out_characters: int
    optimiser_seconds: float
    symbols_read: int
    perplexity: float
    accuracy: float


_MadeRecord = TypedDict(
    "_MadeRecord", {"from": str, "works": str, "read_before": list[str]}, total=False
)

_FREE_PARTS: Mapping[str, Any] = {
    "recipe": _RecipeRecord,
    "network": _NetworkRecord,
    "figures": _FiguresRecord,
    "made": _MadeRecord,
}


@dataclass(frozen=True, kw_only=True)
class _AlphabetRecord(Normalisation):
    kind: Literal["characters", "words"]
    symbols: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """A passage that an author wrote from an empty page."""

    temperature: float
    seed: int
    text: str


@dataclass(frozen=True)
class Card:
    """What is known about a style.

    Attributes:
        author: whom it writes like.
        sources: the texts it was trained on.
        cleaning: how these were cleaned; `evaluate` cleans its file in the same way.
        alphabet: the symbols, characters or words, the replacement first.
        recipe: all that decided its training but the text, as plain values.
        network: cell, units, parameters, and the number format of the exported weights.
        figures: what was measured; always has bits_per_character (on held-out text, with the
            state carried).
        made: date and versions; where they apply, the style it began from, which of its texts that
            style had read, and the list of works it was trained on.
        words: how a text is cut into words, where the symbols are words; None for characters.
        samples: passages written with the exported step.
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

    def make_alphabet(self) -> AnyAlphabet:
        """Return the alphabet of the card's symbols, of characters or of words.

        Raises:
            ValueError: when the symbols are not distinct, or not of that kind.
        """
        return Alphabet(self.alphabet) if self.words is None else Words(self.alphabet, self.words)

    @property
    def unit(self) -> str:
        """What a symbol is, "character" or "word"."""
        return Alphabet.unit if self.words is None else Words.unit

    @property
    def bits_per_character(self) -> float:
        """Cross-entropy on the held-out text, in bits per character (docs/design.md, "bpc")."""
        return float(self.figures["bits_per_character"])

    @property
    def parameters(self) -> int:
        """The number of the network's weights."""
        return int(self.network["parameters"])

    @property
    def source(self) -> str:
        """The origin of the first source, after the number of sources where there are several."""
        count = len(self.sources)
        return (f"{count} texts, first " if count > 1 else "") + self.sources[0].origin

    @property
    def caution(self) -> str | None:
        """A sentence on why the held-out figure may be too good; None where it should not be."""
        base, titles = self.made.get("from"), self.made.get("read_before")
        return caution(base.partition(" ")[0], titles) if base and titles else None


def find_leaks(style_sources: Sequence[Source], texts: Sequence[Source]) -> tuple[str, ...]:
    """Return the titles (or else origins) of texts whose held-out part a style may have read.

    That is so of a text of a book that the style was trained on, unless the style held out at least
    as much of the end of the same file.

    Args:
        style_sources: the texts the style was trained on.
        texts: the texts in question.
    """
    leaks = [
        text
        for text in texts
        if any(text.is_same_book(source) for source in style_sources)
        and not _is_held_out(text, style_sources)
    ]
    return tuple(dict.fromkeys(text.title or text.origin for text in leaks))


def _is_held_out(text: Source, sources: Sequence[Source]) -> bool:
    same = [it for it in sources if (it.sha256, it.title) == (text.sha256, text.title)]
    return bool(same) and all(text.held_out <= source.held_out for source in same)


def caution(style: str, titles: Sequence[str]) -> str:
    """Return a warning: the style that a training began from had already read these texts.

    Args:
        style: its name.
        titles: of the texts; three are named, the others counted.
    """
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    read = ", ".join(titles[:3]) + more
    return f"{style} had read {read} before: the held-out figure may be too good."


def card_to_json(card: Card) -> dict[str, Any]:
    """Return a card as plain values, ready for card.json."""
    return {
        "author": card.author,
        "sources": [asdict(source) for source in card.sources],
        "cleaning": asdict(card.cleaning),
        "alphabet": {
            "kind": f"{card.unit}s",
            "symbols": list(card.alphabet),
            **(asdict(card.words) if card.words is not None else {}),
        },
        "recipe": dict(card.recipe),
        "network": dict(card.network),
        "figures": dict(card.figures),
        "made": dict(card.made),
        "samples": [asdict(sample) for sample in card.samples],
    }


def card_from_json(raw: Mapping[str, Any]) -> Card:
    """Return the card that the plain values of a card.json describe.

    Raises:
        ValueError: when they describe none; the message names the key.
    """
    alphabet = convert_json(raw.get("alphabet"), _AlphabetRecord, "alphabet")
    normalisation = Normalisation(alphabet.lower, alphabet.punctuation)
    for part, kind in _FREE_PARTS.items():
        convert_json(raw.get(part), kind, part, open_ended=True)
    card = Card(
        author=convert_json(raw.get("author"), str, "author"),
        sources=convert_json(raw.get("sources"), tuple[Source, ...], "sources"),
        cleaning=convert_json(raw.get("cleaning"), Cleaning, "cleaning"),
        alphabet=alphabet.symbols,
        recipe=raw["recipe"],
        network=raw["network"],
        figures=raw["figures"],
        made=raw["made"],
        words=normalisation if alphabet.kind == "words" else None,
        samples=convert_json(raw.get("samples", []), tuple[Sample, ...], "samples"),
    )
    if not card.sources:
        raise ValueError("sources cannot be empty")
    card.make_alphabet()  # may raise, and here the caller knows the file's name
    if card.words is None and any(
        unicodedata.category(c) == "Cc" and c not in "\n\t" for c in card.alphabet
    ):
        raise ValueError("an alphabet has no control characters but line ends and tabs")
    return card
