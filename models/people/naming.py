"""Naming: keep an author of prose to the people in the scene.

There are two rules. Where a word begins, the author's distribution over words is mixed with a
distribution over the names of the people in the scene, in which recent names are likelier: with a
probability l, one of these names is written, and otherwise the author continues as usual. l is a
fraction of the probability that the network gives to capital letters at this point, so names are
written where the author would begin one. This is a mixture with a cache of names (after Kuhn and De
Mori, 1990), exact over words.

Also, a word that the author has begun is checked once it is complete. A stranger's name, or a “he”
that cannot refer to anyone (models/people/pronouns.py), is usually rejected, and the author writes
another word from the same point.

The fractions were fitted on novels that no shipped author was trained on (docs/log.md).
"""

import math
import re
from copy import copy
from dataclasses import dataclass, replace
from typing import Self

from models.people.candidates import is_name_shaped, is_ordinary
from models.people.cast import Cast
from models.people.names import Company, Mention, find_company
from models.people.pronouns import Pronouns
from models.people.vocabulary import (
    ARTICLES,
    BOUND_TITLES,
    PLACE_PREPOSITIONS,
    PRONOUN_OF_TITLE,
    PRONOUN_OF_WORD,
    SPEECH_VERBS,
)
from models.runtime import RULES

_ANYONE_THERE = 4  # up to these rules, a pronoun fitted if anyone of that sex was there
_FIRST_PERSON = 5  # up to these rules, a new form of a name was taken for the first person’s
WINDOW = 3_000  # characters of the page, from its end, in which people are looked for
LONGEST = 30  # letters after which a word is no longer looked at as a whole

_RECENCY = 1_200  # characters in which the weight of a mention falls to a third
_NEAR = 40  # characters within which a person is seldom named again
_AGAIN = 0.2  # the factor of the weights of a person named as recently as that
_GIVEN = 1.0  # the weight of a person listed by the user; a mention has 1 at most
_STRANGER = 0.5  # the probability with which a stranger's name is accepted
_MISFIT = 0.05  # the probability with which a pronoun is accepted that fits no one

# The maximum fraction of the capitals' probability that names get, by what precedes them.
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
_TAIL = 80  # characters of the text in which to look for what precedes a word


@dataclass(frozen=True)
class Offer:
    """Names that could be written next in a text, each with a weight.

    Attributes:
        share: the fraction, from 0 to 1, that these names receive of the probability that the next
            character is a capital letter.
        names: the names as they would be written, such as "Edwin", or "Pell" after "Mr.".
        weights: a positive number for each name; only the ratios matter.
    """

    share: float
    names: tuple[str, ...]
    weights: tuple[float, ...]


class Naming:
    """Rules by which an author (a trained language model) keeps to the people in the scene.

    Each instance serves one passage (a text written in one go), and keeps track of the text as it
    is written.

    Args:
        text: the text (or the end of the text) that the passage continues.
        cast: the people that the user listed for the story.
        rules: the version number of the rules for choosing symbols. Up to rules 4, pronouns were
            judged only by the people in the scene; up to rules 5, a name in a form that has not
            occurred was taken for the first person's.
    """

    def __init__(self, text: str, cast: Cast, rules: int = RULES) -> None:
        self._cast = cast
        self._rules = rules
        self._text = text[-WINDOW:]
        self._page = len(self._text)  # characters of the text before the passage
        self._company: Company | None = find_company(self._text, cast, rules)  # None if outdated
        self._pronouns = Pronouns(self._text, self._company, rules > _ANYONE_THERE)

    def copy(self) -> Self:
        """Return a copy of these rules, for another passage that continues the same text."""
        return copy(self)

    def begins_word(self) -> bool:
        """Return whether the next character of the text could begin a new word."""
        last = self._text[-1:]
        if last.isspace() or last in "“‘«„—(":
            return True
        return last in "\"'" and _OPEN.search(self._text[-2:]) is not None

    def offer(self) -> Offer | None:
        """Return the names that could come next, with their weights; None if there are none."""
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
        """Return whether a word has to be checked by `weigh`, judging by its first letter.

        Only names and pronouns have to be checked, since they might fit no one in the scene.

        Args:
            letter: the first letter of the word.
        """
        if not (letter.isupper() or letter in "hs"):
            return False
        company = self._find_company()
        if not company.people or not company.capitals:
            return False
        return letter.isupper() or not self._pronouns.are_free

    def weigh(self, word: str) -> float:
        """Return the probability with which a word should be accepted as the next word of the text.

        Args:
            word: the word, letters only, that the author (a trained language model) would write
                next.

        Returns:
            The probability: 1, or less for a name or pronoun that fits no one in the scene.
        """
        company = self._find_company()
        if word.lower() in PRONOUN_OF_WORD:
            return 1.0 if self._pronouns.fits(self._text[self._page :], word) else _MISFIT
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
        """Add to the text what the author (a trained language model) has just written.

        Args:
            piece: the characters to add: a word, a mark or a name.
            is_offered: whether the piece is one of the names that `offer` returned.
        """
        self._text += piece
        company = self._company
        if company is None:
            return
        if is_offered:
            self._company = self._add_mention(company, piece)
        elif len(piece) > 1 and is_name_shaped(piece) and not is_ordinary(piece):
            if piece in company.words:
                self._company = self._add_mention(company, piece)
            else:  # a stranger, who is one of the people from now on
                self._company = None

    def _add_mention(self, company: Company, form: str) -> Company:
        persons = (mention.person for mention in reversed(company.mentions) if mention.form == form)
        person = next(persons, None)
        if person is None:
            person = _find_person(company, form) if self._rules > _FIRST_PERSON else 0
        mention = Mention(form, len(self._text), person)
        return replace(company, mentions=(*company.mentions, mention))

    def _find_company(self) -> Company:
        if self._company is None:
            cut = max(0, len(self._text) - WINDOW)
            self._text, self._page = self._text[cut:], max(0, self._page - cut)
            self._company = find_company(self._text, self._cast, self._rules)
            page = self._text[: self._page]
            self._pronouns = Pronouns(page, self._company, self._rules > _ANYONE_THERE)
        return self._company

    def _place(self) -> tuple[str | None, str]:
        """Return the kind of context at the end of the text, and the unfinished name there."""
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

    def _fits_title(self, before: str, gap: str, word: str) -> bool:
        """Return whether a name can follow the preceding word, if that word is a title."""
        if before.lower() not in PRONOUN_OF_TITLE or gap not in (" ", ". "):
            return True
        wanted = PRONOUN_OF_TITLE[before.lower()]
        people = [p for p in self._find_company().people if word in _WORD.findall(p.name)]
        return not wanted or any(p.pronoun in (None, "they", wanted) for p in people)


def _rests(weights: dict[str, float], before: str) -> dict[str, float]:
    """Return the rest of each name that begins with a given text, such as “Mr. ”."""
    rests: dict[str, float] = {}
    begun = before.replace(".", "")
    for form, weight in weights.items():
        plain = form.replace(".", "")  # “Mrs Harrow” and “Mrs. Harrow” are alike
        if plain.startswith(begun) and len(plain) > len(begun):
            rest = plain[len(begun) :]
            rests[rest] = rests.get(rest, 0.0) + weight
    return rests


def _find_person(company: Company, form: str) -> int:
    """Return the index of the person who has all words of a name; -1 if there is none."""
    words = set(_WORD.findall(form))
    fitting = (
        index
        for index, person in enumerate(company.people)
        if words <= set(_WORD.findall(person.name))
    )
    return next(fitting, -1)
