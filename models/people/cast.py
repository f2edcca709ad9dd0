"""The cast: the people that the user says are there, each with a pronoun.

`parse_cast` reads what is typed, “Edwin (he), Mrs. Harrow (she), Mr. Pell”. The people whom a page
names are found by models/people/names.py; both together decide which names an author (a style that
writes) is likelier to use, and which strangers and pronouns are less likely.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from common.errors import UsageError
from models.people.vocabulary import PRONOUN_OF_TITLE

Pronoun = Literal["he", "she", "they"]

MOST = 20  # people in a cast
_LONGEST = 60  # characters in a name
_FORM = "Write it as in: Edwin (he), Mrs. Harrow (she), Mr. Pell"
_PERSON = re.compile(r"(?P<name>[^(),;:]+?)\s*(?:\(\s*(?P<pronoun>[^(),]*?)\s*\))?")
_PRONOUNS: dict[str, Pronoun] = {
    **dict.fromkeys(("he", "him", "his", "m", "male", "man"), "he"),
    **dict.fromkeys(("she", "her", "hers", "f", "female", "woman"), "she"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "they"),
}


@dataclass(frozen=True)
class Person:
    """Somebody in a story.

    Attributes:
        name: the name in its fullest form, such as "Mrs. Harrow" or "Edwin Drood".
        pronoun: the word that stands for the name, "he", "she" or "they"; None if it is unknown.
    """

    name: str
    pronoun: Pronoun | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.pronoun})" if self.pronoun else self.name


@dataclass(frozen=True)
class Cast:
    """What the user has said of the people in a story.

    Together with the page (the text being written), style, seed and settings, it decides what an
    author writes, so it is recorded with each passage. The default is a cast in which nobody is
    given: the people are those that the page names.

    Attributes:
        people: the people whom the user named, in that order; those on the page come besides.
        is_on: whether names and pronouns are influenced at all. If not, `people` has no effect, and
            an author writes as it would if it knew nobody.
    """

    people: tuple[Person, ...] = ()
    is_on: bool = True

    def __str__(self) -> str:
        """The cast as `parse_cast` reads it; "" for the default."""
        return ", ".join(map(str, self.people)) if self.is_on else "off"


NO_CAST = Cast()
CAST_OFF = Cast(is_on=False)


def parse_cast(text: str) -> Cast:
    """Return the cast that a text names, such as “Edwin (he), Mrs. Harrow (she), Mr. Pell”.

    People are separated by commas or semicolons. A pronoun in brackets may follow a name; if it is
    missing, it is told from a title, such as Mrs. The text "off" gives a cast that has no effect,
    and "on" or "" the default, in which nobody is given.

    Raises:
        UsageError: when a name or pronoun cannot be read, a name is given twice, or there are more
            than twenty people.
    """
    word = text.strip().lower()
    if word in ("", "on"):
        return Cast()
    if word == "off":
        return CAST_OFF
    people: list[Person] = []
    for part in re.split(r"[,;\n]", text):
        if part.strip():
            person = _parse_person(" ".join(part.split()))
            if any(person.name.casefold() == other.name.casefold() for other in people):
                raise UsageError(f"{person.name} is named twice", "Give each person one name.")
            people.append(person)
    if len(people) > MOST:
        raise UsageError(
            f"{len(people)} people are too many", f"Name those who matter, at most {MOST}."
        )
    return Cast(tuple(people))


def _parse_person(text: str) -> Person:
    match = _PERSON.fullmatch(text)
    if match is None:
        raise UsageError(f"“{text}” cannot be read as a person", _FORM)
    name, typed = match["name"], match["pronoun"]
    if not name[0].isalpha() or not any(map(str.isalpha, name)) or len(name) > _LONGEST:
        raise UsageError(f"“{name}” cannot be a name", _FORM)
    if name[0].islower():
        name = name[0].upper() + name[1:]
    if typed is None:
        return Person(name, PRONOUN_OF_TITLE.get(name.split()[0].rstrip(".").lower()))
    pronoun = _PRONOUNS.get(re.split(r"[/ ]", typed.lower())[0])
    if pronoun is None:
        known = ", ".join(get_args(Pronoun)[:-1]) + " or " + get_args(Pronoun)[-1]
        raise UsageError(f"“{typed}” is no pronoun for {name}", f"Use {known}. {_FORM}")
    return Person(name, pronoun)
