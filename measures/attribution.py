"""Whose manner an excerpt is in, as judged by models that are none of the networks.

The judge of each author is a character 5-gram model with Kneser-Ney smoothing of its training text,
of as many characters for each as the author with the least has; an excerpt is given to the judge
whom it costs the fewest bits. So that the manner decides, and neither the printing nor the persons
of a book, judges and excerpts see words alone, in lower case, one space between them: marks,
digits and layout are gone, so are lines that are a heading or a speaker's name, and every word with
a capital that no author ever writes without one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from measures.kneser_ney import KneserNey
from measures.words import cased_words
from models.alphabet import Alphabet
from training.corpus import Text

EXCERPT = 300  # characters, once brought to words alone
_MOST = 200  # excerpts of one author's held-out text
_PIECE = 10_000  # characters; where a text is used in part, it is in pieces that lie evenly over it
# A line by itself in capitals, or that ends in a colon: ACT I. / ROMEO. / First Citizen:
_HEADING = re.compile(r"^[^\S\n]*(?:[^a-z\n]*[A-Z][^a-z\n]*|[^\n:]{1,40}:)[^\S\n]*$", re.MULTILINE)

Counts = dict[str, int]


class Attribution:
    """Judges of some authors.

    Args:
        authors: by name, the texts of each; two authors at least.

    Raises:
        ValueError: when one has hardly a word in small letters.

    Attributes:
        held_out: by author, how many excerpts of its held-out text went to whom.
    """

    def __init__(self, authors: Mapping[str, Sequence[Text]]) -> None:
        self._common = {
            word
            for texts in authors.values()
            for text in texts
            for word in cased_words(text.train)
            if not word[0].isupper()
        }
        train = {name: self._plain(t.train for t in texts) for name, texts in authors.items()}
        fewest = min(map(len, train.values()))
        if fewest < EXCERPT:
            raise ValueError(f"{min(train, key=lambda name: len(train[name]))} has too few words")
        train = {name: _spread(text, fewest, _PIECE) for name, text in train.items()}
        self._alphabet = Alphabet.of(" ".join(train.values()))
        self._judges = {name: self._judge(text) for name, text in train.items()}
        self.held_out: dict[str, Counts] = {}
        for name, texts in authors.items():
            plain = self._plain(text.held_out for text in texts)
            self.held_out[name] = self._given(_spread(plain, _MOST * EXCERPT, EXCERPT))

    def given(self, pieces: Iterable[str]) -> Counts:
        """To whom the excerpts of some pieces go: by author, how many; each author is there."""
        return self._given(self._plain(pieces))

    def _given(self, plain: str) -> Counts:
        counts: Counter[str] = Counter()
        for begin in range(0, len(plain) - EXCERPT + 1, EXCERPT):
            ids = self._alphabet.encode(plain[begin : begin + EXCERPT]).ids
            cost = {name: float(judge.bits(ids).sum()) for name, judge in self._judges.items()}
            counts[min(cost, key=cost.__getitem__)] += 1
        return {name: counts[name] for name in self._judges}

    def _judge(self, plain: str) -> KneserNey:
        ids = self._alphabet.encode(plain).ids
        return KneserNey([ids], len(self._alphabet), self._alphabet.start)

    def _plain(self, texts: Iterable[str]) -> str:
        """Words alone."""
        return " ".join(
            word.lower()
            for text in texts
            for word in cased_words(_HEADING.sub("", text))
            if not word[0].isupper() or word.lower() in self._common
        )


def right(counts: Counts, author: str) -> float:
    """The share of excerpts that went to the author; 0 of none."""
    return counts[author] / max(1, sum(counts.values()))


def _spread(text: str, characters: int, piece: int) -> str:
    """So many characters of a text, but for less than one a piece, in pieces evenly over it."""
    if len(text) <= characters:
        return text
    count = max(1, -(-characters // piece))  # rounded up
    size = characters // count
    room = len(text) - size
    begins = (room * i // max(1, count - 1) for i in range(count))
    return "".join(text[begin : begin + size] for begin in begins)
