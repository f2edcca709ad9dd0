"""An alphabet of words: how a text is split into words and marks, and how they are spelt again.

A word is a run of letters, digits and accents, with hyphens and apostrophes inside it. An
apostrophe before a word is part of the word if it is typed as an apostrophe (’tis). Every other
mark is a symbol of its own, and so is every line end: a blank line between paragraphs gives two.
Spaces are implied.

Marks that can be typed in several ways are normalised. Straight quotes become the curly quotes that
fit their place; two or more hyphens, and dashes of any kind, become “—”; underscores, which
transcribers use for italics, are skipped.

A word at the end of the text might be unfinished, so it is left pending until a character follows
that ends it: “th” and “e cat” are read like “the cat”. An apostrophe or hyphen that might turn out
to be inside a word is left pending too, and so is a dash, which might become longer. The symbols
therefore depend only on the text, never on how it is split into parts. An author that writes treats
the pending word as finished.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, Self

import numpy as np

from models.alphabet.alphabet import REPLACEMENT, EncodedText
from models.alphabet.folding import foldings, strip_accents

# each is replaced by one character, so that indices into the text do not change
_ALIKE = str.maketrans("_‐‑−–―‒„‟«»‚‛‹›`´′″", " ---———“““”‘‘‘’‘’’”")
_LETTER = r"[\w\u0300-\u036f]"  # \w without the underscore, which is a space by then
_INSIDE = rf"{_LETTER}+(?:[’-]{_LETTER}+)*"
_OPENS = "([{“‘"  # marks without a space after them
_CLINGS = ",.;:!?…)]}”’%"  # marks without a space before them
_AT_HEAD = rf"(?<=[\s{re.escape(_OPENS)}—-])"  # the places where a straight quote opens
_STRAIGHT = re.compile(rf"({_AT_HEAD})?[\"']+")
_CURLY = (str.maketrans("\"'", "”’"), str.maketrans("\"'", "“‘"))
_TOKENS = {
    "keep": re.compile(rf"(?P<word>(?:{_AT_HEAD}’)?{_INSIDE})|(?P<open>{_AT_HEAD}’|[-—]+)|\n|\S"),
    "drop": re.compile(rf"(?P<word>{_INSIDE})|\n"),
}


@dataclass(frozen=True)
class Normalisation:
    """Settings that determine how a text is simplified before it is split into words.

    Attributes:
        lower: whether all letters are converted to lower case.
        punctuation: "keep" to read each punctuation mark as a symbol, "drop" to ignore punctuation
            marks. Hyphens and apostrophes inside words are always kept. Any other mark ends a word,
            even if it is ignored.

    Raises:
        ValueError: when `punctuation` is neither "keep" nor "drop".
    """

    lower: bool = False
    punctuation: Literal["keep", "drop"] = "keep"

    def __post_init__(self) -> None:
        if self.punctuation not in _TOKENS:
            raise ValueError(f"punctuation must be keep or drop, not {self.punctuation}")


_UNCHANGED = Normalisation()


class Words:
    """An alphabet whose symbols are words, punctuation marks and the line end.

    A word that is not in the alphabet is read in another case or without accents if the alphabet
    has that form. A mark that is not in the alphabet is read as a similar mark, such as another
    kind of quote. A word or mark without a substitute is read as the replacement, the symbol for
    anything unknown. If the alphabet has no line end, a line end is read as a space.

    Args:
        symbols: the symbols, in the order of their indices, all distinct. The first is U+FFFD, the
            replacement. Each other symbol is a single word or mark, such as “a-b”, “’tis” or “,”. A
            symbol cannot contain a space or a straight quote.
        normalisation: the settings for simplifying every text before it is split into words.

    Attributes:
        symbols: the symbols, in the order of their indices.
        normalisation: the settings for simplifying every text before it is split into words.

    Raises:
        ValueError: when the symbols are not distinct, when the first is not U+FFFD, or when one of
            them would not be read as a single symbol.
    """

    unit = "word"

    def __init__(self, symbols: Iterable[str], normalisation: Normalisation = _UNCHANGED) -> None:
        self.symbols = tuple(symbols)
        self.normalisation = normalisation
        self._token = _TOKENS[normalisation.punctuation]
        if not self.symbols or self.symbols[0] != REPLACEMENT:
            raise ValueError("an alphabet must begin with U+FFFD")
        self._ids = {word: i for i, word in enumerate(self.symbols)}
        if len(self._ids) != len(self.symbols) or not all(map(self._is_symbol, self.symbols[1:])):
            raise ValueError(
                "an alphabet of words must be distinct words and marks, each as it is read"
            )
        self._folded: dict[str, tuple[int, ...]] = {}

    @classmethod
    def from_text(
        cls,
        text: str,
        rare: int = 1,
        most: int | None = None,
        lower: bool = False,
        punctuation: Literal["keep", "drop"] = "keep",
    ) -> Self:
        """Return an alphabet of the words and marks in a training text, most frequent first.

        A word that is left out can still be read in another case or without accents if the alphabet
        has that form. Otherwise it is read as symbol 0 in training, so that the network learns how
        to treat unknown words. If the text has no such word, the rarest one that has no substitute
        is left out of the alphabet, so that there is at least one example.

        Args:
            text: the text that the network will be trained on.
            rare: the minimum number of occurrences for a word to be included in the alphabet.
            most: the maximum number of symbols, including symbol 0; None for no limit.
            lower: whether all letters are converted to lower case.
            punctuation: "keep" to read punctuation marks as symbols, "drop" to ignore them.
        """
        nothing = cls([REPLACEMENT], Normalisation(lower, punctuation))
        whole = "\n" + _unify_marks(text, "\n")
        counts = Counter(map(nothing._symbol, nothing._token.finditer(whole, 1)))
        has_replacement = bool(counts.pop(REPLACEMENT, 0))
        frequent = sorted(
            (word for word in counts if counts[word] >= rare and nothing._is_symbol(word)),
            key=lambda word: (-counts[word], word),
        )
        frequent = frequent if most is None else frequent[: max(0, most - 1)]
        for teacher in ("", *reversed(frequent)):
            symbols = [REPLACEMENT, *(word for word in frequent if word != teacher)]
            words = cls(symbols, nothing.normalisation)
            left_out = (word for word in counts if word not in words)
            if len(words) > 3 and (
                has_replacement or any(words._fold(word) == (0,) for word in left_out)
            ):
                return words
        return cls([REPLACEMENT, *frequent], nothing.normalisation)

    def __len__(self) -> int:
        return len(self.symbols)

    def __contains__(self, word: str) -> bool:
        return word in self._ids

    @property
    def start(self) -> int:
        """The index in the alphabet of the symbol that a network reads first, before any text.

        This is the line end if the alphabet has one, otherwise symbol 0, which stands for anything
        unknown.
        """
        return self._ids.get("\n", 0)

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Encode a text as symbols, one for each word, mark and line end.

        A word that is not in the alphabet is read in another form (for example, in another case) or
        as symbol 0, which stands for anything unknown. The result's `lost` then gives the number of
        characters that differ from that form, or the length of the unknown word. Spaces are never
        counted. Case and punctuation marks are not counted if the alphabet ignores them.

        Args:
            text: the text to encode, which directly follows `pending`.
            previous: the character before `pending`; a line end if there is no text before it.
            pending: an unfinished word at the end of the previous text, to be encoded together with
                `text`; "" if there is none.
            final: whether the text is complete. If it is not, a word at its end that might be
                unfinished is not encoded, but returned in the result's `pending`.

        Returns:
            The indices of the symbols, with what is needed to encode the text that follows.
        """
        whole = previous + pending + _unify_marks(text, (pending or previous)[-1])
        ids: list[int] = []
        ends: list[int] = []
        lost: dict[int, int] = {}
        unknown: Counter[str] = Counter()
        end = len(whole) if final else self._certain_length(whole)
        shift = len(previous) + len(pending) + 1
        get, lower = self._ids.get, self.normalisation.lower
        for match in self._token.finditer(whole, len(previous), end):
            word = match[0].lower() if lower else match[0]
            symbol = get(word)
            if symbol is not None:
                ids.append(symbol)
                ends.append(match.end() - shift)
                continue
            word = _join_dashes(word)
            folded = self._fold(word)
            spelt = "".join(self.symbols[i] for i in folded)
            if folded == (0,):
                unknown[word] += 1
                lost[len(ids)] = len(word)
            elif folded and spelt != word:
                lost[len(ids)] = sum(a != b for a, b in zip_longest(word, spelt))
            ids.extend(folded)
            ends.extend([match.end() - shift] * len(folded))
        last, rest = _join_dashes(whole[max(0, end - 2) : end])[-1], _join_dashes(whole[end:])
        return EncodedText(np.array(ids, np.int32), unknown, ends, lost, last, rest)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text for a sequence of symbols, given by their indices in the alphabet.

        The first word has no space before it, as at the start of a text. Symbol 0, which stands for
        anything unknown, becomes U+FFFD.
        """
        text = "\n"
        for symbol in ids:
            text += self.spell(symbol, text[-1])
        return text[1:]

    def spell(self, symbol: int, previous: str) -> str:
        """Return the characters that a symbol adds to a text whose last character is `previous`.

        The symbol is given by its index in the alphabet. The result is its word or mark, usually
        with a space before it. There is no space before a line end, a dash, or a mark such as “,”
        or “)”, nor after white space, a dash, or a mark such as “(”. However, there is a space
        between two dashes and around a hyphen that stands alone, since the mark could otherwise be
        read as part of a longer symbol.
        """
        word = self.symbols[symbol]
        if previous.isspace() or word == "\n" or word in _CLINGS:
            return word
        if word == "—":
            return word if previous not in "-—" else " " + word
        if word != "-" and (previous in _OPENS or previous == "—"):
            return word
        return " " + word

    def _is_symbol(self, word: str) -> bool:
        """Return whether a text is one symbol, spelt as this alphabet reads it."""
        if not isinstance(word, str) or _unify_marks(word, "\n") != word:
            return False
        match = self._token.fullmatch("\n" + word, 1)
        unprintable = len(word) == 1 and unicodedata.category(word) in ("Cc", "Cs")
        return (
            match is not None and self._symbol(match) == word and not (unprintable and word != "\n")
        )

    def _symbol(self, match: re.Match[str]) -> str:
        """Return the text of the symbol that a match of the token pattern stands for."""
        return _join_dashes(match[0].lower() if self.normalisation.lower else match[0])

    def _certain_length(self, whole: str) -> int:
        """Return the number of characters whose symbols no further text can change."""
        end = begin = len(whole)
        while begin > 1 and not whole[begin - 1].isspace():  # no symbol goes on past a space
            begin -= 1
        tokens = list(self._token.finditer(whole, begin))
        word = next((token for token in reversed(tokens) if token.lastgroup == "word"), None)
        if word is not None and (word.end() == end or whole[word.end() :] in ("’", "-")):
            return word.start()
        if tokens and tokens[-1].lastgroup == "open" and tokens[-1].end() == end:
            return tokens[-1].start()
        return end

    def _fold(self, word: str) -> tuple[int, ...]:
        """Return the symbols that a missing word or mark is read as; none for a line end."""
        if word not in self._folded:
            self._folded[word] = self._nearest(word)
        return self._folded[word]

    def _nearest(self, word: str) -> tuple[int, ...]:
        if word == "\n":
            return ()
        for form in (word, strip_accents(word)):
            for cased in (form, form.lower(), form[:1].upper() + form[1:].lower(), form.upper()):
                if cased in self._ids:
                    return (self._ids[cased],)
        if len(word) == 1 and not word.isalnum():
            for marks in foldings(word):
                if marks and all(mark in self._ids for mark in marks):
                    return tuple(self._ids[mark] for mark in marks)
        return (0,)


def _unify_marks(text: str, previous: str) -> str:
    """Return a text with one kind of each quote, dash and hyphen; it follows on `previous`."""
    text = text.translate(_ALIKE)
    if '"' not in text and "'" not in text:
        return text
    return _STRAIGHT.sub(lambda m: m[0].translate(_CURLY[m[1] is not None]), previous + text)[1:]


def _join_dashes(token: str) -> str:
    """Return “—” for a token of dashes or of two hyphens or more, and any other token unchanged."""
    return "—" if token and token != "-" and not token.strip("-—") else token
