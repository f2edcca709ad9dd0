"""Stops decide when an author's passage ends: after some amount of text, or at a given text.

A stop is called with each character before it is written. So it can see that a full stop is
followed by a space, and end the passage before the space.
"""

import re
from typing import Protocol

from common.shape import Shape, Unit
from models.spacing import may_part

UNTIL_MOST = 4_000  # characters within which the text to write until must come

_ENDS_ALONE = frozenset("。｡．！？។៕။")  # marks that end a sentence without white space after them
_ENDS = frozenset(".!?…") | _ENDS_ALONE
_CLOSERS = frozenset("\"'”’»)]_*" + "」』）】〉》〕］｝｣")
_INSIDE = frozenset("-'’")  # marks that may stand within a word
_TITLES = re.compile(
    "mrs?|ms|dr|st|messrs|prof|rev|hon|capt|col|gen|lieut|esq|vol|viz|cf|vs|mme|mlle", re.IGNORECASE
)
_ALIKE = str.maketrans("‘’“”—–", "''\"\"--")

_LONGEST_WORD = 100  # characters; what goes on longer without white space is no word

# The longest that one unit may be, in characters; hardly any that ends at all is longer.
_RUN = {"sentences": 2_000, "lines": 2_000, "paragraphs": 4_000}


class Stop(Protocol):
    """The interface of a rule that decides when a passage (a text written in one go) ends.

    A stop is called with each character of the passage before that character is written. If it
    returns True, the passage ends there. A stop keeps track of the passage so far, so each passage
    needs its own.
    """

    def __call__(self, character: str, /) -> bool:
        """Return whether to end the passage before `character`; if not, `character` is written."""


class UnitStop:
    """Stops writing after a given number of characters, words, sentences, lines or paragraphs.

    After the given number of characters or words, the stop waits for the end of the sentence, but
    only for a limited number of characters, the slack. If no sentence ends within the slack,
    writing stops at the end of a word in the last tenth of the slack or, failing that, at the end
    of the slack. If `exact` is set, writing stops at the first end of a word.

    A sentence ends before the white space that follows it, a line ends after its newline, and a
    paragraph ends after the blank line that follows it. Empty lines do not count. If a sentence or
    line reaches 2,000 characters, or a paragraph 4,000, the stop no longer waits for its end.
    Writing then stops as if the given number of characters had been reached.

    A sentence ends with a full stop, question mark or exclamation mark and any closing quotes, if
    white space follows. The full stop of a title (Mr.) or an initial does not end a sentence. After
    full-width marks (。！？) and the marks of Khmer and Burmese, no white space is required. A word
    consists of letters and digits, with hyphens and apostrophes inside it. Each letter of a script
    without spaces, such as Chinese, counts as a word.

    Args:
        count: the number of units to write.
        unit: the kind of unit that is counted, such as "sentences".
        exact: whether writing can stop in the middle of a sentence; for characters and words only.
        slack: the maximum number of characters to write after `count` is reached, even if the last
            word is then incomplete. None for twice the number of characters written until then, but
            at least 100 and at most 500.
    """

    def __init__(
        self, count: int, unit: Unit, exact: bool = False, slack: int | None = None
    ) -> None:
        self._count = count
        self._unit = unit
        # a sentence may be half over when so many are written
        self._cuts_sentences = unit in ("characters", "words")
        self._exact = exact and self._cuts_sentences
        self._slack = slack
        self._tally = _Tally()
        self._unit_start = 0  # characters before the unit that is being written
        self._enough: int | None = None  # length at which to start waiting for a sentence's end

    def __call__(self, character: str) -> bool:
        tally = self._tally
        over = tally.ends_sentence(character)
        done, characters = tally.done[self._unit], tally.done["characters"]
        enough = done + (over and self._unit == "sentences") >= self._count
        if enough and not self._cuts_sentences:
            return True
        if self._enough is None and (enough or self._is_endless(characters)):
            self._enough = characters
        if self._enough is not None:
            past = characters - self._enough
            slack = self._slack
            if slack is None:
                slack = min(500, max(100, 2 * self._enough))
            late = past >= slack - slack // 10  # from here on the end of a word will do
            if over or (tally.ends_word(character) and (self._exact or late)):
                return True
            if self._exact and self._unit == "words" and tally.begins_word(character):
                return True
            if past >= slack:
                return True
        tally.add(character)
        if tally.done[self._unit] > done:
            self._unit_start = characters
        return False

    def _is_endless(self, characters: int) -> bool:
        """Return whether the current sentence, line or paragraph is too long to be waited for."""
        return not self._cuts_sentences and characters - self._unit_start >= _RUN[self._unit]


class SentenceStop(UnitStop):
    """Stops writing at the first end of a sentence after a given number of characters.

    Args:
        length: the number of characters to write before waiting for a sentence to end.
        slack: the maximum number of characters to write after that, even if the last word is then
            incomplete. In the last tenth of these characters, writing stops at the first end of a
            word.
    """

    def __init__(self, length: int, slack: int = 200) -> None:
        super().__init__(length, "characters", slack=slack)


class UntilStop:
    """Stops writing once a given text has been written and its last word is complete.

    Straight and curly quotes are treated as equal, and so are dashes and hyphens. If the text does
    not occur within 4,000 characters, writing stops at the end of the current sentence, or after
    another 500 characters, whichever comes first.

    Args:
        text: the text after which to stop; not empty.
    """

    def __init__(self, text: str) -> None:
        self._text = text.translate(_ALIKE)
        self._last = ""  # the last characters, as many as the text has
        self._has_come = False
        self._limit = UnitStop(UNTIL_MOST, "characters")

    def __call__(self, character: str) -> bool:
        if self._has_come:
            last = self._last[-1:]
            goes_on = character.isalnum() or character in "'’"
            if not (goes_on and last.isalnum()) or may_part(last, character):
                return True
        if self._limit(character):
            return True
        self._last = (self._last + character.translate(_ALIKE))[-len(self._text) :]
        self._has_come = self._has_come or self._last == self._text
        return False


