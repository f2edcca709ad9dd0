"""The cast: the people that the user lists for a story, each with a pronoun.

`parse_cast` reads a typed list, such as “Edwin (he), Mrs. Harrow (she), Mr. Pell”.
models/people/names.py finds the people named on a page. The names of all these people become
likelier when an author (a style that writes) continues the page; other names, and pronouns that fit
no one, become less likely.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from common.errors import UsageError
from models.people.vocabulary import PRONOUN_OF_TITLE

Pronoun = Literal["he", "she", "they"]

_NOT = "not "  # before the name of nobody
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
    """A person in a story.

    Attributes:
        name: the fullest form of the name, such as "Mrs. Harrow" or "Edwin Drood".
        pronoun: the person's pronoun, "he", "she" or "they"; None if it is unknown.
    """

    name: str
    pronoun: Pronoun | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.pronoun})" if self.pronoun else self.name


@dataclass(frozen=True)
class Cast:
    """The people that the user has listed for a story, and whether an author should keep to them.

    An author is a trained language model. What it writes depends on the cast as well as on the page
    (the text being written), the random seed and the settings, so the cast is recorded with each
    passage (a text written in one go).
    The default cast lists no one: the people in the story are then those named on the page.

    Attributes:
        people: the people in the order in which the user listed them. People named on the page
            belong to the story even if they are not listed.
        nobody: names that the user said are nobody's; they are not taken for people.
        is_on: whether the author should keep to the people in the story. If not, the author chooses
            names and pronouns freely, and `people` is ignored.
    """

    people: tuple[Person, ...] = ()
    is_on: bool = True
    nobody: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the cast in the form that `parse_cast` reads; "" for the default."""
        names = [*map(str, self.people), *(f"{_NOT}{name}" for name in self.nobody)]
        return ", ".join(names) if self.is_on else "off"


NO_CAST = Cast()
CAST_OFF = Cast(is_on=False)


def parse_cast(text: str) -> Cast:
    """Return the cast listed in a text such as “Edwin (he), Mrs. Harrow (she), Mr. Pell”.

    A cast is a list of the people in a story.

    People are separated by commas, semicolons or line ends. A name can be followed by a pronoun in
    brackets. Without one, the pronoun is inferred from a title such as “Mrs.” if possible. After
    “not”, a name is that of nobody, for a word that was taken for a person. The text
    "off" gives a cast that has no effect; "on" or "" gives the default cast, which lists no one.

    Args:
        text: the list as the user typed it.

    Raises:
        UsageError: when a name or pronoun is not valid, a name occurs twice, or there are more than
            twenty people.
    """
    word = text.strip().lower()
    if word in ("", "on"):
        return Cast()
    if word == "off":
        return CAST_OFF
    people: list[Person] = []
    nobody: list[str] = []
    for part in re.split(r"[,;\n]", text):
        if part.strip():
            words = part.split()
            is_nobody = words[0].lower() == _NOT.strip() and len(words) > 1
            person = _parse_person(" ".join(words[is_nobody:]))
            if is_nobody:
                nobody.append(person.name)
                continue
            if any(person.name.casefold() == other.name.casefold() for other in people):
                raise UsageError(f"{person.name} is named twice", "Give each person one name.")
            people.append(person)
    if len(people) > MOST:
        raise UsageError(
            f"{len(people)} people are too many", f"Name those who matter, at most {MOST}."
        )
    return Cast(tuple(people), nobody=tuple(dict.fromkeys(nobody)))


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
