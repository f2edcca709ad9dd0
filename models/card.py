"""The card of a style (its metadata): author, sources, recipe, alphabet, figures; and card.json.

docs/style-format.md lists the keys of card.json. models/style.py reads and writes the style file
that contains the card, and checks its format, version and checksums.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Required, TypedDict

from common.schema import convert_json
from models.alphabet.alphabet import AnyAlphabet
from models.alphabet.characters import Alphabet
from models.alphabet.words import Normalisation, Words
from models.people.speakers import find_speakers
from texts.source import Cleaning, Source


# The keys that the program reads in a card's free parts. Other keys may have any value.
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
    standard_error: float
    optimiser_seconds: float
    symbols_read: int
    perplexity: float
    accuracy: float


_MadeRecord = TypedDict(
    "_MadeRecord",
    {"from": str, "works": str, "own_works": str, "read_before": list[str]},
    total=False,
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
    """An example of the writing of an author (a language model), kept in the author's file.

    The example was written without any preceding text.

    Attributes:
        temperature: the temperature at which the symbols (characters or words) were sampled.
        seed: the seed of the random choices.
        text: the text of the example.
    """

    temperature: float
    seed: int
    text: str


@dataclass(frozen=True)
class Card:
    """The metadata of a style (a trained language model, stored in one file).

    Attributes:
        author: the name of the writer whose works the style imitates.
        sources: the texts that the style was trained on.
        cleaning: the settings with which these texts were cleaned. Any text that the style is
            tested on is cleaned with the same settings.
        alphabet: the symbols (characters or words) in the order of their indices. The first is the
            replacement, which stands for anything that is not in the alphabet.
        recipe: all settings of the training run except the texts, as plain JSON values.
        network: a description of the network: the type of its cells, the numbers of units and
            parameters, and the dtype of the exported weights.
        figures: the results of measurements. "bits_per_character", which is always present, is the
            mean number of bits that the style needs to predict a character, measured on text that
            was excluded from training.
        made: the date of the training run and the versions of the software. If the run started from
            another style, "from" is that style's name and checksum, and "read_before" lists the
            titles of the texts on which it had already been trained. If a list of works was used,
            "works" is its name if it comes with the program, and "own_works" if it is the user's.
        words: the settings for normalising a text before it is split into words; None if the
            symbols are characters.
        samples: example texts, written by the exported network.
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
        """Return the alphabet of the style (the language model).

        The alphabet converts text to symbols (characters or words), and symbols to text.

        Raises:
            ValueError: when the symbols are not distinct, when the first is not the replacement
                U+FFFD, or when they are neither all characters nor all words.
        """
        return Alphabet(self.alphabet) if self.words is None else Words(self.alphabet, self.words)

    @property
    def unit(self) -> str:
        """What each symbol of the alphabet stands for: "character" or "word"."""
        return Alphabet.unit if self.words is None else Words.unit

    @property
    def bits_per_character(self) -> float:
        """How well the style (a language model) predicts text excluded from training.

        This is the cross-entropy: the mean number of bits needed to encode a character of the text
        with the help of the style's predictions. Lower is better.
        """
        return float(self.figures["bits_per_character"])

    @property
    def parameters(self) -> int:
        """The number of weights in the network of the style (the language model)."""
        return int(self.network["parameters"])

    @property
    def source(self) -> str:
        """A short description of the texts that the style (the language model) was trained on.

        For a single text, this is its URL or file name. For several texts, it is their number and
        the URL or file name of the first.
        """
        count = len(self.sources)
        return (f"{count} texts, first " if count > 1 else "") + self.sources[0].origin

    @property
    def layout(self) -> Literal["prose", "play"] | None:
        """What the style (a language model) writes, judged by its samples: "prose" or "play".

        This is None if the style has no samples. In a play, the name of each speaker is on a line
        of its own above the speech.
        """
        if not self.samples:
            return None
        plays = sum(bool(find_speakers(sample.text)) for sample in self.samples)
        return "play" if plays > len(self.samples) / 2 else "prose"

    @property
    def caution(self) -> str | None:
        """A warning that `bits_per_character` might be too good; None if no warning is needed.

        A warning is needed if training started from another style (a language model) that had
        already been trained on some of the texts used to measure `bits_per_character`. The warning
        names that style and those texts.
        """
        base, titles = self.made.get("from"), self.made.get("read_before")
        return caution(base.partition(" ")[0], titles) if base and titles else None


def find_leaks(style_sources: Sequence[Source], texts: Sequence[Source]) -> tuple[str, ...]:
    """Return the titles of the texts on which a style (a language model) cannot be tested fairly.

    A style is tested on the last part of each text. The test is unfair if the style was trained on
    the same book, unless it was trained on the same file without that part. If a text has no title,
    its URL or file name is returned instead.

    Args:
        style_sources: the texts that the style was trained on.
        texts: the texts to check; `held_out` is the length of each text's last part, in characters.
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
    """Return a warning that the test result of a style (a language model) may be too good.

    The warning gives the reason: the training of the style started from another style, which had
    already been trained on some of the texts used for the test.

    Args:
        style: the name of the other style.
        titles: the titles of the texts that the other style had been trained on. The warning names
            the first three and gives the number of others.
    """
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    read = ", ".join(titles[:3]) + more
    return f"{style} had read {read} before: the held-out figure may be too good."


def card_to_json(card: Card) -> dict[str, Any]:
    """Return the metadata of a style (a language model) as a dict, to be saved as card.json."""
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
    """Return the metadata of a style (a language model), given the parsed contents of card.json.

    Raises:
        ValueError: when a key is missing or has an invalid value; the message names the key.
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
