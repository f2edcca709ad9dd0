"""Read JSON from an untrusted file, and check it against declared types.

msgspec decides whether a value fits its type, and it is strict: true is not a number, and 3.0 is
not an integer. Each function returns a value, or raises a ValueError that names the place in the
file and what is wrong there. This module checks types; it does not interpret the keys.
"""

import functools
import json
import re
from typing import Any, TypeVar, get_type_hints

import msgspec

from common.errors import UsageError

_LONGEST = 40  # characters of a wrong value that a sentence shows

# What msgspec says of a value that does not fit its type, and where.
_REFUSAL = re.compile(
    r"(?s)(?:Object missing required field `(?P<missing>.+?)`"
    r"|Object contains unknown field `(?P<unknown>.+)`"
    r"|Expected `(?P<expected>array|object)`, got .+?"
    r"|.+?)(?: - at `\$(?P<path>\S+)`)?"
)

T = TypeVar("T")


def parse(content: bytes) -> Any:
    """Parse the content of a JSON file, and return the value that it represents.

    If a key occurs twice in an object, the last value is used.

    Args:
        content: the content of the file, in UTF-8 with or without a byte order mark.

    Raises:
        ValueError: if the content is not valid UTF-8 or JSON, contains NaN or an infinity, or is
            nested too deeply.
    """
    # msgspec's parser refuses the escape of half a surrogate pair, which a terminal may give
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is not JSON ({error.msg})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def convert(value: object, kind: type[T], place: str) -> T:
    """Convert a parsed JSON value to a given type, or raise an error if it does not fit the type.

    Args:
        value: a value returned by `parse`, or a part of one.
        kind: a type that the msgspec library supports, usually a subclass of its Struct.
        place: a name for the value in error messages, such as "passage 3".

    Raises:
        ValueError: if the value does not fit the type. The message says what is wrong and where,
            for example "passage 3: seed cannot be -1".
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(_explain(str(error), value, place)) from error
    except UnicodeEncodeError as error:  # half a surrogate pair, which no known key has
        raise ValueError(f"{place} has a key that is not text") from error
    except RecursionError as error:
        raise ValueError(f"{place} is nested too deep") from error


def convert_to_dataclass(value: object, kind: type[T], place: str, complete: bool = True) -> T:
    """Convert a parsed JSON object to a dataclass instance, or raise an error if it does not fit.

    The dataclass's own checks, such as those in its `__post_init__`, are run too.

    Args:
        value: a value returned by `parse`, or a part of one.
        kind: the dataclass; the msgspec library must support the types of its fields.
        place: a name for the value in error messages, such as "passage 3: shape".
        complete: whether the object must contain every field, even those with a default.

    Raises:
        ValueError: if the value is not an object, has an unknown key, lacks a required field, or
            contains a value that does not fit its field's type or fails the dataclass's own checks.
    """
    key: Any = kind  # hashable, though mypy does not think so of a generic type
    convert(value, _strict(key, complete), place)
    assert isinstance(value, dict)  # or it would have been refused
    try:
        # from the file's own numbers: msgspec would make 1 into 1.0, and the file would change
        return kind(**value)
    except UsageError as error:
        raise ValueError(f"{place}: {error.what}") from error
    except ArithmeticError as error:  # a number too large for the sentence on it
        raise ValueError(f"{place} has a number out of range") from error


def show(value: object) -> str:
    """Return a short description of a JSON value for an error message.

    Returns:
        "a list" for a list; "keys with values" for an object; for any other value, its JSON, cut
        off after 40 characters.
    """
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "keys with values"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@functools.cache
def _strict(kind: type, complete: bool) -> type[msgspec.Struct]:
    """Return a Struct with the fields of a dataclass, in which msgspec would pass unknown keys."""
    fields: list[Any] = [
        (name, hint) if complete else (name, hint | msgspec.UnsetType, msgspec.UNSET)
        for name, hint in get_type_hints(kind).items()
    ]
    return msgspec.defstruct(kind.__name__, fields, forbid_unknown_fields=True)


def _explain(refusal: str, value: Any, place: str) -> str:
    """Return a sentence on what msgspec rejects in a value, which names the place."""
    match = _REFUSAL.fullmatch(refusal)
    assert match is not None  # the pattern's last alternative takes anything
    places = [place] if place else []
    for step in re.findall(r"\w+|\.\.\.", match["path"] or ""):
        if step == "...":  # msgspec does not say which
            return f"{': '.join(places)} has a value that it cannot have"
        if step.isdigit():
            places[-1] += f", item {int(step) + 1}"
            value = value[int(step)]
        else:
            places.append(step)
            value = value[step]
    where = ": ".join(places) or "it"
    if match["missing"]:
        return f"{where} has no {match['missing']}"
    if match["unknown"]:
        return f"{where} cannot have a key {show(match['unknown'])}"
    if match["expected"]:
        kind = "a list" if match["expected"] == "array" else "keys with values"
        return f"{where} must be {kind}, not {show(value)}"
    return f"{where} cannot be {show(value)}"


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a number")
