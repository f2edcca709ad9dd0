"""When an author puts down the pen: past the asked length, at the end of a sentence.

A stop is asked before each character, with that character: so an author can see that a full stop is
followed by a space without having written the space. This module knows characters only.
"""

import re
from typing import Protocol

_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’»)]_*")
_TITLES = re.compile(
    "mrs?|ms|dr|st|messrs|prof|rev|hon|capt|col|gen|lieut|esq|vol|viz|cf|vs|mme|mlle", re.IGNORECASE
)


class Stop(Protocol):
    """Asked before each character is written."""

    def __call__(self, character: str) -> bool:
        """Whether to stop rather than write `character`; if not, it is written."""


class SentenceStop:
    """Stops at the first sentence's end at or past a length, at most `slack` characters later.

    Where no sentence ends in time it stops at the end of a word, in the last tenth of the slack.

    A sentence ends at a full stop, question or exclamation mark, with any closing quotes, before
    white space; the stop of a title (Mr.) or an initial ends none.

    Args:
        length: characters to write before looking for an end.
        slack: how many more may be written; then it stops anywhere.
    """

    def __init__(self, length: int, slack: int = 200) -> None:
        self._length = length
        self._last = length + slack
        self._late = self._last - slack // 10  # from here on the end of a word will do
        self._count = 0
        self._word = ""  # letters of the word that stands last, kept through its full stop
        self._ended = False  # an ending mark stands last, but for closing quotes

    def __call__(self, character: str) -> bool:
        if self._count >= self._last:
            return True
        enough = self._late if not self._ended else self._length
        if character.isspace() and self._count >= enough:
            return True
        self._count += 1
        self._see(character)
        return False

    def _see(self, character: str) -> None:
        if character in _ENDS:
            abbreviated = character == "." and (
                _TITLES.fullmatch(self._word) is not None
                or (len(self._word) == 1 and self._word.isupper() and self._word != "I")
            )
            self._ended = not abbreviated
            self._word = ""
        elif self._ended and character in _CLOSERS:
            pass
        else:
            self._ended = False
            self._word = self._word + character if character.isalpha() else ""
