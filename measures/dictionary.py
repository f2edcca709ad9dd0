"""The dictionary that tells words from non-words.

It has the English list of the package pyspellchecker, 160,000 forms that include inflected ones,
and every word of the author's training text, which adds names and old spellings. A possessive is in
the dictionary if the word it is made from is.
"""

from collections.abc import Iterable

from spellchecker import SpellChecker

from measures.words import words


class Dictionary:
    """A dictionary of English words and of all words in the training texts of a language model.

    A possessive, such as "dog's", is in the dictionary if its base word ("dog") is.

    Args:
        training: the texts that the language model was trained on, without any parts that were
            excluded from training.
    """

    def __init__(self, training: Iterable[str]) -> None:
        self._english = SpellChecker(language="en")
        self._own = {word for text in training for word in words(text)}

    def share(self, pieces: Iterable[str]) -> float:
        """Return the fraction (0 to 1) of the words in the given texts that are in the dictionary.

        Every occurrence of a word is counted. If the texts contain no words, the fraction is 1.

        Args:
            pieces: the texts. The result is a single fraction for all of them together.
        """
        written = [word for piece in pieces for word in words(piece)]
        known = sum(self._has(word) for word in written)
        return known / len(written) if written else 1.0

    def _has(self, word: str) -> bool:
        bare = word.removesuffix("'s")
        return not self._own.isdisjoint((word, bare)) or bool(self._english.known((word, bare)))
