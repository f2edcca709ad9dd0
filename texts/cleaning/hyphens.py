"""Words that were cut at the ends of lines, and how to make them whole again.

A soft hyphen, or the sign ¬ that some scanners write for it, always marks such a cut. A plain
hyphen may belong to the word: "well-known" may be cut after its hyphen. The rest of the text
decides: a word that stands there whole was cut, and one that stands there with its hyphen was not.
Of other words, only texts that cut words at all are mended, and not where both halves are words.
"""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_CUT = re.compile(r"([^\W\d_]+)-[ \t]*\n[ \t]*([^\W\d_]+)")
_SIGN = re.compile(r"(?<=[^\W\d_])[\u00ad¬][ \t]*(?:\n[ \t]*)?(?=[^\W\d_])")
_AFTER_SIGN = re.compile(r"(?<=[^\W\d_])[\u00ad¬][ \t]*\n[ \t]*([^\W\d_]\S*)[ \t]*")
_FEWEST = 3  # words that must be cut for certain, before the text counts as one that cuts words


class Hyphens:
    """Rejoins words that were split by a hyphen at the end of a line.

    The rest of the text shows which hyphens merely split a word and which are part of the word.

    Args:
        text: the text, with its lines still wrapped.
    """

    def __init__(self, text: str) -> None:
        cuts = [(match[1], match[2]) for match in _CUT.finditer(text) if match[2][:1].islower()]
        self._words: Counter[str] = Counter()
        if cuts:
            whole = _CUT.sub(" ", text)
            self._words.update(word.lower() for word in _WORD.findall(whole))
        certain = sum(self._is_certain(*cut) for cut in cuts)
        self._cuts_words = certain >= _FEWEST and 3 * certain >= len(cuts)

    def join(self, first: str, second: str) -> str | None:
        """Return two lines joined without the hyphen that splits a word between them.

        Return None if no word is split between the lines.

        Args:
            first: the first line, without white space at its end.
            second: the second line, without white space at its beginning.
        """
        if first.endswith(("\u00ad", "¬")):
            bare = first[:-1]
            return bare + second if bare[-1:].isalpha() and second[:1].isalpha() else None
        if not (self._cuts_words and first.endswith("-") and second[:1].islower()):
            return None
        before, after = re.search(r"[^\W\d_]+\Z", first[:-1]), _WORD.match(second)
        if not before or not after or first[: before.start()].endswith("-"):
            return None
        left, right = before[0], re.split(r"[-’']", after[0])[0]
        return first[:-1] + second if self._is_cut(left, right) else None

    def _is_certain(self, left: str, right: str) -> bool:
        whole, hyphened = (left + right).lower(), f"{left}-{right}".lower()
        return self._words[whole] > self._words[hyphened]

    def _is_cut(self, left: str, right: str) -> bool:
        if self._is_certain(left, right):
            return True
        if self._words[f"{left}-{right}".lower()]:
            return False
        return not (self._words[left.lower()] and self._words[right.lower()])


def remove_signs(text: str) -> str:
    """Return a text without soft hyphens, and without any ¬ used as a soft hyphen inside a word.

    If a word was split across two lines in this way, the whole word is put on the first line.
    """
    text = _AFTER_SIGN.sub(r"\1\n", text)
    return _SIGN.sub("", text).replace("\u00ad", "")
