"""Attribution: which of several authors an excerpt is most like, by models other than the networks.

Each author has a judge, a character 7-gram model with Kneser-Ney smoothing that is trained on the
author's training text. All judges learn from equally many characters, as many as the author with
the least text has. An excerpt is attributed to the author whose judge spends the fewest bits on it.
Typography must not decide. So judges and excerpts are reduced to words and punctuation marks in
lower case: one kind of quotation mark and of dash, one space between words, no digits, no headings
and no speakers' names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from measures.peers.kneser_ney import KneserNey
from measures.words import WORD
from models.alphabet.characters import Alphabet
from texts.corpus import Text

EXCERPT = 300  # characters, of the text as it is
_MOST = 1_000  # excerpts taken of one author's held-out text
_ORDER = 7
_PIECE = 10_000  # characters; a text too long to use whole is used in pieces spread evenly over it
# A line all in capitals, or one that ends in a colon: ACT I. / ROMEO. / First Citizen:
_HEADING = re.compile(r"^[^\S\n]*(?:[^a-z\n]*[A-Z][^a-z\n]*|[^\n:]{1,40}:)[^\S\n]*$", re.MULTILINE)
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "—": "--", "–": "--"})
_QUOTE = re.compile(r"(?<!\w)'|'(?!\w)")
_TOKEN = re.compile(rf"{WORD}|--|[-,;:.!?()\"]")

Counts = dict[str, int]


class Attribution:
    """A set of judges, one for each author, that attribute excerpts of text to authors.

    An author is a language model that imitates a writer. Each judge is a character 7-gram model of
    an author's training text. An excerpt is attributed to the author whose judge needs the fewest
    bits to encode it.

    Args:
        authors: a list of texts for each author, keyed by the author's name; each text is split
            into a training part and a held-out part. There must be at least two authors.

    Raises:
        ValueError: if an author's training text, reduced to words and punctuation marks, is shorter
            than an excerpt (300 characters).

    Attributes:
        held_out: the results for the held-out parts, which the judges were not trained on:
            `held_out[a][b]` is the number of excerpts from the held-out text of author a that are
            attributed to author b.
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
            self.held_out[name] = self._count(_excerpts(whole, _MOST))

    def count_excerpts(self, pieces: Iterable[str]) -> Counts:
        """Take excerpts from texts, and count how many are attributed to each author.

        An author is a language model that imitates a writer. An excerpt is attributed to the author
        whose training text it resembles most.

        Args:
            pieces: the texts. From each text, the maximum number of non-overlapping excerpts of
                300 characters is taken, spread evenly over the text. Excerpts without a word or
                punctuation mark are ignored.

        Returns:
            The number of excerpts attributed to each author, keyed by the author's name. The number
            is 0 for an author to which no excerpt is attributed.
        """
        return self._count(excerpt for piece in pieces for excerpt in _excerpts(piece))

    def _count(self, excerpts: Iterable[str]) -> Counts:
        counts: Counter[str] = Counter()
        for plain in filter(None, map(_plain, excerpts)):
            ids = self._alphabet.encode(plain).ids
            cost = {name: float(judge.bits(ids).sum()) for name, judge in self._judges.items()}
            counts[min(cost, key=cost.__getitem__)] += 1
        return {name: counts[name] for name in self._judges}

    def _judge(self, plain: str) -> KneserNey:
        ids = self._alphabet.encode(plain).ids
        return KneserNey([ids], len(self._alphabet), self._alphabet.start, _ORDER)


def correct_share(counts: Counts, author: str) -> float:
    """Return the fraction (0 to 1) of an author's excerpts that are attributed to that author.

    An author is a language model that imitates a writer. The excerpts are either from the author's
    own writing or from the writer's. If there are no excerpts, the fraction is 0.

    Args:
        counts: the number of excerpts attributed to each author, keyed by the author's name.
        author: the name of the author to which all of the excerpts should be attributed.
    """
    return counts[author] / max(1, sum(counts.values()))


def _plain(text: str) -> str:
    """Reduce a text to its words and punctuation marks, as in ‘ " it is, " said joe--’."""
    text = _QUOTE.sub('"', _HEADING.sub("", text).translate(_ALIKE))
    tokens = (match[0].lower() for match in _TOKEN.finditer(text))
    return "".join(f" {token}" if token[0].isalpha() or token == '"' else token for token in tokens)


def _excerpts(text: str, most: int | None = None) -> Iterable[str]:
    """Yield parts of EXCERPT characters, spread evenly over the text, at most `most` of them."""
    count = len(text) // EXCERPT if most is None else min(most, len(text) // EXCERPT)
    room = len(text) - EXCERPT
    for i in range(count):
        begin = room * i // max(1, count - 1)
        yield text[begin : begin + EXCERPT]


def _spread(text: str, characters: int, piece: int) -> str:
    """Return about `characters` characters of a text, in pieces spread evenly over it.

    Rounding loses less than one character for each piece.
    """
    if len(text) <= characters:
        return text
    count = max(1, -(-characters // piece))  # rounded up
    size = characters // count
    room = len(text) - size
    begins = (room * i // max(1, count - 1) for i in range(count))
    return "".join(text[begin : begin + size] for begin in begins)
