"""Wording that messages throughout the program share: counts, and suggestions for a wrong name."""

import difflib
from collections.abc import Iterable

_LEAST = 3  # characters that a word needs before names that share its beginning are near


def count_noun(number: int, noun: str) -> str:
    """Return a number followed by a noun, such as “1 word” or “1,200 words”.

    Args:
        number: the number, formatted with commas between thousands.
        noun: the noun in the singular, such as "word"; its plural must be formed by adding "s".
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def did_you_mean(word: str, names: Iterable[str], otherwise: str, mark: str = "") -> str:
    """Return “Did you mean NAME?” with the name closest to a mistyped word, or `otherwise`.

    If the word has at least three characters, the first name that starts with the word, or that is
    itself the start of the word, is used. If there is none, the most similar name is used, provided
    that difflib's similarity ratio is at least 0.6.

    Args:
        word: the unknown word that the user typed.
        names: the valid names.
        otherwise: the sentence to return if no name is similar enough.
        mark: a prefix that all names share, such as a slash; "" for none. It is ignored in the
            comparison, since it would make unrelated short words seem similar.
    """
    word, names = word.removeprefix(mark), [name.removeprefix(mark) for name in names]
    near = [name for name in names if len(word) >= _LEAST and _share_beginning(name, word)]
    near = near or difflib.get_close_matches(word, names, 1)
    return f"Did you mean {mark}{near[0]}?" if near else otherwise


def _share_beginning(name: str, word: str) -> bool:
    return bool(name) and (name.startswith(word) or word.startswith(name))
