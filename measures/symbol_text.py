"""A text as the symbols of an alphabet, and bits over the symbols as bits per character.

Every model that reads characters is charged alike: the bits of the symbols that each character
folds to, plus log2(1,114,112) for each character the alphabet lacks, divided by the characters of
the text before folding (docs/design.md, "bits per character"). This module knows alphabets, but no
model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.alphabet import Alphabet
from models.bits import NAMING
from models.network import Ints


@dataclass(frozen=True)
class SymbolText:
    """A text in the symbols of an alphabet.

    Attributes:
        ids: the symbols, int32 [n].
        characters: the number of characters before folding.
        unknown: how many of the characters became the replacement symbol.
    """

    ids: Ints
    characters: int
    unknown: int

    @classmethod
    def from_text(cls, text: str, alphabet: Alphabet) -> "SymbolText":
        """Encode a text that begins a page."""
        encoded = alphabet.encode(text)
        return cls(encoded.ids, len(text), sum(encoded.unknown.values()))


def bits_per_character(texts: Sequence[SymbolText], bits: float) -> float:
    """Return bits over the texts' symbols as bits per character, unknown characters included.

    Args:
        texts: the texts that were read; at least one character in all.
        bits: the cost of all their symbols together.
    """
    naming = NAMING * sum(text.unknown for text in texts)
    return (bits + naming) / sum(text.characters for text in texts)
