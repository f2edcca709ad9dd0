"""When an author puts down the pen: after so much text, or once a certain text has been written.

A stop is asked before each character, and told that character. So an author can see that a full
stop is followed by a space without having written the space.
"""

import re
from typing import Protocol

from common.shape import Shape, Unit
from models.spacing import may_part

UNTIL_MOST = 4_000  # characters within which an awaited text has to come

_ENDS_ALONE = frozenset("。｡．！？។៕။")  # of a sentence, without white space after them
_ENDS = frozenset(".!?…") | _ENDS_ALONE
_CLOSERS = frozenset("\"'”’»)]_*" + "」』）】〉》〕］｝｣")
_INSIDE = frozenset("-'’")  # marks that may stand within a word
_TITLES = re.compile(
    "mrs?|ms|dr|st|messrs|prof|rev|hon|capt|col|gen|lieut|esq|vol|viz|cf|vs|mme|mlle", re.IGNORECASE
)
_ALIKE = str.maketrans("‘’“”—–", "''\"\"--")

# Characters that one of a unit may go on for; hardly any unit that ends at all is longer.
_RUN = {"sentences": 2_000, "lines": 2_000, "paragraphs": 4_000}


class Stop(Protocol):
    """What ends a passage, asked before each character is written."""

    def __call__(self, character: str, /) -> bool:
        """Tell whether to stop rather than write `character`; if not, it is written."""


class UnitStop:
    """A stop after so many of a unit, never in the middle of a word.

    After so many characters or words it waits for the end of a sentence, but at most for some
    characters, the slack. Where no sentence ends in time, it stops at the end of a word, in the
    last tenth of the slack. With `exact` it stops at once, at the end of the word. Sentences are
    over before the white space that follows them, lines once the line end has been written, and
    paragraphs once the blank line has; empty lines do not count. A sentence or a line of more than
    2,000 characters, or a paragraph of more than 4,000, is taken for one that does not end; then it
    stops as if so many characters had been asked for.

    A sentence ends at a full stop, question mark or exclamation mark, with any closing quotes,
    before white space; the full stop of a title (Mr.) or an initial does not end one. Full-width
    marks (。！？) and those of Khmer and Burmese end one by themselves. A word is letters and
    digits, with hyphens and apostrophes inside it. Ideographs, kana and other letters that are
    written without white space are a word each, since only a dictionary would know better.

    Args:
        count: how many.
        unit: of what.
        exact: whether the last sentence may stay unfinished; for characters and words only.
        slack: characters that may be written past `count`; then it stops anywhere. By default
            twice as many as have been written by then, but at least 100 and at most 500.
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
        self._enough: int | None = None  # characters after which the end of any sentence will do

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
        """Tell whether the sentence, line or paragraph that is being written does not end."""
        return not self._cuts_sentences and characters - self._unit_start >= _RUN[self._unit]


class SentenceStop(UnitStop):
    """A stop at the first end of a sentence at or past a length.

    Args:
        length: characters to write before looking for an end.
        slack: how many more may be written, as in `UnitStop`.
    """

    def __init__(self, length: int, slack: int = 200) -> None:
        super().__init__(length, "characters", slack=slack)


class UntilStop:
    """A stop once a certain text has been written, at the end of the word that it ends in.

    Straight and curly quotes count as equal, and so do dashes and hyphens. Where the text does not
    come within 4,000 characters, it stops as if these had been asked for.

    Args:
        text: the awaited text; not empty.
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


def make_stop(shape: Shape) -> Stop:
    """Return the stop for one passage of a shape; each passage needs a stop of its own."""
    if shape.until:
        return UntilStop(shape.until)
    return UnitStop(shape.count, shape.unit, shape.exact)


def misses_until(shape: Shape, passage: str) -> bool:
    """Tell whether a passage ended because the text that its shape awaits did not come."""
    if not shape.until:
        return False
    has_come = shape.until.translate(_ALIKE) in passage.translate(_ALIKE)
    return len(passage) >= UNTIL_MOST and not has_come


class _Tally:
    """How much has been written, in every unit.

    Attributes:
        done: how many of each unit are over; of words, how many have begun.
    """

    def __init__(self) -> None:
        self.done: dict[Unit, int] = {
            "characters": 0, "words": 0, "sentences": 0, "lines": 0, "paragraphs": 0
        }  # fmt: skip
        self._ended = False  # whether a sentence is over, if what follows allows it
        self._ended_alone = False  # whether it needs no white space for that
        self._letters = ""  # of the last word; its full stop does not clear them
        self._before = "\n"
        self._in_word = False
        self._in_sentence = self._in_line = self._in_paragraph = False  # they are not empty

    def begins_word(self, character: str) -> bool:
        """Tell whether a character would be the first of a word."""
        parted = not self._in_word or may_part(self._before, character)
        return character.isalnum() and parted

    def ends_word(self, character: str) -> bool:
        """Tell whether a passage can end before a character without cutting a word."""
        return character.isspace() or may_part(self._before, character)

    def ends_sentence(self, character: str) -> bool:
        """Tell whether a sentence is over before a character."""
        if not self._ended or character.isspace():
            return self._ended
        if not self._ended_alone or character in _ENDS or character in _CLOSERS:
            return False
        return not (self._before == "．" and character.isdecimal())  # as in ３．１４

    def add(self, character: str) -> None:
        """Count a character that is written."""
        self.done["characters"] += 1
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
