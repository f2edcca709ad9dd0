"""Find the words of a page that might be people's names, and decide which of them are.

A name is one or more capitalised words that do not begin a sentence or a quote, or that have a
title, such as “Mrs. Harrow”. A word that occurs only at the start of sentences is accepted if the
page is in English, the word is not a common first word, and a verb follows it. Places, months and
nations are left out if they can be recognised. On a page with many capitals, as in German, only
names with a title are accepted.
"""

import re
from collections import Counter
from dataclasses import dataclass

from models.people.vocabulary import (
    ARTICLES,
    FUNCTION_WORDS,
    LOOKS,
    NOBODY,
    OPENER_ENDS,
    OPENERS,
    PERSON_PREPOSITIONS,
    PLACE_NAMES,
    PLACE_NOUNS,
    PLACE_PREPOSITIONS,
    PRONOUN_OF_NAME,
    PRONOUN_OF_TITLE,
    VERBS,
)

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Marks between two words that begin a sentence or quote.
_HEAD = re.compile(r"""[.!?:…\n“‘«„—–(\[]|--|(?:^|\s)["']""")
_POSSESSIVE = re.compile(r"['’][sS]?$")
_MANY_CAPITALS = 0.16  # of the words in mid-sentence; English books have 0.02 to 0.08
_FEW_WORDS = 40  # below which that share says nothing
_ENGLISH = 0.25  # the share of function words; English books have about 0.45


@dataclass(frozen=True)
class Candidate:
    """One or more words on a page (the text being written) that might be a person's name.

    Attributes:
        form: the name as written on the page, including titles.
        words: the words of the name, without titles.
        titles: the titles before the name, in lower case and without full stops.
        begin: the index of the name's first word, which may be a title, in the list of all words on
            the page (`PageWords.words`).
        end: the index of the word after the name, in the same list.
        place: the index of the character after the name, in the page's text.
        is_head: whether the name begins a sentence or a quotation.
        is_place: whether the name follows a preposition such as “in”, as place names often do.
    """

    form: str
    words: tuple[str, ...]
    titles: tuple[str, ...]
    begin: int
    end: int
    place: int
    is_head: bool
    is_place: bool


class PageWords:
    """The words of a page (the text being written), used to find the names of people.

    Args:
        text: the text of the page, or only the end of that text.

    Attributes:
        words: the words of the page in order, each without a final “’s”.
        is_english: whether the page appears to be in English. Only for English does the program
            know which words often begin a sentence.
        capitals_tell: whether names can be recognised by their capitals. This is False for a
            language such as German, in which all nouns are capitalised.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._matches = list(WORD.finditer(text))
        self.words = [_POSSESSIVE.sub("", match[0]) for match in self._matches]
        self._heads = [True] * len(self.words)
        inside = capitals = 0
        for index in range(1, len(self.words)):
            gap = text[self._matches[index - 1].end() : self._matches[index].start()]
            if is_title(self.words[index - 1]) and gap in (". ", " "):
                self._heads[index] = False
                continue
            self._heads[index] = _HEAD.search(gap) is not None
            if not self._heads[index]:
                inside += 1
                capitals += self.words[index][0].isupper() and self.words[index] != "I"
        self._lower = Counter(word for word in self.words if word[0].islower())
        functions = sum(self._lower[word] for word in FUNCTION_WORDS)
        self.is_english = functions > _ENGLISH * len(self.words)
        self.capitals_tell = inside < _FEW_WORDS or capitals < _MANY_CAPITALS * inside

    def find_names(self, knows_looks: bool = True) -> list[Candidate]:
        """Return what appear to be people's names, in the order in which they occur in the text.

        Args:
            knows_looks: whether to take the name in “she looked at Rosa” or “she stood near Edwin”
                for a person's. If not, a name that occurs only after such a word is taken for a
                place's, as under rules 5 and earlier.
        """
        found, words = self._find_all(knows_looks), self.words
        if not self.capitals_tell:
            return [name for name in found if name.titles]
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
                if not (name.is_head and self.is_english and not self._lower[first]):
                    continue
                if not (acts or len(name.words) > 1 or first in PRONOUN_OF_NAME):
                    continue
                sure.update(name.words)
            accepted.append(name)
        return accepted

    def _find_all(self, knows_looks: bool) -> list[Candidate]:
        """Return all candidates: titles, and groups of consecutive capitalised words."""
        text, matches, words, heads = self._text, self._matches, self.words, self._heads
        found: list[Candidate] = []
        index = 0
        while index < len(words):
            word = words[index]
            if not is_name_shaped(word) or (
                heads[index] and is_ordinary(word) and not is_title(word)
            ):
                index += 1
                continue
            begin = index
            titles: list[str] = []
            while index < len(words) and is_title(words[index]) and not (heads[index] and titles):
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
                Candidate(
                    text[matches[begin].start() : place],
                    tuple(words[name] for name in names),
                    tuple(titles),
                    begin,
                    index,
                    place,
                    heads[begin],
                    previous in PLACE_PREPOSITIONS
                    and not heads[begin]
                    and not (knows_looks and self._is_by_person(begin)),
                )
            )
        return found

    def _is_by_person(self, index: int) -> bool:
        """Return whether a name after “at” and the like is a person's: “she looked at Rosa”."""
        verb, preposition, name = (word.lower() for word in ["", "", *self.words[: index + 1]][-3:])
        if preposition == "at" and verb in LOOKS:
            return True
        is_given = name in PRONOUN_OF_NAME and name not in PLACE_NAMES
        return is_given and preposition in PERSON_PREPOSITIONS


def is_ordinary(word: str) -> bool:
    """Return whether a capitalised word that begins an English sentence is probably not a name."""
    first = re.split(r"['’-]", word.lower())[0]
    return (
        len(first) < 2
        or first in OPENERS
        or first in NOBODY
        or first in FUNCTION_WORDS
        or first.endswith(OPENER_ENDS)
    )


def is_name_shaped(word: str) -> bool:
    """Return whether a word looks like a name: it begins with a capital but is not all capitals."""
    return len(word) > 1 and word[0].isupper() and not word.isupper()


def is_title(word: str) -> bool:
    """Return whether a word is a capitalised title that can precede a name, such as “Mrs”."""
    return word[0].isupper() and word.lower() in PRONOUN_OF_TITLE


def _names_nobody(word: str, is_head: bool) -> bool:
    """Return whether a capitalised word is never part of a name."""
    first = re.split(r"['’-]", word.lower())[0]
    ordinary = first in FUNCTION_WORDS or first in OPENERS
    return (
        first in NOBODY
        or len(first) < 2
        or (ordinary and (is_head or first not in PRONOUN_OF_NAME))
    )
