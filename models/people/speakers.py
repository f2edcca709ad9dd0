"""Speakers: in a scene of a play, make it likelier that the next speaker has spoken before.

A network trained on forty plays has learnt a thousand names, but when it writes one, it no longer
knows who is on stage. So while a speaker's name is being written, the logit of each symbol that
would continue the name of a recent speaker is raised. This adds a cache of names to what the
network knows (after Kuhn and De Mori, "A cache-based natural language model for speech
recognition", 1990). The logit of a symbol that would continue only the last speaker's name is
lowered by the same amount, since nobody has two speeches in a row.

A speaker's name is a line after an empty one that ends in a colon, or is in capitals and ends in a
full stop, with the speech directly below it. On pages without such lines nothing is changed.
"""

import re

from models.alphabet.alphabet import AnyAlphabet
from models.network import Floats
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
# What a line cannot contain if it may become a name: other marks, or a word in small letters.
_NO_NAME = re.compile(
    r"(?<!^MRS)(?<!^MR)(?<!^DR)(?<!^ST)\.|[^A-Za-z'’&., -]"
    r"|(?<![A-Za-z'’])(?!(?:of?|th?e?|an?d?)\b)[a-z]"
)


class Speakers:
    """A rule that makes the names of recent speakers more likely when an author writes a play.

    An author is a trained language model.

    Args:
        alphabet: the characters or words that the author can write. The rule has no effect if they
            are words, or if a newline is not among them.
    """

    def __init__(self, alphabet: AnyAlphabet) -> None:
        self._alphabet = alphabet
        line_end = alphabet.encode("\n").ids
        has_lines = alphabet.unit == "character" and alphabet.decode(line_end) == "\n"
        self._line_end = chr(line_end[0]) if has_lines else None

    def adjust(self, logits: Floats, recent: str, whole: bool) -> Floats:
        """Return logits (a network's outputs), adjusted in favour of the recent speakers in a play.

        Logits are changed only while a speaker's name is being written.
        The logit of a character that continues the name of a recent speaker is raised; the logit of
        a character that continues only the last speaker's name is lowered.

        Args:
            logits: the logits for the next symbol, [V], where V is the size of the alphabet; the
                array itself is not changed.
            recent: the last symbols of the text, oldest first, each represented by the character
                whose code point is the symbol's index.
            whole: whether `recent` is the whole page (the text being written), not only its end.
        """
        line = self._line(recent)
        if line is None or _NO_NAME.search(line):
            return logits
        names = find_speakers(self._alphabet.decode(map(ord, recent)), whole)
        favoured = _continuations(line, {name for name in names if name != names[-1]})
        disfavoured = _continuations(line, set(names[-1:])) - favoured
        adjusted = logits.copy()
        for characters, change in ((favoured, _BONUS), (disfavoured, -_BONUS)):
            for character in characters:
                adjusted[self._alphabet.encode(character).ids] += change
        return adjusted

    def _line(self, recent: str) -> str | None:
        """Return the line so far, if it is short and comes after an empty one."""
        if self._line_end is None:
            return None
        tail = recent[-_LONGEST - 2 :]
        begin = tail.rfind(self._line_end) + 1
        if begin < 2 or tail[begin - 2] != self._line_end:  # most often
            return None
        return self._alphabet.decode(map(ord, tail[begin:]))


def find_speakers(text: str, whole: bool = True) -> list[str]:
    """Return the name of the speaker of each speech in a play, in order.

    A speaker's name is on a line of its own after an empty line, directly above the speech, and
    ends in a colon or full stop, which is included. The result is empty if there are no such lines.

    Args:
        text: the text of a play or a scene, or the end of such a text.
        whole: whether the text starts at the beginning of the page (the text being written), so
            that its first line can be a name.
    """
    return _NAME.findall("\n\n" + text if whole else text)


def _continuations(line: str, names: set[str]) -> set[str]:
    """Return the next character of each name that begins with the line so far."""
    return {name[len(line)] for name in names if name.startswith(line) and name != line}