class UserStop:
    """Ends a passage where another stop does, or at the end of a word if the user interrupts it.

    A word ends before white space, or between two letters of a script without spaces. If no word
    ends within 100 characters, the passage ends anyway.

    Args:
        stop: the other stop; a stop is a rule that decides when a passage ends.

    Attributes:
        is_asked: whether the user has asked the model to stop.
    """

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._before = " "
        self._past = 0  # characters written since the user asked
        self.is_asked = False

    def __call__(self, character: str) -> bool:
        if self.is_asked:
            parts = character.isspace() or self._before.isspace()
            if parts or may_part(self._before, character) or self._past >= _LONGEST_WORD:
                return True
            self._past += 1
        self._before = character
        return self._stop(character)


def make_stop(shape: Shape) -> Stop:
    """Return a new stop (a rule that ends a passage) for a given amount of text, such as 80 words.

    A stop keeps track of the passage so far, so each passage needs its own.

    Args:
        shape: how much to write; if its `until` is set, the passage ends after that text.
    """
    if shape.until:
        return UntilStop(shape.until)
    return UnitStop(shape.count, shape.unit, shape.exact)


def find_word_ends(text: str) -> list[int]:
    """Return the lengths to which a text can be cut so that it ends with a complete word.

    The first length leaves one word, the second leaves two, and so on. The length of the whole text
    is not included, since its last word might be incomplete.
    """
    ends, tally = list[int](), _Tally()
    for place, character in enumerate(text):
        is_word = tally.done["words"] > len(ends)
        over = tally.ends_sentence(character) or tally.ends_word(character)
        if is_word and (over or tally.begins_word(character)):
            ends.append(place)
        tally.add(character)
    return ends


def misses_until(shape: Shape, passage: str) -> bool:
    """Return whether a passage reached its maximum length without the text that should end it.

    The result is False if no such text was set.

    Args:
        shape: how much was to be written; its `until` is the text that should end the passage.
        passage: the text that was written.
    """
    if not shape.until:
        return False
    has_come = shape.until.translate(_ALIKE) in passage.translate(_ALIKE)
    return len(passage) >= UNTIL_MOST and not has_come


class _Tally:
    """A count of what has been written, in every unit.

    Attributes:
        done: the number of finished characters, sentences, lines and paragraphs, and of the words
            that have begun.
    """

    def __init__(self) -> None:
        self.done: dict[Unit, int] = {
            "characters": 0, "words": 0, "sentences": 0, "lines": 0, "paragraphs": 0
        }  # fmt: skip
        self._ended = False  # whether a sentence may be over, depending on what follows
        self._ended_alone = False  # whether it needs no white space after it to be over
        self._letters = ""  # the letters of the last word; cleared at its end
        self._before = "\n"
        self._in_word = False
        self._in_sentence = self._in_line = self._in_paragraph = False  # begun, so not empty

    def begins_word(self, character: str) -> bool:
        """Return whether a character would be the first of a word."""
        parted = not self._in_word or may_part(self._before, character)
        return character.isalnum() and parted

    def ends_word(self, character: str) -> bool:
        """Return whether a passage can end before a character without cutting a word."""
        return character.isspace() or may_part(self._before, character)

    def ends_sentence(self, character: str) -> bool:
        """Return whether a sentence is over before a character."""
        if not self._ended or character.isspace():
            return self._ended
        if not self._ended_alone or character in _ENDS or character in _CLOSERS:
            return False
        return not (self._before == "．" and character.isdecimal())  # as in ３．１４

    def add(self, character: str) -> None:
        """Count a character that is written."""
        self.done["characters"] += 1
        is_ascii = character.isascii() and self._before.isascii()
        if is_ascii and self._in_word and not self._ended and character.isalpha():
            self._letters += character  # most often, and nothing begins or ends here
            self._before = character
            return
        self._add_to_sentence(character)
        self._add_to_word(character)
        if character == "\n":
            if self._in_line:
                self.done["lines"] += 1
            elif self._in_paragraph:
                self.done["paragraphs"] += 1
                self._in_paragraph = False
            self._in_line = False
        elif not character.isspace():
            self._in_line = self._in_paragraph = True

    def _add_to_word(self, character: str) -> None:
        if self.begins_word(character):
            self.done["words"] += 1
            self._in_word = self._in_sentence = True
        elif not character.isalnum():
            self._in_word = self._in_word and character in _INSIDE and self._before.isalnum()
        self._before = character

    def _add_to_sentence(self, character: str) -> None:
        if character in _ENDS:
            abbreviated = character in ".．" and (
                _TITLES.fullmatch(self._letters) is not None
                or (len(self._letters) == 1 and self._letters.isupper() and self._letters != "I")
            )
            before = self._ended and self._ended_alone
            self._ended = self._in_sentence and not abbreviated
            self._ended_alone = before or character in _ENDS_ALONE
            self._letters = ""
        elif not (self._ended and character in _CLOSERS):
            if self.ends_sentence(character):
                self.done["sentences"] += 1
                self._in_sentence = False
            self._ended = False
            letters = "" if may_part(self._before, character) else self._letters
            self._letters = letters + character if character.isalpha() else ""
