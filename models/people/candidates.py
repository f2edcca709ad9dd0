"""Candidates: the words of a page that may be somebody's name, and which of them are.

A name is one or more words with a capital that no sentence and no quote begins with, or that has a
title, such as “Mrs. Harrow”. A word that is seen only at the head of a sentence counts if the page
is English, the word is no ordinary opener, and a verb follows. Places, months and nations are left
out where that can be told. Where capitals are many, as in German, only names with a title count.
"""

import re
from collections import Counter
from dataclasses import dataclass

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
    """Words on a page that may be a name.

    Attributes:
        form: the name as it stands there, with its titles.
        words: its words without titles.
        titles: its titles, in small letters and without full stops.
        begin: the index, among the page's words, of its first.
        end: the index of the word after it.
        place: the position in the text after it.
        is_head: whether it begins a sentence or quote.
        is_place: whether it stands after “in” or the like, as places do.
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
    """The words of a page, and what their capitals tell.

    Args:
        text: the page, or the end of one.

    Attributes:
        words: the words in order, without “’s”.
        is_english: whether the page is English, so that the openers of its sentences are known.
        capitals_tell: whether capitals tell names; they do not where most nouns have one.
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

    def find_names(self) -> list[Candidate]:
        """Return the names on the page in order, as far as the whole page tells them."""
        found, words = self._find_all(), self.words
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

    def _find_all(self) -> list[Candidate]:
        """Return what may be names: titles, and the words with capitals that stand together."""
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
                    previous in PLACE_PREPOSITIONS and not heads[begin],
                )
            )
        return found


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


def is_title(word: str) -> bool:
    """Tell whether a word with a capital is a title, such as “Mrs”, which a name may follow."""
    return word[0].isupper() and word.lower() in PRONOUN_OF_TITLE


def _names_nobody(word: str, is_head: bool) -> bool:
    """Tell whether a word with a capital is none of a name, wherever it stands."""
    first = re.split(r"['’-]", word.lower())[0]
    ordinary = first in FUNCTION_WORDS or first in OPENERS
    return (
        first in NOBODY
        or len(first) < 2
        or (ordinary and (is_head or first not in PRONOUN_OF_NAME))
    )
