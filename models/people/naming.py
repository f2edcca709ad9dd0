"""Naming: keep an author of prose to the people who are there, name by name and word by word.

Two rules. Where a word begins, the author's distribution over words is mixed with one over the
names of the people who are there, the recent ones first: with a probability l, one of these names
is written, and otherwise the author goes on as it would. l is a share of the probability that the
network gives to capitals there, so names come where the author would begin one. This is a mixture
with a cache of names (after Kuhn and De Mori, 1990), exact over words.

And a word that the author has begun is looked at when it is over. A stranger's name, or a “he” that
can be nobody, is taken back in most cases, and the author writes another word from the same place.

The shares were fitted on novels that no shipped author has read (docs/log.md).
"""

import math
import re
from dataclasses import dataclass, replace

from models.people.candidates import is_name_shaped, is_ordinary
from models.people.cast import Cast, Pronoun
from models.people.names import Company, Mention, find_company
from models.people.vocabulary import (
    ARTICLES,
    BOUND_TITLES,
    PLACE_PREPOSITIONS,
    PRONOUN_OF_TITLE,
    PRONOUN_OF_WORD,
    PRONOUNS_OF_NOUN,
    SPEECH_VERBS,
)

WINDOW = 3_000  # characters of the page, from its end, in which people are looked for
LONGEST = 30  # letters after which a word is no longer looked at as a whole

_RECENCY = 1_200  # characters in which the weight of a mention falls to a third
_NEAR = 40  # characters within which nobody is readily named again
_AGAIN = 0.2  # the factor of the weights of one who was named that near
_GIVEN = 1.0  # the weight, as of mentions, of a person whom the user gave
_STRANGER = 0.5  # how often a stranger's name is let stand
_MISFIT = 0.05  # how often a pronoun is let stand that fits nobody
_LICENCE = 300  # characters in which a noun such as “woman” allows a pronoun

# What share of the capitals' probability goes to the names, at most, by what stands before.
_SHARES = {
    "title": 0.9,
    "speech": 0.9,
    "comma": 0.6,
    "mid": 0.5,
    "line": 0.35,
    "sentence": 0.15,
    "place": 0.2,
    "quote": 0.01,
}
_LAST_WORD = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)([^\w]*)\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPEN = re.compile(r"""[“‘«„(\[]\Z|(?:\A|\s)["']\Z""")
_END = re.compile(r"[.!?:…—–]|--")
_TAIL = 80  # characters that decide what stands before a word


@dataclass(frozen=True)
class Offer:
    """Names that may be written at a place, each with its weight.

    Attributes:
        share: the share of the probability of capitals there that goes to these names.
        names: what would be written, such as "Edwin", or "Pell" after "Mr.".
        weights: a positive number for each name; only their ratios count.
    """

    share: float
    names: tuple[str, ...]
    weights: tuple[float, ...]


