"""The people of a story in a session file: encode a cast, and read it.

A cast is the list of people that the user has given for a story. The default cast is not saved, so
files of schema 1, which has no casts, are read by the same rules.
"""

from dataclasses import replace
from typing import Any, Literal

from msgspec import UNSET, Struct

from bot.storage.json_reader import convert, show
from common.errors import UsageError
from models.people.cast import Cast, Person, parse_cast


class _Person(Struct, forbid_unknown_fields=True):
    name: str
    pronoun: Literal["he", "she", "they"] | None = None


class _Cast(Struct, forbid_unknown_fields=True):
    people: list[_Person] = []
    nobody: list[str] = []
    on: bool = True


def encode_cast(cast: Cast) -> dict[str, Any]:
    """Convert a cast (the list of people in a story) to a dict that can be saved as JSON.

    The dict is empty for the default cast, which lists no one; otherwise, its only key is "cast".
    """
    if cast == Cast():
        return {}
    people = [
        {"name": person.name} | ({"pronoun": person.pronoun} if person.pronoun else {})
        for person in cast.people
    ]
    members: dict[str, Any] = {"people": people} if people else {}
    members |= {"nobody": list(cast.nobody)} if cast.nobody else {}
    members |= {} if cast.is_on else {"on": False}
    return {"cast": members}


def read_cast(raw: object, place: str) -> Cast:
    """Return a cast (the list of people in a story) that was saved in a session file.

    Args:
        raw: the value of the key "cast", as parsed from JSON. If the file has no such key, this is
            `msgspec.UNSET`, and the default cast, which lists no one, is returned.
        place: where the key was found in the file, such as "present"; used in the error message.

    Raises:
        ValueError: if the value is not a valid cast; the message says where it was found.
    """
    if raw is UNSET:
        return Cast()
    where = f"{place}: cast"
    file = convert(raw, _Cast, where)
    people = tuple(Person(person.name, person.pronoun) for person in file.people)
    cast = Cast(people, file.on, tuple(file.nobody))
    try:
        parsed = parse_cast(str(replace(cast, is_on=True)))
    except UsageError as error:
        raise ValueError(f"{where}: {error.what}") from error
    if [each.name for each in parsed.people] != [each.name for each in people] or (
        parsed.nobody != cast.nobody
    ):
        raise ValueError(f"{where} cannot have these names: {show(file.people and str(cast))}")
    return cast
