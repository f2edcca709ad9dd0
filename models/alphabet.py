"""The characters a style can read and write, and the rule for every other one.

Symbol 0 is the replacement, U+FFFD: it stands for whatever the alphabet lacks, can be read, and is
never written. Before a character is replaced it is folded: case, accents, ligatures, typographic
quotes and dashes are mapped to what the alphabet has, in both directions (a text with curly quotes
reads a straight one as the curly one that fits its place).

Folding looks at one character and the one before it, never further, so that reading a text in
pieces gives the same symbols as reading it whole. This module knows nothing of files or networks.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

REPLACEMENT = "\ufffd"

# What typing habits and printing houses write differently, each with its alternatives in order of
# preference. A transliteration library maps these to ASCII only; here the alphabet may be the
# typographic side.
_ALTERNATIVES: dict[str, tuple[str, ...]] = {
    "—": ("--", "―", "–", "-"),
    "―": ("—", "--", "–", "-"),
    "–": ("-", "—", "--"),
    "‒": ("-", "–"),
    "‐": ("-",),
    "‑": ("-",),
    "−": ("-", "–"),
    "-": ("‐", "–"),
    "…": ("...", ". . ."),
    "“": ('"', "«", "''"),
    "”": ('"', "»", "''"),
    "„": ("“", '"', "«"),
    "‟": ("“", '"'),
    "«": ("“", '"'),
    "»": ("”", '"'),
    "‘": ("'", "’"),
    "’": ("'", "‘"),
    "‚": ("‘", "'", ","),
    "‛": ("‘", "'"),
    "‹": ("‘", "'"),
    "›": ("’", "'"),
    "′": ("'", "’"),
    "″": ('"', "”"),
    "`": ("‘", "'"),
    "´": ("’", "'"),
    "\t": (" ",),
    "\n": (" ",),
    "[": ("(",),
    "]": (")",),
    "{": ("(", "["),
    "}": (")", "]"),
}
_OPENING = {'"': ("“", "«"), "'": ("‘", "’")}
_CLOSING = {'"': ("”", "»"), "'": ("’", "‘")}


@dataclass(frozen=True)
class Encoded:
    """Symbols of a text.

    Attributes:
        ids: int32 [n], one per symbol (folding may give more symbols than characters).
        unknown: the characters that became the replacement, with how often.
    """

    ids: NDArray[np.int32]
    unknown: Counter[str]


class Alphabet:
    """An ordered set of characters; index 0 is the replacement.

    Args:
        characters: distinct single characters, the replacement first.

    Raises:
        ValueError: when they are not that.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        if not self.characters or self.characters[0] != REPLACEMENT:
            raise ValueError("an alphabet begins with U+FFFD")
        if len(set(self.characters)) != len(self.characters) or any(
            len(c) != 1 for c in self.characters
        ):
            raise ValueError("an alphabet is distinct single characters")
        self._ids = {c: i for i, c in enumerate(self.characters)}
        self._folded: dict[str, tuple[int, ...]] = {}

    @classmethod
    def of(cls, text: str, rare: int = 5) -> Self:
        """The alphabet of a training text: its characters seen at least `rare` times.

        The rarer ones, unless they fold to others, teach the replacement symbol. Where none does,
        the rarest that folds to no other has to, since a symbol never seen is never learnt.
        """
        counts = Counter(text)
        counts.pop(REPLACEMENT, None)
        kept = sorted((c for c in counts if counts[c] >= rare), key=lambda c: (counts[c], c))
        for teacher in ("", *kept):
            alphabet = cls([REPLACEMENT, *sorted(c for c in kept if c != teacher)])
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
        """The symbol that every reading begins from: a line end, as at the head of a page."""
        return next((self._ids[c] for c in ("\n", " ") if c in self._ids), 0)

    def encode(self, text: str, before: str = "\n") -> Encoded:
        """The symbols of `text`, which follows the character `before`."""
        ids: list[int] = []
        unknown: Counter[str] = Counter()
        get = self._ids.get
        for character in text:
            symbol = get(character)
            if symbol is None:
                folded = self._fold(character, before)
                if folded == (0,):
                    unknown[character] += 1
                ids.extend(folded)
            else:
                ids.append(symbol)
            before = character
        return Encoded(np.array(ids, dtype=np.int32), unknown)

    def decode(self, ids: Iterable[int]) -> str:
        """The characters of symbols; the replacement comes out as U+FFFD."""
        return "".join(self.characters[i] for i in ids)

    def _fold(self, character: str, before: str) -> tuple[int, ...]:
        if character in _OPENING:  # straight quotes only: which one they mean is the place's doing
            opens = before.isspace() or before in "([{—–-“‘\"'"
            candidates = (_OPENING if opens else _CLOSING)[character]
            return self._first(candidates) or (0,)
        if character not in self._folded:
            self._folded[character] = self._first(_candidates(character)) or (0,)
        return self._folded[character]

    def _first(self, candidates: Iterable[str]) -> tuple[int, ...]:
        for candidate in candidates:
            if candidate and all(c in self._ids for c in candidate):
                return tuple(self._ids[c] for c in candidate)
        return ()


def _candidates(character: str) -> Iterable[str]:
    """What a character may be read as, best first."""
    yield from _ALTERNATIVES.get(character, ())
    if character.isspace():
        yield " "
        yield "\n"
        return
    forms = [character]
    for form in (unicodedata.normalize("NFKC", character), _base(character)):
        if form not in forms:
            forms.append(form)
    # Only Latin letters, marks and numbers are transliterated: the reading of a Chinese or Russian
    # word in Latin letters is another word to an English author, and the person should hear of it.
    # An emoji's name is no reading of it either.
    category = unicodedata.category(character)
    if (category[0] in "PSN" and category != "So") or _is_latin(character):
        from anyascii import anyascii  # only when something has to be folded

        forms.append(anyascii(character))
    for form in forms:
        yield form
        yield form.lower()
        if len(form.upper()) == len(form):  # a ligature's or a sharp s's would be two capitals
            yield form.upper()


def _base(character: str) -> str:
    """The character without its accents."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)
    )


def _is_latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "")
