"""JSON that anyone may have written, looked at before it is used.

Each function gives back what it was asked for, or raises a ValueError whose message says what is
wrong where. It knows types, not what keys mean.
"""

import json
import types
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from common.errors import UsageError
from models.style import check_name

# A date can be told as any zone's time that is so far from the first and the last there are.
_DAY = timedelta(days=1)
_MOST_SHOWN = 40  # characters of a value that is wrong

T = TypeVar("T")


def parsed(content: bytes) -> Any:
    """What the bytes of a file say, which are UTF-8, with a byte order mark or without."""
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is not JSON ({error.msg})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def members(
    raw: object, where: str, needed: Iterable[str], allowed: Iterable[str] = ()
) -> dict[str, Any]:
    """An object that has all keys which are needed, and no others but those allowed."""
    if not isinstance(raw, dict):
        raise ValueError(f"{where} must be keys with values, not {shown(raw)}")
    missing = [key for key in needed if key not in raw]
    if missing:
        raise ValueError(f"{where} has no {missing[0]}")
    unknown = raw.keys() - {*needed, *allowed}
    if unknown:
        raise ValueError(f"{where} cannot have a key {shown(min(unknown))}")
    return raw


def items(raw: object, where: str) -> list[Any]:
    """A list."""
    if not isinstance(raw, list):
        raise ValueError(f"{where} must be a list, not {shown(raw)}")
    return raw


def text(raw: object, where: str) -> str:
    """A string."""
    if not isinstance(raw, str):
        raise ValueError(f"{where} cannot be {shown(raw)}")
    return raw


def name(raw: object, where: str) -> str:
    """A name as styles and branches have it."""
    try:
        return check_name(text(raw, where))
    except UsageError as error:
        raise ValueError(f"{where} cannot be {shown(raw)}") from error


def whole(raw: object, where: str, most: int | None = None, least: int = 0) -> int:
    """A whole number from `least` on, up to `most` if there is one."""
    if type(raw) is not int or raw < least or (most is not None and raw > most):
        raise ValueError(f"{where} cannot be {shown(raw)}")
    return raw


def flag(raw: object, where: str) -> bool:
    """True or false."""
    if not isinstance(raw, bool):
        raise ValueError(f"{where} cannot be {shown(raw)}")
    return raw


def date(raw: object, where: str) -> datetime:
    """A date and time with its offset from UTC, as ISO 8601 has it."""
    try:
        told = datetime.fromisoformat(text(raw, where))
        bare = told.replace(tzinfo=None)
        if told.tzinfo is not None and datetime.min + _DAY <= bare <= datetime.max - _DAY:
            return told
    except ValueError:
        pass
    raise ValueError(f"{where} cannot be {shown(raw)}: it is no date with an offset")


def made(kind: type[T], raw: object, where: str, complete: bool = True) -> T:
    """A dataclass of plain fields; unless `complete`, some may be left out."""
    hints = get_type_hints(kind)
    given = members(raw, where, hints if complete else (), hints)
    for key, value in given.items():
        if not _is(value, hints[key]):
            raise ValueError(f"{where}: {key} cannot be {shown(value)}")
    try:
        return kind(**given)
    except UsageError as error:
        raise ValueError(f"{where}: {error.what}") from error
    except ArithmeticError as error:  # a number beyond all measure, in the sentence on it
        raise ValueError(f"{where} is out of range") from error


def shown(raw: object) -> str:
    """A value that is wrong, as much of it as a sentence bears."""
    written = json.dumps(raw, ensure_ascii=False)
    return written if len(written) <= _MOST_SHOWN else f"{written[:_MOST_SHOWN]}…"


def _is(value: object, kind: Any) -> bool:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return any(_is(value, one) for one in arguments)
    if origin is Literal:
        return isinstance(value, str) and value in arguments
    return type(value) is kind or (kind is float and type(value) is int)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
