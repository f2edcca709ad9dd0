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

    A character that is not in the alphabet is encoded as one or more similar characters, such as a
    straight quotation mark instead of a curly one. If the alphabet has no similar characters, the
    character is encoded as the replacement (the symbol for anything unknown).

    Attributes:
        ids: the n symbols of the text, as indices into the alphabet, int32 [n].
        characters: the number of characters in the original text.
        unknown: the number of characters encoded as the replacement.
    """

    ids: Ints
    characters: int
    unknown: int

    @classmethod
    def from_text(cls, text: str, alphabet: Alphabet) -> "SymbolText":
        """Return a complete text encoded as the symbols of an alphabet.

        Args:
            text: the text, which can contain characters that are not in the alphabet.
            alphabet: an alphabet whose symbols are characters.
        """
        encoded = alphabet.encode(text)
        return cls(encoded.ids, len(text), sum(encoded.unknown.values()))


def bits_per_character(texts: Sequence[SymbolText], bits: float) -> float:
    """Return the mean number of bits that a model needs to encode one character of the given texts.

    For each character that the alphabet cannot represent, log2(1,114,112) bits are added. This is
    the cost of choosing one of the 1,114,112 Unicode code points.

    Args:
        texts: the encoded texts, which must contain at least one character in total.
        bits: the number of bits that the model needs for all symbols of the texts together.
    """
    naming = NAMING * sum(text.unknown for text in texts)
    return (bits + naming) / sum(text.characters for text in texts)
