"""Who speaks next: in a scene, mostly somebody who has spoken before.

A network that learnt from forty plays knows a thousand names and how each begins, but by the time
it writes one it has forgotten who is there. Here the page tells it: at the place of a speaker's
name, as far as that is written, the logit of each symbol with which the name of somebody goes on
who has spoken lately is raised, so that a cache of names (after Kuhn and De Mori, "A cache-based
natural language model for speech recognition", 1990) stands beside the network's own. What would go
on with the name of whoever spoke last alone is lowered as much: two speeches of one person in a row
are one.

A speaker's name is a line after an empty one that ends in a colon, or is in capitals and ends in a
full stop, with the speech right below it. Pages that have none are left alone. This module knows
text in symbols; it knows no style.
"""

import re

import numpy as np

from models.alphabet import Symbols
from models.network import Floats, Ints
from texts.plays import TITLE

# Such that new people come as often as in Shakespeare's own plays (docs/log.md).
_RAISED = 2.75
_LONGEST = 40  # characters of a name
_WORDS = r"[A-Z][A-Za-z'’]*(?:[ -](?:(?:of|the|and) )?[A-Z][A-Za-z'’]*)*"
_CAPITALS = rf"{TITLE}[A-Z][A-Z'’&, -]+"
# What stands alone in a line as well: parts of a book, and the first lines of letters.
_NOBODY = (
    r"(?!(?:ACT|SCENE|PROLOGUE|EPILOGUE|DRAMATIS|VOLUME|BOOK|PART|CHAPTER|CANTO|LETTER|NOTE|PREFACE"
    r"|Dear|My [Dd]ear|[IVXLC]+(?=[.:]))\b)"
)
_NAME = re.compile(rf"(?<=\n\n){_NOBODY}(?:(?:{_WORDS}|{_CAPITALS}):|{_CAPITALS}\.)(?=\n[^\n])")
# In a line that is no name so far: another mark, or a word that begins small.
_OTHER = re.compile(
    r"(?<!^MRS)(?<!^MR)(?<!^DR)(?<!^ST)\.|[^A-Za-z'’&., -]"
    r"|(?<![A-Za-z'’])(?!(?:of?|th?e?|an?d?)\b)[a-z]"
)


class Cast:
    """The people of a page, for one alphabet.

    Args:
        alphabet: of characters; one of words leaves all logits as they are.
    """

    def __init__(self, alphabet: Symbols) -> None:
        self._alphabet = alphabet
        line_end = alphabet.encode("\n").ids
        known = alphabet.unit == "character" and alphabet.decode(line_end) == "\n"
        self._line_end = int(line_end[0]) if known else None

    def preferred(self, logits: Floats, recent: Ints, whole: bool) -> Floats:
        """The logits, those raised that would go on with the name of somebody there.

        Args:
            logits: [V], of the next symbol; left as they are.
            recent: int32 [n], the symbols before it, the last one last.
            whole: whether these are all of the page.
        """
        begun = self._begun(recent)
        if begun is None or _OTHER.search(begun):
            return logits
        names = speakers(self._alphabet.decode(recent.tolist()), whole)
        up = _following(begun, {name for name in names if name != names[-1]})
        down = _following(begun, set(names[-1:])) - up
        changed = logits.copy()
        for characters, change in ((up, _RAISED), (down, -_RAISED)):
            for character in characters:
                changed[self._alphabet.encode(character).ids] += change
        return changed

    def _begun(self, recent: Ints) -> str | None:
        """The line so far; None where it is long, or no empty one stands before it."""
        if self._line_end is None:
            return None
        last = recent[-_LONGEST - 2 :]
        ends = np.flatnonzero(last == self._line_end)
        if len(ends) < 2 or ends[-1] != ends[-2] + 1:
            return None
        return self._alphabet.decode(last[ends[-1] + 1 :].tolist())


def speakers(text: str, whole: bool = True) -> list[str]:
    """The names of those who speak there, in order, each with its colon or full stop.

    Args:
        text: of a page, or the end of one.
        whole: whether it begins where the page does.
    """
    return _NAME.findall("\n\n" + text if whole else text)


def _following(begun: str, names: set[str]) -> set[str]:
    """The characters with which names go on that begin so."""
    return {name[len(begun)] for name in names if name.startswith(begun) and name != begun}
