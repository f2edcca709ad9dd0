"""Who speaks next: in a scene, mostly somebody who has spoken before.

A network that learnt from forty plays knows a thousand names and how each begins, but by the time
it writes one it has forgotten who is on stage. The page reminds it. Where a speaker's name is being
written, the logit of each symbol that would go on with the name of a recent speaker is raised. It
is a cache of names beside the network's own (after Kuhn and De Mori, "A cache-based natural
language model for speech recognition", 1990). A symbol that would go on with nobody's name but the
last speaker's is lowered by as much: two speeches of one person in a row are one.

A speaker's name is a line after an empty one that ends in a colon, or is in capitals and ends in a
full stop, with the speech right below it. Pages without such lines are left alone.
"""

import re

from models.alphabet import AnyAlphabet
from models.network import Floats, Ints
from texts.plays import TITLE

# Chosen so that new people appear as often as in Shakespeare's own plays (docs/log.md).
_BONUS = 2.75
_LONGEST = 40  # characters in a name
_WORDS = r"[A-Z][A-Za-z'’]*(?:[ -](?:(?:of|the|and) )?[A-Z][A-Za-z'’]*)*"
_CAPITALS = rf"{TITLE}[A-Z][A-Z'’&, -]+"
# Other lines that stand alone: parts of a book, and the first lines of letters.
_NOBODY = (
    r"(?!(?:ACT|SCENE|PROLOGUE|EPILOGUE|DRAMATIS|VOLUME|BOOK|PART|CHAPTER|CANTO|LETTER|NOTE|PREFACE"
    r"|Dear|My [Dd]ear|[IVXLC]+(?=[.:]))\b)"
)
_NAME = re.compile(rf"(?<=\n\n){_NOBODY}(?:(?:{_WORDS}|{_CAPITALS}):|{_CAPITALS}\.)(?=\n[^\n])")
# What a line that may become a name does not have: another mark, or a word in small letters.
_NO_NAME = re.compile(
    r"(?<!^MRS)(?<!^MR)(?<!^DR)(?<!^ST)\.|[^A-Za-z'’&., -]"
    r"|(?<![A-Za-z'’])(?!(?:of?|th?e?|an?d?)\b)[a-z]"
)


class Cast:
    """The speakers of a page, in one style's alphabet.

    Args:
        alphabet: of characters; with one of words, no logits are ever changed.
    """

    def __init__(self, alphabet: AnyAlphabet) -> None:
        self._alphabet = alphabet
        line_end = alphabet.encode("\n").ids
        has_lines = alphabet.unit == "character" and alphabet.decode(line_end) == "\n"
        self._line_end = int(line_end[0]) if has_lines else None

    def adjust(self, logits: Floats, recent: Ints, whole: bool) -> Floats:
        """Return logits that favour the names of recent speakers, where a name is being written.

        Args:
            logits: [V], of the next symbol; they are not changed.
            recent: int32 [n], the symbols before it, the last one last.
            whole: whether these are the whole page.
        """
        line = self._line(recent)
        if line is None or _NO_NAME.search(line):
            return logits
        names = find_speakers(self._alphabet.decode(recent.tolist()), whole)
        favoured = _continuations(line, {name for name in names if name != names[-1]})
        disfavoured = _continuations(line, set(names[-1:])) - favoured
        adjusted = logits.copy()
        for characters, change in ((favoured, _BONUS), (disfavoured, -_BONUS)):
            for character in characters:
                adjusted[self._alphabet.encode(character).ids] += change
        return adjusted

    def _line(self, recent: Ints) -> str | None:
        """Return the line so far, if it is short and comes after an empty one."""
        if self._line_end is None:
            return None
        tail = recent[-_LONGEST - 2 :].tolist()
        if self._line_end not in tail:  # most often
            return None
        begin = len(tail) - tail[::-1].index(self._line_end)
        if begin < 2 or tail[begin - 2] != self._line_end:
            return None
        return self._alphabet.decode(tail[begin:])


def find_speakers(text: str, whole: bool = True) -> list[str]:
    """Return the speakers' names in a text, in order, each with its colon or full stop.

    Args:
        text: of a page, or the end of one.
        whole: whether it begins where the page does.
    """
    return _NAME.findall("\n\n" + text if whole else text)


def _continuations(line: str, names: set[str]) -> set[str]:
    """Return the characters that would go on with any of the names that a line begins."""
    return {name[len(line)] for name in names if name.startswith(line) and name != line}
