"""The characters a style can read and write, and the rule for every other one.

What every alphabet is to a voice is `Symbols`; here its symbols are characters, in words.py words.
Symbol 0 is the replacement, U+FFFD: it stands for whatever the alphabet lacks, can be read, and is
never written. Before a character is replaced it is folded: case, accents, ligatures, typographic
quotes and dashes are mapped to what the alphabet has, in both directions (a text with curly quotes
reads a straight one as the curly one that fits its place).

Folding looks at one character and the one before it, never further, so that reading a text in
pieces gives the same symbols as reading it whole. This module knows nothing of files or networks.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

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
class EncodedText:
    """Symbols of a text, and where its reading stands.

    Attributes:
        ids: int32 [n], the symbols; there may be more or fewer than characters.
        unknown: what became the replacement, with how often: characters, or words.
        ends: [n], the place in the text of the last character of each symbol; below 0 where the
            symbol ended in what was pending.
        named: how many characters of the text a symbol leaves untold, by its place in `ids`; of
            those that leave any.
        before: the last character before `pending`, which the reading of what follows looks at.
        pending: what stands last and is not over, so that its symbols are not among `ids`.
    """

    ids: NDArray[np.int32]
    unknown: Counter[str]
    ends: Sequence[int]
    named: Mapping[int, int]
    before: str
    pending: str = ""


class Symbols(Protocol):
    """What a voice reads and writes in: an alphabet of characters or of words.

    Symbol 0 is the replacement. Reading in pieces, each with the `before` and `pending` that the
    one before it left, gives the symbols of reading whole.
    """

    @property
    def start(self) -> int:
        """The symbol that every reading begins from."""

    @property
    def unit(self) -> str:
        """What a symbol is, "character" or "word"."""

    def __len__(self) -> int: ...

    def encode(
        self, text: str, before: str = "\n", pending: str = "", over: bool = True
    ) -> EncodedText:
        """The symbols of `pending` and `text`, which follow the character `before`.

        With `over` the text ends here, and nothing is left pending.
        """

    def decode(self, ids: Iterable[int]) -> str:
        """The text of symbols, from the head of a page; the replacement comes out as U+FFFD."""

    def spell(self, symbol: int, before: str) -> str:
        """What a symbol adds to a text whose last character is `before`.

        Reading it there, once what was pending is over, gives that symbol and no other.
        """


class Alphabet:
    """An ordered set of characters; index 0 is the replacement.

    Args:
        characters: distinct single characters, the replacement first.

    Raises:
        ValueError: when they are not that.
    """

    unit = "character"

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

    def encode(
        self, text: str, before: str = "\n", pending: str = "", over: bool = True
    ) -> EncodedText:
        """The symbols of `text`, which follows the character `before`; nothing is ever pending."""
        ids: list[int] = []
        named: dict[int, int] = {}
        widths: dict[int, int] = {}  # symbols of a character, where it has not one
        unknown: Counter[str] = Counter()
        get = self._ids.get
        for place, character in enumerate(text):
            symbol = get(character)
            if symbol is None:
                folded = self._fold(character, before)
                if folded == (0,):
                    unknown[character] += 1
                    named[len(ids)] = 1
                elif len(folded) > 1:
                    widths[place] = len(folded)
                ids.extend(folded)
            else:
                ids.append(symbol)
            before = character
        ends: Sequence[int] = range(len(text))
        if widths:
            ends = [place for place in ends for _ in range(widths.get(place, 1))]
        return EncodedText(np.array(ids, np.int32), unknown, ends, named, before)

    def decode(self, ids: Iterable[int]) -> str:
        """The characters of symbols; the replacement comes out as U+FFFD."""
        return "".join(self.characters[i] for i in ids)

    def spell(self, symbol: int, before: str) -> str:
        """The symbol's character, whatever stands before it."""
        return self.characters[symbol]

    def _fold(self, character: str, before: str) -> tuple[int, ...]:
        if character in _OPENING:  # straight quotes only: which one they mean is the place's doing
            opens = before.isspace() or before in "([{—–-“‘\"'"
            candidates = (_OPENING if opens else _CLOSING)[character]
            return self._first(candidates) or (0,)
        if character not in self._folded:
            self._folded[character] = self._first(foldings(character)) or (0,)
        return self._folded[character]

    def _first(self, candidates: Iterable[str]) -> tuple[int, ...]:
        for candidate in candidates:
            if candidate and all(c in self._ids for c in candidate):
                return tuple(self._ids[c] for c in candidate)
        return ()


def foldings(character: str) -> Iterable[str]:
    """What a character may be read as, best first; each of one character or more."""
    yield from _ALTERNATIVES.get(character, ())
    if character.isspace():
        yield " "
        yield "\n"
        return
    forms = [character]
    for form in (unicodedata.normalize("NFKC", character), unaccented(character)):
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


def unaccented(text: str) -> str:
    """The text without its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _is_latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "")
