"""Wording that messages of every room share: counts, and names that may have been meant."""

import difflib
from collections.abc import Iterable

_LEAST = 3  # characters of a word that names may begin with, to be near it


def count_noun(number: int, noun: str) -> str:
    """Return a number with its noun: “1 word”, “1,200 words”.

    Args:
        number: how many; commas separate the thousands.
        noun: in the singular, such as "word"; its plural ends in s.
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def did_you_mean(word: str, names: Iterable[str], otherwise: str) -> str:
    """Return “Did you mean NAME?” for the name nearest to a word, or `otherwise`.

    The nearest is a name that begins with the word, or that the word begins with; or else the most
    similar, if it is similar enough (difflib's ratio, at least 0.6).

    Args:
        word: what the person wrote.
        names: what could be written there.
        otherwise: the sentence where no name is near.
    """
    names = list(names)
    near = [name for name in names if len(word) >= _LEAST and _share_beginning(name, word)]
    near = near or difflib.get_close_matches(word, names, 1)
    return f"Did you mean {near[0]}?" if near else otherwise


def _share_beginning(name: str, word: str) -> bool:
    return bool(name) and (name.startswith(word) or word.startswith(name))
