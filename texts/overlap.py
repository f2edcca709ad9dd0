"""Overlaps: the paragraphs that two texts of one author have in common.

This module knows paragraphs only; texts/corpus.py says what follows from them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

_MIN_PARAGRAPH = 40  # characters; a paragraph as long that is in two texts has one origin
_CONTAINED = 0.1  # of what a text holds out: if more of it is in another, that one contains it
_ALIKE = 0.5  # of the shorter text: if more of it is in another, much of it is learnt twice
_COMMON = 20  # texts; a paragraph that is in more is a letterhead or the like


def find_contained(trains: Sequence[str], held_outs: Sequence[str]) -> list[set[str]]:
    """Find paragraphs in the training part of one text that are in the held-out part of another.

    Paragraphs of fewer than 40 characters are ignored. The paragraphs that two texts share are also
    ignored if together they make up at most a tenth of the held-out part.

    Args:
        trains: the training part of each text.
        held_outs: the held-out part of each text, which is excluded from training and used for
            evaluation; in the same order as `trains`.

    Returns:
        For each text, the set of paragraphs found in its training part.
    """
    holders = _index(map(_paragraphs, held_outs))
    contained = []
    for number, train in enumerate(trains):
        shared: dict[int, set[str]] = {}  # by the text that holds them out
        for paragraph in _paragraphs(train):
            for other in holders.get(paragraph, ()):
                if other != number:
                    shared.setdefault(other, set()).add(paragraph)
        found: set[str] = set()
        for other, paragraphs in shared.items():
            if sum(map(len, paragraphs)) > _CONTAINED * len(held_outs[other]):
                found |= paragraphs
        contained.append(found)
    return contained


def find_alike(texts: Sequence[str]) -> list[tuple[int, int, int]]:
    """Find pairs of texts that share many paragraphs, such as two editions of a book.

    The shared paragraphs make up more than half of the shorter text. Paragraphs of fewer than 40
    characters are ignored.

    Args:
        texts: the texts, no two of which are identical.

    Returns:
        A tuple for each pair: the indices of the two texts, and the number of characters in the
        paragraphs that they share. Pairs that share the most characters come first.
    """
    paragraphs = [_paragraphs(text) for text in texts]
    shared: Counter[tuple[int, int]] = Counter()
    for paragraph, places in _index(paragraphs).items():
        if 1 < len(places) <= _COMMON:
            for place, first in enumerate(places):
                for second in places[place + 1 :]:
                    shared[first, second] += len(paragraph)
    sizes = [sum(map(len, text)) for text in paragraphs]
    return [
        (first, second, count)
        for (first, second), count in shared.most_common()
        if count > _ALIKE * min(sizes[first], sizes[second])
    ]


def _index(texts: Iterable[set[str]]) -> dict[str, list[int]]:
    """Return, for each paragraph, the numbers of the texts that it is in."""
    places: dict[str, list[int]] = {}
    for number, paragraphs in enumerate(texts):
        for paragraph in paragraphs:
            places.setdefault(paragraph, []).append(number)
    return places


def _paragraphs(text: str) -> set[str]:
    """Return the paragraphs, or unjoined lines, too long to be in two texts by chance."""
    lines = (line.strip() for line in text.split("\n"))
    return {line for line in lines if len(line) >= _MIN_PARAGRAPH}
