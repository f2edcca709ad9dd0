"""Find the people whom a page names, with their pronouns, and where it names them.

A name is one or more words with a capital that no sentence and no quote begins with, or that has a
title, such as “Mrs. Harrow”. A word that is seen only at the head of a sentence counts if the page
is English, the word is no ordinary opener, and a verb or an apostrophe follows. Places, months and
nations are left out where that can be told. “Mrs. Harrow” and “Harrow” are one, “Mr. Harrow” is
another. Where capitals are many, as in German, only names with a title count.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.people.cast import Cast, Person, Pronoun
from models.people.vocabulary import (
    ARTICLES,
    FUNCTION_WORDS,
    NOBODY,
    OPENER_ENDS,
    OPENERS,
    PLACE_NOUNS,
    PLACE_PREPOSITIONS,
    PRONOUN_OF_NAME,
    PRONOUN_OF_TITLE,
    PRONOUN_OF_WORD,
    VERBS,
)

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HEAD = re.compile(
    r"""[.!?:…\n“‘«„—–(\[]|--|(?:^|\s)["']"""
)  # between two words: a sentence begins
_POSSESSIVE = re.compile(r"['’][sS]?$")
_MANY_CAPITALS = 0.16  # of the words in mid-sentence; English books have 0.02 to 0.08
_FEW_WORDS = 40  # below which that share says nothing
_ENGLISH = 0.25  # the share of function words; English books have about 0.45
_NAMES = PRONOUN_OF_NAME.keys()
_PRONOUN_WITHIN = 15  # words after a name


@dataclass(frozen=True)
class Mention:
    """One place where a page names a person.

    Attributes:
        form: the name as it stands there, such as "Mrs. Harrow", without “’s”.
        end: the position in the text after the name.
        person: the index of the person in `Company.people`.
    """

    form: str
    end: int
    person: int


@dataclass(frozen=True)
class Company:
    """The people who are there: those that the user gave, and those that the page names.

    Attributes:
        people: the people; the given ones come first.
        mentions: all places where the page names one of them, in order.
        words: the words of all their names, as written, and their titles in small letters.
        english: whether the page is English, so that the openers of its sentences are known.
        capitals: whether capitals tell names; they do not where most nouns have one.
    """

    people: tuple[Person, ...] = ()
    mentions: tuple[Mention, ...] = ()
    words: frozenset[str] = frozenset()
    english: bool = False
    capitals: bool = True


@dataclass
class _Entry:
    """A person while a page is read."""

    name: str
    words: list[str]  # without titles
    pronoun: Pronoun | None
    is_given: bool
    titles: set[str] = field(default_factory=set)
    votes: Counter[Pronoun] = field(default_factory=Counter)

    @property
    def sex(self) -> Pronoun | None:
        """The pronoun as far as it is known for certain or by the name itself."""
        if self.pronoun:
            return self.pronoun
        return PRONOUN_OF_NAME.get(self.words[0].lower()) if self.words else None


@dataclass(frozen=True)
class _Candidate:
    """Words on a page that may be a name."""

    form: str
    words: tuple[str, ...]  # without titles
    titles: tuple[str, ...]
    begin: int  # indices of words on the page
    end: int
    place: int  # the position in the text after it
    is_head: bool  # begins a sentence
    is_place: bool  # after “in” or the like


def find_people(text: str, cast: Cast | None = None) -> tuple[Person, ...]:
    """Return the people of a page: the given ones, then those it names, the last named first.

    Args:
        text: the page, or the end of one.
        cast: what the user has said of the people; None if nothing. If it is off, nobody is there.
    """
    cast = cast or Cast()
    company = find_company(text, cast)
    latest = {mention.person: mention.end for mention in company.mentions}
    given = len(cast.people)
    rest = sorted(range(given, len(company.people)), key=lambda person: -latest.get(person, 0))
    return company.people[:given] + tuple(company.people[person] for person in rest)


def find_company(text: str, cast: Cast) -> Company:
    """Return the people who are there, with the places where the page names them.

    Args:
        text: the page, or the end of one.
        cast: what the user has said of the people. If it is off, nobody is there.
    """
    if not cast.is_on:
        return Company(capitals=False)
    matches = list(_WORD.finditer(text))
    words = [_POSSESSIVE.sub("", match[0]) for match in matches]
    heads = [True] * len(words)
    mid = capitals = 0
    for index in range(1, len(words)):
        gap = text[matches[index - 1].end() : matches[index].start()]
        if _is_title(words[index - 1]) and gap in (". ", " "):
            heads[index] = False
            continue
        heads[index] = _HEAD.search(gap) is not None
        if not heads[index]:
            mid += 1
            capitals += words[index][0].isupper() and words[index] != "I"
    lower = Counter(word for word in words if word[0].islower())
    english = sum(lower[word] for word in FUNCTION_WORDS) > _ENGLISH * len(words)
    tell = mid < _FEW_WORDS or capitals < _MANY_CAPITALS * mid
    found = _find_candidates(text, matches, words, heads)
    accepted = [name for name in found if name.titles]
    if tell:
        accepted = _accept(found, words, lower, english)
    entries = [_new_entry(person.name, person.pronoun, True) for person in cast.people]
    mentions = [
        (name, _enter(entries, name)) for name in sorted(accepted, key=lambda name: name.begin)
    ]
    _vote(entries, mentions, words)
    known = {word for entry in entries for word in (*entry.words, *entry.titles)}
    return Company(
        tuple(Person(entry.name, _pronoun(entry)) for entry in entries),
        tuple(Mention(name.form, name.place, person) for name, person in mentions),
        frozenset(known),
        english,
        tell,
    )


def is_ordinary(word: str) -> bool:
    """Tell whether a word with a capital may well begin an English sentence and name nobody."""
    first = re.split(r"['’-]", word.lower())[0]
    return (
        len(first) < 2
        or first in OPENERS
        or first in NOBODY
        or first in FUNCTION_WORDS
        or first.endswith(OPENER_ENDS)
    )


def is_name_shaped(word: str) -> bool:
    """Tell whether a word has a capital as names do, so one at its beginning and small letters."""
    return len(word) > 1 and word[0].isupper() and not word.isupper()


def _names_nobody(word: str, is_head: bool) -> bool:
    """Tell whether a word with a capital is none of a name, wherever it stands."""
    first = re.split(r"['’-]", word.lower())[0]
    ordinary = first in FUNCTION_WORDS or first in OPENERS
    return first in NOBODY or len(first) < 2 or (ordinary and (is_head or first not in _NAMES))


def _is_title(word: str) -> bool:
    return word[0].isupper() and word.lower() in PRONOUN_OF_TITLE


def _find_candidates(
    text: str, matches: list[re.Match[str]], words: list[str], heads: list[bool]
) -> list[_Candidate]:
    """Return what may be names: titles, and the words with capitals that stand together."""
    found: list[_Candidate] = []
    index = 0
    while index < len(words):
        word = words[index]
        if not is_name_shaped(word) or (heads[index] and is_ordinary(word) and not _is_title(word)):
            index += 1
            continue
        begin = index
        titles: list[str] = []
        while index < len(words) and _is_title(words[index]) and not (heads[index] and titles):
            titles.append(words[index].lower())
            index += 1
            if index == len(words) or heads[index]:
                break
        names: list[int] = []
        while (
            index < len(words)
            and is_name_shaped(words[index])
            and not _names_nobody(words[index], heads[index])
            and (index == begin or not heads[index])
            and (not names or text[matches[index - 1].end() : matches[index].start()] == " ")
            and (not names or words[index - 1] == matches[index - 1][0])  # no ’s between
        ):
            names.append(index)
            index += 1
        if not names:
            index = max(index, begin + 1)
            continue
        previous = words[begin - 1].lower() if begin else ""
        last = words[names[-1]].lower()
        if last in PLACE_NOUNS and (len(names) > 1 or previous in ARTICLES):
            continue
        if previous in ARTICLES and not titles and not heads[begin]:
            continue
        place = matches[names[-1]].start() + len(words[names[-1]])
        found.append(
            _Candidate(
                text[matches[begin].start() : place],
                tuple(words[name] for name in names),
                tuple(titles),
                begin,
                index,
                place,
                heads[begin],
                previous in PLACE_PREPOSITIONS and not heads[begin],
            )
        )
    return found


def _accept(
    found: list[_Candidate], words: list[str], lower: Counter[str], english: bool
) -> list[_Candidate]:
    """Return those candidates that are names, as far as the whole page tells."""
    sure = {
        word
        for name in found
        if name.titles or not (name.is_head or name.is_place)
        for word in name.words
    }
    accepted = []
    for name in found:
        if sure.isdisjoint(name.words):
            follower = words[name.end] if name.end < len(words) else ""
            first = name.words[0].lower()
            acts = follower.endswith("ed") or follower in VERBS
            if not (name.is_head and english and not lower[first]):
                continue
            if not (acts or len(name.words) > 1 or first in PRONOUN_OF_NAME):
                continue
            sure.update(name.words)
        accepted.append(name)
    return accepted


def _new_entry(name: str, pronoun: Pronoun | None, is_given: bool) -> _Entry:
    words = [word for word in _WORD.findall(name) if not _is_title(word)]
    titles = {word.lower() for word in _WORD.findall(name) if _is_title(word)}
    if pronoun is None:
        pronoun = _title_pronoun(sorted(titles))
    return _Entry(name, words, pronoun, is_given, titles)


def _title_pronoun(titles: Iterable[str]) -> Pronoun | None:
    return next((PRONOUN_OF_TITLE[title] for title in titles if PRONOUN_OF_TITLE[title]), None)


def _enter(entries: list[_Entry], name: _Candidate) -> int:
    """Return the index of the person whom a name means, who is added if new."""
    pronoun = _title_pronoun(name.titles)
    for index in range(len(entries) - 1, -1, -1):
        entry = entries[index]
        if not _may_mean(name, pronoun, entry):
            continue
        entry.titles.update(name.titles)
        entry.pronoun = entry.pronoun or pronoun
        if len(name.words) > len(entry.words):
            entry.words = list(name.words)
            entry.name = entry.name if entry.is_given else name.form
        elif not entry.is_given and len(name.form) > len(entry.name):
            entry.name = name.form
        return index
    entry = _new_entry(name.form, pronoun, False)
    entries.append(entry)
    return len(entries) - 1


def _may_mean(name: _Candidate, pronoun: Pronoun | None, entry: _Entry) -> bool:
    """Tell whether a name on the page may mean a person."""
    if pronoun and entry.sex and pronoun != entry.sex and "they" not in (pronoun, entry.sex):
        return False
    if len(name.words) == 1:
        word = name.words[0]
        return word in (entry.words[-1:] if name.titles else entry.words)
    if len(entry.words) == 1:
        return entry.words[0] in (name.words[0], name.words[-1])
    return entry.words[-1] == name.words[-1] and entry.words[0] == name.words[0]


def _vote(entries: list[_Entry], mentions: list[tuple[_Candidate, int]], words: list[str]) -> None:
    """Count the pronouns that follow the names of people who have none, where they fit one only."""
    for place, (name, person) in enumerate(mentions):
        entry = entries[person]
        if entry.sex:
            continue
        rivals = {other for _, other in mentions[max(0, place - 4) : place + 1]} - {person}
        until = mentions[place + 1][0].begin if place + 1 < len(mentions) else len(words)
        for word in words[name.end : min(until, name.end + _PRONOUN_WITHIN)]:
            pronoun = PRONOUN_OF_WORD.get(word.lower())
            if pronoun:
                if all(entries[other].sex not in (None, pronoun) for other in rivals):
                    entry.votes[pronoun] += 1
                break


def _pronoun(entry: _Entry) -> Pronoun | None:
    if entry.sex or not entry.votes:
        return entry.sex
    (likelier, votes), *others = entry.votes.most_common(2)
    return None if others and others[0][1] == votes else likelier
