"""Alphabets: the symbols that a style can read and write, and the rule for every other character.

`AnyAlphabet` is the interface that a voice (a running network) uses. The symbols of an `Alphabet`
are characters; those of `Words`, in models/words.py, are words. Symbol 0 is the replacement,
U+FFFD. It stands for anything that the alphabet lacks; it can be read, and is never written.

A character that the alphabet lacks is folded, if possible, instead of replaced: it is mapped to one
that the alphabet has and that differs in case, accents, ligatures, or the style of quotes and
dashes. This works in both directions: if an alphabet has curly quotes only, a straight quote is
read as the curly one that fits its place.

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
    """The symbols (characters or words) of a text, with what is needed to encode the next text.

    Attributes:
        ids: the symbols' indices in the alphabet, an int32 array [n] for n symbols. There may be
            more or fewer symbols than characters.
        unknown: the number of times that each character or word that the alphabet lacks was read as
            the replacement, symbol 0.
        ends: for each symbol, the index in the text of its last character; [n]. The index is
            negative if the symbol ended within text left pending by an earlier part.
        lost: for each symbol that does not spell its characters exactly, the number of characters
            that differ; the keys are indices in `ids`.
        previous: the last character before `pending`, which affects how the following text is
            encoded.
        pending: the unfinished word at the end of the text, which has no symbol in `ids` yet; "" if
            there is none.
    """

    ids: NDArray[np.int32]
    unknown: Counter[str]
    ends: Sequence[int]
    lost: Mapping[int, int]
    previous: str
    pending: str = ""


class AnyAlphabet(Protocol):
    """The interface of every alphabet, whether its symbols are characters or words.

    Symbol 0 is the replacement, which stands for anything that the alphabet lacks. A text may be
    encoded in parts: if each call is given the `previous` and `pending` of the last result, the
    symbols are those of the whole text.
    """

    @property
    def start(self) -> int:
        """The index of the symbol that a network reads first, before any text."""

    @property
    def unit(self) -> str:
        """The kind of the symbols: "character" or "word"."""

    def __len__(self) -> int: ...

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Encode a text as symbols, which are characters or words.

        Args:
            text: the text to encode, which follows directly on `pending`.
            previous: the character before `pending`; a line end at the start of an empty page.
            pending: the unfinished word that the text encoded before ended with, or "". It is
                encoded together with `text`.
            final: whether the text is complete. If it is not, its last word may still be
                unfinished, and is then returned as pending.
        """

    def decode(self, ids: Iterable[int]) -> str:
        """Decode symbols to the text that they spell at the start of an empty page.

        The replacement, symbol 0 (for anything unknown), becomes U+FFFD.
        """

    def spell(self, symbol: int, previous: str) -> str:
        """Return the text that a symbol adds after the character `previous`.

        If the symbol is a word, the text may begin with a space. Encoding the text after `previous`
        gives this symbol and no other.
        """


class Alphabet:
    """An alphabet whose symbols are single characters.

    Args:
        characters: the symbols, in order: distinct single characters. The first is U+FFFD, the
            replacement, which stands for anything that the alphabet lacks.

    Attributes:
        characters: the symbols, in order.

    Raises:
        ValueError: when the characters are not distinct, not single, or do not begin with U+FFFD.
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
        """Make the alphabet for a training text from the characters that are frequent in it.

        Rarer characters that cannot be folded (mapped to others in the alphabet) are read in
        training as the replacement, symbol 0, so that the network learns how to treat unknown
        characters. If no such character occurs, the rarest of the remaining characters that cannot
        be folded is left out of the alphabet for this purpose.

        Args:
            text: the text that the style will be trained on.
            rare: the least number of occurrences that puts a character into the alphabet.
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
        """The index of the symbol that a network reads first, before any text.

        This is the line end if the alphabet has one, else the space, else symbol 0.
        """
        return next((self._ids[c] for c in ("\n", " ") if c in self._ids), 0)

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Encode a text as symbols, each character as one or, if it is folded, perhaps several.

        A character that the alphabet lacks is folded (mapped to characters that it has) or, failing
        that, becomes the replacement, symbol 0.

        Args:
            text: the text to encode.
            previous: the character before the text, which decides how a straight quote is read.
            pending: ignored; only words can be left pending.
            final: ignored; only words can be left pending.
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
        """Decode symbols to text; symbol 0, which stands for anything unknown, becomes U+FFFD."""
        return "".join(self.characters[i] for i in ids)

    def spell(self, symbol: int, previous: str) -> str:
        """Return the character that a symbol stands for; `previous` is ignored."""
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


def foldings(character: str) -> Iterable[str]:
    """Yield the strings that can replace a character that an alphabet lacks, the best first.

    Examples are other styles of a quote or dash, and the character in another case or without its
    accent. Each string has at least one character.
    """
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
    # Latin letters is another word to an English author, and the user should hear that it was
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
    """Return a text with its accents removed, so that “café” becomes “cafe”.

    Compatibility characters, such as ligatures, are decomposed too (Unicode's NFKD): “ﬁ” becomes
    “fi”.
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _is_latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "")
