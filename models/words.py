"""Words as an alphabet: how a text is cut into words and marks, and how these are spelt again.

A word is a run of letters, digits and accents, with hyphens and apostrophes inside it; an
apostrophe at its head belongs to it where it is typed as one (’tis). Every other mark is a symbol
of its own. So is every line end: a paragraph's blank line is two of them. Spaces are implied.
What can be typed in several ways is read in one. Quotes become curly, straight ones according to
their place; two or more hyphens, and dashes of any kind, become “—”; underscores, a transcriber's
italics, are skipped.

A word at the end of the text may still go on, so it is pending until a character comes that ends
it: “th” and “e cat” are read like “the cat”. So are an apostrophe or a hyphen that may turn out to
stand inside a word, and a dash, which may grow. What is read is therefore a function of the text
and never of its pieces. An author who writes on takes what is pending as finished.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, Self

import numpy as np

from models.alphabet import REPLACEMENT, EncodedText, foldings, strip_accents

# one character for each, so that indices into the text stay what they were
_ALIKE = str.maketrans("_‐‑−–―‒„‟«»‚‛‹›`´′″", " ---———“““”‘‘‘’‘’’”")
_LETTER = r"[\w\u0300-\u036f]"  # \w without the underscore, which is a space by then
_INSIDE = rf"{_LETTER}+(?:[’-]{_LETTER}+)*"
_OPENS = "([{“‘"  # marks that cling to what follows
_CLINGS = ",.;:!?…)]}”’%"  # and to what precedes
_AT_HEAD = rf"(?<=[\s{re.escape(_OPENS)}—-])"  # where a straight quote opens
_STRAIGHT = re.compile(rf"({_AT_HEAD})?[\"']+")
_CURLY = (str.maketrans("\"'", "”’"), str.maketrans("\"'", "“‘"))
_TOKENS = {
    "keep": re.compile(rf"(?P<word>(?:{_AT_HEAD}’)?{_INSIDE})|(?P<open>{_AT_HEAD}’|[-—]+)|\n|\S"),
    "drop": re.compile(rf"(?P<word>{_INSIDE})|\n"),
}


@dataclass(frozen=True)
class Normalisation:
    """What is done to a text before it is cut into words.

    Attributes:
        lower: lower-case everything.
        punctuation: "keep" makes symbols of marks; "drop" skips them, all but the hyphens and
            apostrophes inside words. They end a word all the same.

    Raises:
        ValueError: when `punctuation` is neither.
    """

    lower: bool = False
    punctuation: Literal["keep", "drop"] = "keep"

    def __post_init__(self) -> None:
        if self.punctuation not in _TOKENS:
            raise ValueError(f"punctuation must be keep or drop, not {self.punctuation}")


_UNCHANGED = Normalisation()


class Words:
    """An ordered set of words, marks and the line end; index 0 is the replacement.

    A word that it lacks is folded to the same word in another case or without accents, and a mark
    as an alphabet of characters folds it; where that fails, it becomes the replacement. A line end
    that it lacks is a space.

    Args:
        symbols: distinct, the replacement first, each as it is read: “a-b”, “’tis”, “,”, but not
            “a b” nor a straight quote.
        normalisation: what is done to every text before it is read.

    Raises:
        ValueError: when the symbols are not so.
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
        """Return the alphabet of a training text: its words, the most frequent first.

        Words that are left out, unless they fold to others, teach the network the replacement.
        Where there are none, the rarest word that folds to no other is left out to teach it, since
        a symbol that is never seen is never learnt.

        Args:
            text: what is trained on.
            rare: keep words seen at least so often.
            most: the largest number of symbols, counting the replacement; None for any number.
            lower: as in `Normalisation`.
            punctuation: as in `Normalisation`.
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
        """The symbol that every reading begins from: a line end, as at the head of a page."""
        return self._ids.get("\n", 0)

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Return the symbols of `pending` and `text`, which follow the character `previous`.

        If the text is `final`, its last word ends with it; otherwise that word is left pending,
        spelt as it is read. Of a folded word, the characters that differ from its symbol's count
        as `lost`; of a replaced one, all do. Case where all is lower-cased, marks where they are
        dropped, and spaces do not count.
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
        """Return the text of symbols at the head of a page; the replacement becomes U+FFFD."""
        text = "\n"
        for symbol in ids:
            text += self.spell(symbol, text[-1])
        return text[1:]

    def spell(self, symbol: int, previous: str) -> str:
        """Return what a symbol adds to a text whose last character is `previous`.

        That is the symbol's own text, usually after a space. There is no space where there is
        white space already, round a line end, before a closing mark, after an opening one, or
        round a dash. But a space separates two dashes, and a hyphen of no word from anything,
        since they would be read as one symbol.
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
        """Tell whether a text is one symbol, spelt as this alphabet reads it."""
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
        """Return how much of a text has symbols that nothing which follows can change."""
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
        """Return the symbols a missing one is read as: none for a line end, else at least one."""
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
    """Return a text that follows `previous`, with one kind of each quote, dash and hyphen."""
    text = text.translate(_ALIKE)
    if '"' not in text and "'" not in text:
        return text
    return _STRAIGHT.sub(lambda m: m[0].translate(_CURLY[m[1] is not None]), previous + text)[1:]


def _join_dashes(token: str) -> str:
    """Return “—” for a token of two strokes or more, or of dashes; any other token as it is."""
    return "—" if token and token != "-" and not token.strip("-—") else token
