"""A text as symbols that stand for characters, and what a cost in bits over them comes to.

Every model that reads characters, network or not, is charged alike: the bits of the symbols that
each character folds to, log2(1,114,112) more for one the alphabet lacks, over the characters of the
text before folding (docs/design.md, "bits per character"). This module knows alphabets; it knows no
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
        ids: int32 [n], the symbols.
        characters: of the text before folding.
        unknown: how many of these became the replacement.
    """

    ids: Ints
    characters: int
    unknown: int

    @classmethod
    def of(cls, text: str, alphabet: Alphabet) -> "SymbolText":
        """The symbols of a text that begins a page."""
        encoded = alphabet.encode(text)
        return cls(encoded.ids, len(text), sum(encoded.unknown.values()))


def bits_per_character(texts: Sequence[SymbolText], bits: float) -> float:
    """What `bits` over the symbols of the texts come to a character, naming the unknown included.

    Args:
        texts: what was read; of one character at least.
        bits: what all their symbols cost together.
    """
    naming = NAMING * sum(text.unknown for text in texts)
    return (bits + naming) / sum(text.characters for text in texts)
