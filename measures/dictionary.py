"""The dictionary that tells words from non-words.

It holds the English list of the package pyspellchecker, 160,000 forms with inflected ones among
them, and every word of the author's training text, which adds names and old spellings. A possessive
counts as a word if the word it is made from does.
"""

from collections.abc import Iterable

from spellchecker import SpellChecker

from measures.words import words


class Dictionary:
    """The words that count as words: English ones and those of an author's training texts.

    Args:
        training: the texts the author learnt from.
    """

    def __init__(self, training: Iterable[str]) -> None:
        self._english = SpellChecker(language="en")
        self._own = {word for text in training for word in words(text)}

    def share(self, pieces: Iterable[str]) -> float:
        """Return the share of the pieces' words that are in the dictionary, or 1 if they have none.

        Every occurrence of a word counts.
        """
        written = [word for piece in pieces for word in words(piece)]
        known = sum(self._has(word) for word in written)
        return known / len(written) if written else 1.0

    def _has(self, word: str) -> bool:
        bare = word.removesuffix("'s")
        return not self._own.isdisjoint((word, bare)) or bool(self._english.known((word, bare)))
