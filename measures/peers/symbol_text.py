"""Texts encoded as the symbols of an alphabet, and the conversion of bits to bits per character.

Folding maps a character that the alphabet lacks to one that it has. Every model that reads
characters pays alike: the bits of the symbols that each character folds to, plus log2(1,114,112)
for each character that becomes the replacement (the symbol for anything unknown), divided by the
number of characters before folding (docs/design.md, "bits per character"). This module knows
alphabets, but no model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.alphabet.characters import Alphabet
from models.bits import NAMING
from models.network import Ints


@dataclass(frozen=True)
class SymbolText:
    """A text encoded as the symbols of an alphabet.

    If the alphabet lacks a character, similar ones are used, such as a straight quotation mark for
    a curly one. If there are none, the replacement is used, the symbol for anything unknown.

    Attributes:
        ids: the n symbols of the text, as indices into the alphabet, int32 [n].
        characters: the number of characters in the original text.
        unknown: the number of characters for which the replacement is used.
    """

    ids: Ints
    characters: int
    unknown: int

    @classmethod
    def from_text(cls, text: str, alphabet: Alphabet) -> "SymbolText":
        """Encode a text as the symbols of an alphabet, as if nothing came before it.

        Args:
            text: the text, which may have characters that the alphabet lacks.
            alphabet: the alphabet, whose symbols are characters.
        """
        encoded = alphabet.encode(text)
        return cls(encoded.ids, len(text), sum(encoded.unknown.values()))


def bits_per_character(texts: Sequence[SymbolText], bits: float) -> float:
    """Convert the bits that a model spends on the symbols of some texts to bits per character.

    Each character that the alphabet cannot represent costs log2(1,114,112) bits more, the price of
    naming it among all code points of Unicode.

    Args:
        texts: the texts that the model read; at least one character in total.
        bits: the total cost of all symbols of these texts, in bits.
    """
    naming = NAMING * sum(text.unknown for text in texts)
    return (bits + naming) / sum(text.characters for text in texts)