class Naming:
    """The rules that keep one passage to the people who are there.

    Args:
        text: the page (the text being written) that the passage continues, or the end of it.
        cast: what the user has said of the people.
    """

    def __init__(self, text: str, cast: Cast) -> None:
        self._cast = cast
        self._text = text[-WINDOW:]
        self._page = len(self._text)  # characters of the text before the passage
        self._company: Company | None = None  # not known, or no longer

    def begins_word(self) -> bool:
        """Tell whether a word may begin after the text so far."""
        last = self._text[-1:]
        if last.isspace() or last in "“‘«„—(":
            return True
        return last in "\"'" and _OPEN.search(self._text[-2:]) is not None

    def offer(self) -> Offer | None:
        """Return the names that may be written after the text so far; None if there are none."""
        company = self._find_company()
        if not (company.mentions or self._cast.people) or not company.capitals:
            return None
        kind, before = self._place()
        if kind is None:
            return None
        weights: dict[str, float] = {}
        for person in self._cast.people:
            weights[person.name] = _GIVEN
        now = len(self._text)
        latest = {mention.person: mention.end for mention in company.mentions}
        for mention in company.mentions:
            weight = math.exp((mention.end - now) / _RECENCY)
            if now - latest[mention.person] < _NEAR:
                weight *= _AGAIN
            weights[mention.form] = weights.get(mention.form, 0.0) + weight
        if before:
            weights = _rests(weights, before)
        total = sum(weights.values())
        if not total:
            return None
        share = _SHARES[kind] * total / (1 + total)
        return Offer(share, tuple(weights), tuple(weights.values()))

    def watches(self, letter: str) -> bool:
        """Tell whether a word that begins with a letter is to be weighed when it is over."""
        if not (letter.isupper() or letter in "hs"):
            return False
        company = self._find_company()
        if not company.people or not company.capitals:
            return False
        return letter.isupper() or not {"he", "she"} <= self._pronouns()

    def weigh(self, word: str) -> float:
        """Return how often a word may stand after the text so far: 1, or less for a misfit.

        Args:
            word: the letters of the word, which the author would write next.
        """
        company = self._find_company()
        pronoun = PRONOUN_OF_WORD.get(word.lower())
        if pronoun:
            return 1.0 if self._allows(pronoun) else _MISFIT
        if not is_name_shaped(word):
            return 1.0
        title = word.lower()
        if title in PRONOUN_OF_TITLE:
            strange = title in BOUND_TITLES and title not in company.words
            return _STRANGER if strange else 1.0
        match = _LAST_WORD.search(self._text, max(0, len(self._text) - _TAIL))
        before, gap = (match[1], match[2]) if match else ("", "\n")
        if word in company.words:
            return 1.0 if self._fits_title(before, gap, word) else _STRANGER
        if is_ordinary(word):
            return 1.0
        if gap != " " and not (before.lower() in PRONOUN_OF_TITLE and gap == ". "):
            is_head = _END.search(gap) or _OPEN.search(gap) or "\n" in gap or '"' in gap
            if is_head and not company.english:
                return 1.0
        elif before in PLACE_PREPOSITIONS or before in ARTICLES:
            return 1.0
        return _STRANGER

    def add(self, piece: str, is_offered: bool = False) -> None:
        """Note what has been written.

        Args:
            piece: the characters that were added to the text: a word, a mark, or a name.
            is_offered: whether the piece is a name that was offered.
        """
        self._text += piece
        company = self._company
        if company is None:
            return
        if is_offered:
            self._company = _add_mention(company, piece, len(self._text))
        elif len(piece) > 1 and is_name_shaped(piece) and not is_ordinary(piece):
            if piece in company.words:
                self._company = _add_mention(company, piece, len(self._text))
            else:  # a stranger, who is one of them from now on
                self._company = None

    def _find_company(self) -> Company:
        if self._company is None:
            cut = max(0, len(self._text) - WINDOW)
            self._text, self._page = self._text[cut:], max(0, self._page - cut)
            self._company = find_company(self._text, self._cast)
        return self._company

    def _place(self) -> tuple[str | None, str]:
        """Return what kind of place the text's end is, and the begun name before it."""
        match = _LAST_WORD.search(self._text, max(0, len(self._text) - _TAIL))
        if match is None:
            return "line", ""
        word, gap = match[1], match[2]
        kind: str | None = "mid"
        has_dot = gap == ". " and word.lower() in PRONOUN_OF_TITLE
        if word[0].isupper() and word != "I" and (gap == " " or has_dot):
            return "title", word + gap
        if _OPEN.search(gap):
            kind = "quote"
        elif "\n" in gap:
            kind = "line"
        elif _END.search(gap):
            kind = "sentence"
        elif gap == " " and word in PLACE_PREPOSITIONS:
            kind = "place"
        elif gap == " " and word in ARTICLES:
            kind = None
        elif gap == " " and word in SPEECH_VERBS:
            kind = "speech"
        elif "," in gap:
            kind = "comma"
        return kind, ""

    def _pronouns(self) -> set[Pronoun]:
        """Return the pronouns of the people who are there; both if one's is unknown."""
        pronouns: set[Pronoun] = set()
        for person in self._find_company().people:
            pronouns |= {person.pronoun} if person.pronoun else {"he", "she"}
        return pronouns

    def _allows(self, pronoun: Pronoun) -> bool:
        """Tell whether a pronoun can be somebody's, by a person, a noun or the page itself."""
        if pronoun in self._pronouns():
            return True
        recent = self._text[-_LICENCE:]
        for match in _WORD.finditer(recent):
            word = match[0].lower()
            if pronoun in PRONOUNS_OF_NOUN.get(word, ()):
                return True
            written = len(self._text) - len(recent) + match.end() > self._page
            if not written and PRONOUN_OF_WORD.get(word) == pronoun:
                return True
        return False

    def _fits_title(self, before: str, gap: str, word: str) -> bool:
        """Tell whether a name may follow the word before it, if that is a title."""
        if before.lower() not in PRONOUN_OF_TITLE or gap not in (" ", ". "):
            return True
        wanted = PRONOUN_OF_TITLE[before.lower()]
        people = [p for p in self._find_company().people if word in _WORD.findall(p.name)]
        return not wanted or any(p.pronoun in (None, "they", wanted) for p in people)


def _rests(weights: dict[str, float], before: str) -> dict[str, float]:
    """Return what is left of those names that begin with what stands before, such as “Mr. ”."""
    rests: dict[str, float] = {}
    begun = before.replace(".", "")
    for form, weight in weights.items():
        plain = form.replace(".", "")  # “Mrs Harrow” and “Mrs. Harrow” are alike
        if plain.startswith(begun) and len(plain) > len(begun):
            rest = plain[len(begun) :]
            rests[rest] = rests.get(rest, 0.0) + weight
    return rests


def _add_mention(company: Company, form: str, end: int) -> Company:
    person = next(
        (mention.person for mention in reversed(company.mentions) if mention.form == form), 0
    )
    return replace(company, mentions=(*company.mentions, Mention(form, end, person)))
