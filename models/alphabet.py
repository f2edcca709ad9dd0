"""Alphabets: the symbols a style reads and writes, and the rule for every other character.

`AnyAlphabet` is what a voice needs of an alphabet. `Alphabet` has characters for symbols; the one
with words is in models/words.py. Symbol 0 is the replacement, U+FFFD: it stands for whatever the
alphabet lacks, can be read, and is never written. Before a character is replaced it is folded:
case, accents, ligatures, typographic quotes and dashes are mapped to what the alphabet has, in both
directions. So an alphabet with curly quotes only reads a straight quote as the curly one that fits
its place.

Folding looks at one character and the one before it, never further. Reading a text in pieces
therefore gives the same symbols as reading it whole.
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

# Characters that typists and printers write differently, each with its alternatives, best first. A
# transliteration library maps these to ASCII only; here the alphabet may be the typographic side.
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
    """The symbols of a text, and where its reading stopped.

    Attributes:
        ids: int32 [n], the symbols; there may be more or fewer of them than characters.
        unknown: the characters (or words) that became the replacement, with how often.
        ends: [n], for each symbol the index in the text of its last character; negative where the
            symbol ended in what was pending.
        lost: how many characters of the text a symbol does not spell, by the symbol's index in
            `ids`; symbols that spell all of theirs are left out.
        previous: the last character before `pending`, at which the reading of what follows looks.
        pending: the end of the text that may still go on; its symbols are not among `ids`.
    """

    ids: NDArray[np.int32]
    unknown: Counter[str]
    ends: Sequence[int]
    lost: Mapping[int, int]
    previous: str
    pending: str = ""


class AnyAlphabet(Protocol):
    """An alphabet of either kind, characters or words, as a voice uses it.

    Symbol 0 is the replacement. A text read in pieces, each with the `previous` and `pending` that
    the piece before it left, gives the symbols of the text read whole.
    """

    @property
    def start(self) -> int:
        """The symbol that every reading begins from."""

    @property
    def unit(self) -> str:
        """What a symbol is, "character" or "word"."""

    def __len__(self) -> int: ...

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Return the symbols of `pending` and `text`, which follow the character `previous`.

        Args:
            text: to be read.
            previous: the character before it and before what is pending.
            pending: what an earlier piece left.
            final: whether the text ends here, so that nothing is left pending.
        """

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of symbols at the head of a page; the replacement becomes U+FFFD."""

    def spell(self, symbol: int, previous: str) -> str:
        """Return what a symbol adds to a text whose last character is `previous`.

        Read there, with nothing pending, that text gives this symbol and no other.
        """


class Alphabet:
    """An ordered set of characters; index 0 is the replacement.

    Args:
        characters: distinct single characters, the replacement first.

    Raises:
        ValueError: when they are not.
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
        self._folded: dict[str, tuple[int, ...]] = {}

    @classmethod
    def from_text(cls, text: str, rare: int = 5) -> Self:
        """Return the alphabet of a training text: its characters seen at least `rare` times.

        The rarer ones, unless they fold to others, teach the network the replacement. Where there
        are none, the rarest character that folds to no other is left out to teach it, since a
        symbol that is never seen is never learnt.
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
        """The symbol that every reading begins from: a line end, as at the head of a page."""
        return next((self._ids[c] for c in ("\n", " ") if c in self._ids), 0)

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Return the symbols of `text`, which follows the character `previous`.

        Nothing is ever pending in characters, so `pending` and `final` change nothing.
        """
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
        """Return the characters of symbols; the replacement becomes U+FFFD."""
        return "".join(self.characters[i] for i in ids)

    def spell(self, symbol: int, previous: str) -> str:
        """Return a symbol's character, whatever stands before it."""
        return self.characters[symbol]

    def _fold(self, character: str, previous: str) -> tuple[int, ...]:
        if character in _OPENING:  # straight quotes only: which one they mean depends on the place
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


def foldings(character: str) -> Iterable[str]:
    """Yield what a character may be read as, best first; each is of one character or more."""
    yield from _ALTERNATIVES.get(character, ())
    if character.isspace():
        yield " "
        yield "\n"
        return
    forms = [character]
    for form in (unicodedata.normalize("NFKC", character), strip_accents(character)):
        if form not in forms:
            forms.append(form)
    # Only Latin letters, marks and numbers are transliterated. A Chinese or Russian word spelt in
    # Latin letters is another word to an English author, and the person should hear that it was
    # not read. The name of an emoji is not a reading of it either.
    category = unicodedata.category(character)
    if (category[0] in "PSN" and category != "So") or _is_latin(character):
        from anyascii import anyascii  # only when something has to be folded

        forms.append(anyascii(character))
    for form in forms:
        yield form
        yield form.lower()
        if len(form.upper()) == len(form):  # a ligature or a sharp s would become two capitals
            yield form.upper()


def strip_accents(text: str) -> str:
    """Return a text without its accents: “café” as “cafe”."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _is_latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "")
