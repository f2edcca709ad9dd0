"""Whether a word is one: in a large list of English words, or in what the author learnt from.

The list is that of the package pyspellchecker: 160,000 forms of words, inflected ones among them.
The author's own text adds its names and what was spelt otherwise then. A possessive is a word if
what it is made from is one.
"""

from collections.abc import Iterable

from spellchecker import SpellChecker

from measures.words import words


class Dictionary:
    """The words that count as such.

    Args:
        training: the texts the author learnt from.
    """

    def __init__(self, training: Iterable[str]) -> None:
        self._english = SpellChecker(language="en")
        self._own = {word for text in training for word in words(text)}

    def share(self, pieces: Iterable[str]) -> float:
        """The share of the words in some pieces of text that are in the dictionary; 1 of none."""
        written = [word for piece in pieces for word in words(piece)]
        known = sum(self._has(word) for word in written)
        return known / len(written) if written else 1.0

    def _has(self, word: str) -> bool:
        bare = word.removesuffix("'s")
        return not self._own.isdisjoint((word, bare)) or bool(self._english.known((word, bare)))
