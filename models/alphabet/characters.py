"""An alphabet of characters, and how it reads characters that are not in it.

If possible, a character that is not in the alphabet is folded rather than replaced: it is mapped to
one that is in the alphabet (models/alphabet/folding.py). Folding looks at one character and the one
before it, never further. Reading a text in pieces therefore gives the same symbols as reading it
whole.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

import numpy as np

from models.alphabet.alphabet import REPLACEMENT, EncodedText
from models.alphabet.folding import foldings

_OPENING = {'"': ("“", "«"), "'": ("‘", "’")}
_CLOSING = {'"': ("”", "»"), "'": ("’", "‘")}


class Alphabet:
    """An alphabet whose symbols are single characters.

    Args:
        characters: the symbols, in the order of their indices. All are distinct single characters.
            The first is U+FFFD, which stands for anything that is not in the alphabet.

    Attributes:
        characters: the symbols, in the order of their indices.

    Raises:
        ValueError: when the characters are not distinct, when one is not a single character, or
            when the first is not U+FFFD.
    """

    unit = "character"

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        if not self.characters or self.characters[0] != REPLACEMENT:
            raise ValueError("an alphabet must begin with U+FFFD")
        if len(set(self.characters)) != len(self.characters) or any(
            len(c) != 1 for c in self.characters
        ):
            raise ValueError("an alphabet must be distinct single characters")
        self._ids = {c: i for i, c in enumerate(self.characters)}
        self._encoded: dict[str, EncodedText] = {}  # by character; as nobody changes them
        self._folded: dict[str, tuple[int, ...]] = {}

    @classmethod
    def from_text(cls, text: str, rare: int = 5) -> Self:
        """Return an alphabet of the characters that occur often enough in a training text.

        A rarer character can still be read if the alphabet has a substitute for it, such as “e” for
        “é”. Otherwise it is read as symbol 0 in training, so that the network learns how to treat
        unknown characters. If the text has no such character, the rarest one that has no substitute
        is left out of the alphabet, so that there is at least one example.

        Args:
            text: the text that the network will be trained on.
            rare: the minimum number of occurrences for a character to be included in the alphabet.
        """
        counts = Counter(text)
        counts.pop(REPLACEMENT, None)
        frequent = sorted((c for c in counts if counts[c] >= rare), key=lambda c: (counts[c], c))
        for teacher in ("", *frequent):
            alphabet = cls([REPLACEMENT, *sorted(c for c in frequent if c != teacher)])
            left_out = "".join(c for c in counts if c not in alphabet)
            if len(alphabet) > 3 and (REPLACEMENT in text or alphabet.encode(left_out).unknown):
                return alphabet
        return cls([REPLACEMENT, *sorted(counts)])

    def __len__(self) -> int:
        return len(self.characters)

    def __contains__(self, character: str) -> bool:
        return character in self._ids

    @cached_property
    def start(self) -> int:
        """The index in the alphabet of the symbol that a network reads first, before any text.

        This is the line end if the alphabet has one, otherwise the space. If the alphabet has
        neither, it is symbol 0.
        """
        return next((self._ids[c] for c in ("\n", " ") if c in self._ids), 0)

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Encode a text as symbols, usually one for each character.

        A character that is not in the alphabet is replaced by similar characters that are in it, if
        there are any: “é”, for example, by “e”. Otherwise, it is read as symbol 0, which stands for
        anything unknown.

        Args:
            text: the text to encode.
            previous: the character before the text, which affects how a straight quote is read.
            pending: ignored, since a character is never unfinished (unlike a word).
            final: ignored, for the same reason.

        Returns:
            The indices of the symbols, with what is needed to encode the text that follows.
        """
        if text in self._ids:  # a single character of the alphabet, as an author writes it
            if text not in self._encoded:
                single = np.array([self._ids[text]], np.int32)
                self._encoded[text] = EncodedText(single, Counter(), range(1), {}, text)
            return self._encoded[text]
        ids: list[int] = []
        lost: dict[int, int] = {}
        widths: dict[int, int] = {}  # symbols of a character, where it has not exactly one
        unknown: Counter[str] = Counter()
        get = self._ids.get
        for index, character in enumerate(text):
            symbol = get(character)
            if symbol is None:
                folded = self._fold(character, previous)
                if folded == (0,):
                    unknown[character] += 1
                    lost[len(ids)] = 1
                elif len(folded) > 1:
                    widths[index] = len(folded)
                ids.extend(folded)
            else:
                ids.append(symbol)
            previous = character
        ends: Sequence[int] = range(len(text))
        if widths:
            ends = [index for index in ends for _ in range(widths.get(index, 1))]
        return EncodedText(np.array(ids, np.int32), unknown, ends, lost, previous)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text for symbols given by their indices, with U+FFFD for symbol 0."""
        return "".join(self.characters[i] for i in ids)

    def spell(self, symbol: int, previous: str) -> str:
        """Return the character with the index `symbol` in the alphabet; `previous` is ignored."""
        return self.characters[symbol]

    def _fold(self, character: str, previous: str) -> tuple[int, ...]:
        if character in _OPENING:  # a straight quote, which opens or closes depending on its place
            opens = previous.isspace() or previous in "([{—–-“‘\"'"
            readings = (_OPENING if opens else _CLOSING)[character]
            return self._first(readings) or (0,)
        if character not in self._folded:
            self._folded[character] = self._first(foldings(character)) or (0,)
        return self._folded[character]

    def _first(self, readings: Iterable[str]) -> tuple[int, ...]:
        for reading in readings:
            if reading and all(c in self._ids for c in reading):
                return tuple(self._ids[c] for c in reading)
        return ()
