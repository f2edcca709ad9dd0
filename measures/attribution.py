"""Whose manner an excerpt is in, as judged by models that are none of the networks.

The judge of each author is a character 7-gram model with Kneser-Ney smoothing of its training text,
of as many characters for each as the author with the least has; an excerpt is given to the judge
whom it costs the fewest bits. So that the printing does not decide, judges and excerpts see words
and marks alone, in lower case: one kind of quotes and of dashes, one space between words, no
digits, and no lines that are a heading or a speaker's name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from measures.kneser_ney import KneserNey
from measures.words import WORD
from models.alphabet import Alphabet
from texts.corpus import Text

EXCERPT = 300  # characters, as they stand in the text
_MOST = 1_000  # excerpts of one author's held-out text
_ORDER = 7
_PIECE = 10_000  # characters; where a text is used in part, it is in pieces that lie evenly over it
# A line by itself in capitals, or that ends in a colon: ACT I. / ROMEO. / First Citizen:
_HEADING = re.compile(r"^[^\S\n]*(?:[^a-z\n]*[A-Z][^a-z\n]*|[^\n:]{1,40}:)[^\S\n]*$", re.MULTILINE)
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "—": "--", "–": "--"})
_QUOTE = re.compile(r"(?<!\w)'|'(?!\w)")
_TOKEN = re.compile(rf"{WORD}|--|[-,;:.!?()\"]")

Counts = dict[str, int]


class Attribution:
    """Judges of some authors.

    Args:
        authors: by name, the texts of each; two authors at least.

    Raises:
        ValueError: when one has hardly a word.

    Attributes:
        held_out: by author, how many excerpts of its held-out text went to whom.
    """

    def __init__(self, authors: Mapping[str, Sequence[Text]]) -> None:
        train = {
            name: _plain("\n".join(text.train for text in texts)) for name, texts in authors.items()
        }
        fewest = min(map(len, train.values()))
        if fewest < EXCERPT:
            raise ValueError(f"{min(train, key=lambda name: len(train[name]))} has too few words")
        train = {name: _spread(text, fewest, _PIECE) for name, text in train.items()}
        self._alphabet = Alphabet.from_text(" ".join(train.values()))
        self._judges = {name: self._judge(text) for name, text in train.items()}
        self.held_out: dict[str, Counts] = {}
        for name, texts in authors.items():
            whole = "\n".join(text.held_out for text in texts)
            self.held_out[name] = self._given(_excerpts(whole, _MOST))

    def given(self, pieces: Iterable[str]) -> Counts:
        """To whom the excerpts of some pieces go: by author, how many; each author is there."""
        return self._given(excerpt for piece in pieces for excerpt in _excerpts(piece))

    def _given(self, excerpts: Iterable[str]) -> Counts:
        counts: Counter[str] = Counter()
        for plain in filter(None, map(_plain, excerpts)):
            ids = self._alphabet.encode(plain).ids
            cost = {name: float(judge.bits(ids).sum()) for name, judge in self._judges.items()}
            counts[min(cost, key=cost.__getitem__)] += 1
        return {name: counts[name] for name in self._judges}

    def _judge(self, plain: str) -> KneserNey:
        ids = self._alphabet.encode(plain).ids
        return KneserNey([ids], len(self._alphabet), self._alphabet.start, _ORDER)


def right(counts: Counts, author: str) -> float:
    """The share of excerpts that went to the author; 0 of none."""
    return counts[author] / max(1, sum(counts.values()))


def _plain(text: str) -> str:
    """Words and marks alone: ‘ " it is, " said joe--’."""
    text = _QUOTE.sub('"', _HEADING.sub("", text).translate(_ALIKE))
    tokens = (match[0].lower() for match in _TOKEN.finditer(text))
    return "".join(f" {token}" if token[0].isalpha() or token == '"' else token for token in tokens)


def _excerpts(text: str, most: int | None = None) -> Iterable[str]:
    """Parts of EXCERPT characters of a text that lie evenly over it, and so many at most."""
    count = len(text) // EXCERPT if most is None else min(most, len(text) // EXCERPT)
    room = len(text) - EXCERPT
    for i in range(count):
        begin = room * i // max(1, count - 1)
        yield text[begin : begin + EXCERPT]


def _spread(text: str, characters: int, piece: int) -> str:
    """So many characters of a text, but for less than one a piece, in pieces evenly over it."""
    if len(text) <= characters:
        return text
    count = max(1, -(-characters // piece))  # rounded up
    size = characters // count
    room = len(text) - size
    begins = (room * i // max(1, count - 1) for i in range(count))
    return "".join(text[begin : begin + size] for begin in begins)
