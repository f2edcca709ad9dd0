"""Words as an alphabet: how a text is cut into words and marks, and how these are spelt again.

A word is a run of letters, digits and accents, with hyphens and apostrophes inside it; an
apostrophe at its head belongs to it where it is typed as one (’tis). Every other mark is a symbol
of its own, and so is every line end: a paragraph's blank line is two of them. Spaces are implied.
What is typed in several ways is read in one: quotes become curly, straight ones by their place; two
hyphens or more, and every dash, become “—”; underscores, a transcriber's italics, are passed over.

A word that stands last may go on, so it is pending until a character comes that ends it: “th” and
“e cat” are read as “the cat” is. The same holds for an apostrophe or a hyphen that may turn out to
stand inside a word, and for a dash, which may grow. So what is read is a function of the text and
never of its pieces. An author who writes on takes what is pending as over.

This module knows nothing of files or networks, nor of characters as an alphabet, but for how a mark
may be folded.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, Self

import numpy as np

from models.alphabet import REPLACEMENT, EncodedText, foldings, unaccented

# one character for each, so that a place in the text stays what it was
_SAME = str.maketrans("_‐‑−–―‒„‟«»‚‛‹›`´′″", " ---———“““”‘‘‘’‘’’”")
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
    """What of a text its words do not tell.

    Attributes:
        lower: all is lower-cased.
        punctuation: keep has marks as symbols; drop passes over all marks but the hyphens and
            apostrophes inside words. They end a word all the same.

    Raises:
        ValueError: when it is neither.
    """

    lower: bool = False
    punctuation: Literal["keep", "drop"] = "keep"

    def __post_init__(self) -> None:
        if not isinstance(self.lower, bool) or self.punctuation not in _TOKENS:
            raise ValueError("words are lower-cased or not, with punctuation keep or drop")


AS_IT_IS = Normalisation()


class Words:
    """An ordered set of words, marks and the line end; index 0 is the replacement.

    A word that it lacks is folded to one that it has in another case or without accents, a mark as
    an alphabet of characters folds it, and is replaced where that fails. A line end that it lacks
    is a space.

    Args:
        symbols: distinct, the replacement first, each as it is read: “a-b”, “’tis”, “,”, but not
            “a b” nor a straight quote.
        normalisation: of the texts that are read.

    Raises:
        ValueError: when they are not that.
    """

    unit = "word"

    def __init__(self, symbols: Iterable[str], normalisation: Normalisation = AS_IT_IS) -> None:
        self.symbols = tuple(symbols)
        self.normalisation = normalisation
        self._token = _TOKENS[normalisation.punctuation]
        if not self.symbols or self.symbols[0] != REPLACEMENT:
            raise ValueError("an alphabet begins with U+FFFD")
        self._ids = {word: i for i, word in enumerate(self.symbols)}
        if len(self._ids) != len(self.symbols) or not all(map(self._is_one, self.symbols[1:])):
            raise ValueError("an alphabet of words is distinct words and marks, each as it is read")
        self._folded: dict[str, tuple[int, ...]] = {}

    @classmethod
    def of(
        cls,
        text: str,
        rare: int = 1,
        most: int | None = None,
        lower: bool = False,
        punctuation: Literal["keep", "drop"] = "keep",
    ) -> Self:
        """The words of a training text, the most frequent first.

        Those left out, unless they fold to others, teach the replacement. Where none does, the
        rarest that folds to no other has to, since a symbol never seen is never learnt.

        Args:
            text: what is trained on.
            rare: a word is kept that is seen at least so often.
            most: at most so many symbols, the replacement among them; None means any number.
            lower: as in Normalisation.
            punctuation: the same.
        """
        nothing = cls([REPLACEMENT], Normalisation(lower, punctuation))
        whole = "\n" + _read_alike(text, "\n")
        counts = Counter(map(nothing._symbol, nothing._token.finditer(whole, 1)))
        taught = bool(counts.pop(REPLACEMENT, 0))
        kept = sorted(
            (word for word in counts if counts[word] >= rare and nothing._is_one(word)),
            key=lambda word: (-counts[word], word),
        )
        kept = kept if most is None else kept[: max(0, most - 1)]
        for teacher in ("", *reversed(kept)):
            words = cls([REPLACEMENT, *(w for w in kept if w != teacher)], nothing.normalisation)
            left_out = (word for word in counts if word not in words)
            if len(words) > 3 and (taught or any(words._fold(w) == (0,) for w in left_out)):
                return words
        return cls([REPLACEMENT, *kept], nothing.normalisation)

    def __len__(self) -> int:
        return len(self.symbols)

    def __contains__(self, word: str) -> bool:
        return word in self._ids

    @property
    def start(self) -> int:
        """The symbol that every reading begins from: a line end, as at the head of a page."""
        return self._ids.get("\n", 0)

    def encode(
        self, text: str, before: str = "\n", pending: str = "", over: bool = True
    ) -> EncodedText:
        """The symbols of `pending` and `text`, which follow the character `before`.

        With `over` the text ends here, and so does its last word; else that is left pending,
        spelt as it is read. A folded word leaves untold the characters in which it differs from
        its symbol, a replaced one all of its own; case, where all is lower-cased, marks, where
        they are dropped, and spaces are of no account.
        """
        whole = before + pending + _read_alike(text, (pending or before)[-1])
        ids: list[int] = []
        ends: list[int] = []
        named: dict[int, int] = {}
        unknown: Counter[str] = Counter()
        end = len(whole) if over else self._certain(whole)
        shift = len(before) + len(pending) + 1
        get, lower = self._ids.get, self.normalisation.lower
        for match in self._token.finditer(whole, len(before), end):
            word = match[0].lower() if lower else match[0]
            symbol = get(word)
            if symbol is not None:
                ids.append(symbol)
                ends.append(match.end() - shift)
                continue
            word = _dash(word)
            folded = self._fold(word)
            spelt = "".join(self.symbols[i] for i in folded)
            if folded == (0,):
                unknown[word] += 1
                named[len(ids)] = len(word)
            elif folded and spelt != word:
                named[len(ids)] = sum(a != b for a, b in zip_longest(word, spelt))
            ids.extend(folded)
            ends.extend([match.end() - shift] * len(folded))
        last, rest = _dash(whole[max(0, end - 2) : end])[-1], _dash(whole[end:])
        return EncodedText(np.array(ids, np.int32), unknown, ends, named, last, rest)

    def decode(self, ids: Iterable[int]) -> str:
        """The text of symbols, from the head of a page; the replacement comes out as U+FFFD."""
        text = "\n"
        for symbol in ids:
            text += self.spell(symbol, text[-1])
        return text[1:]

    def spell(self, symbol: int, before: str) -> str:
        """What a symbol adds to a text whose last character is `before`: itself, or after a space.

        No space stands where there is white space already, nor round a line end, before a closing
        mark, after an opening one, or round a dash. Two dashes are kept apart, and hyphens that
        are no word's from all, since they would be read as one.
        """
        word = self.symbols[symbol]
        if before.isspace() or word == "\n" or word in _CLINGS:
            return word
        if word == "—":
            return word if before not in "-—" else " " + word
        if word != "-" and (before in _OPENS or before == "—"):
            return word
        return " " + word

    def _is_one(self, word: str) -> bool:
        """Whether it is a symbol, as this alphabet reads it."""
        if not isinstance(word, str) or _read_alike(word, "\n") != word:
            return False
        match = self._token.fullmatch("\n" + word, 1)
        unprintable = len(word) == 1 and unicodedata.category(word) in ("Cc", "Cs")
        return (
            match is not None and self._symbol(match) == word and not (unprintable and word != "\n")
        )

    def _symbol(self, match: re.Match[str]) -> str:
        """The symbol's text, for what was found of it."""
        return _dash(match[0].lower() if self.normalisation.lower else match[0])

    def _certain(self, whole: str) -> int:
        """How far the symbols of a text are certain, whatever follows it."""
        end = place = len(whole)
        while place > 1 and not whole[place - 1].isspace():  # no symbol goes on past a space
            place -= 1
        found = list(self._token.finditer(whole, place))
        word = next((m for m in reversed(found) if m.lastgroup == "word"), None)
        if word is not None and (word.end() == end or whole[word.end() :] in ("’", "-")):
            return word.start()
        if found and found[-1].lastgroup == "open" and found[-1].end() == end:
            return found[-1].start()
        return end

    def _fold(self, word: str) -> tuple[int, ...]:
        """The symbols of one that is lacking: none for a line end, the replacement at worst."""
        if word not in self._folded:
            self._folded[word] = self._nearest(word)
        return self._folded[word]

    def _nearest(self, word: str) -> tuple[int, ...]:
        if word == "\n":
            return ()
        for form in (word, unaccented(word)):
            for cased in (form, form.lower(), form[:1].upper() + form[1:].lower(), form.upper()):
                if cased in self._ids:
                    return (self._ids[cased],)
        if len(word) == 1 and not word.isalnum():
            for marks in foldings(word):
                if marks and all(mark in self._ids for mark in marks):
                    return tuple(self._ids[mark] for mark in marks)
        return (0,)


def _read_alike(text: str, before: str) -> str:
    """The text, after that character, with one character in place of those that mean the same."""
    text = text.translate(_SAME)
    if '"' not in text and "'" not in text:
        return text
    return _STRAIGHT.sub(lambda m: m[0].translate(_CURLY[m[1] is not None]), before + text)[1:]


def _dash(found: str) -> str:
    """The dash, where that is what was found, in however many strokes; else what was found."""
    return "—" if found and found != "-" and not found.strip("-—") else found
