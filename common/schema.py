"""Convert files to frozen dataclasses: YAML, which overrides defaults, and JSON.

A YAML file that comes with the program is found by its name.

msgspec decides whether a value fits a type, and is strict: `true` is not a number, and 3.0 is not a
whole number. If a value does not fit, this module says so in a sentence that names the place: the
line of a YAML file, or the key of a JSON value. A dataclass's own checks may raise ValueError or
UsageError; the place is added to their messages too. This module checks types only, and does not
know what the keys mean.
"""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
import yaml

from common.errors import ConfigError, UsageError
from common.wording import did_you_mean

T = TypeVar("T")

_EXPONENT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")
_LONGEST = 40  # characters of an invalid value that a message shows

# Plain words for types, by their names in Python and in msgspec's messages.
_WORDS = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false",
    "NoneType": "nothing", "null": "nothing", "list": "a list", "tuple": "a list",
    "array": "a list", "dict": "keys with values", "object": "keys with values", "set": "a set",
    "bytes": "binary data", "date": "a date", "datetime": "a date",
}  # fmt: skip
# The forms of msgspec's messages on a value that does not fit, each perhaps with a path.
_REFUSAL = re.compile(
    r"(?s)(?:Expected `(?P<expected>[^`]+)`(?:, got `(?P<type>[^`]+)`)?"
    r"|Object missing required field `(?P<missing>[^`]+)`"
    r"|Invalid enum value .*?|Number out of range"
    r"|(?P<own>.*?))(?: - at `\$(?P<path>[^`]*)`)?"
)


def find_yaml(name: str, folder: Path, what: str) -> Path:
    """Return the path of a YAML file that the user specified either by name or by path.

    A name that ends in .yaml or .yml is treated as a path, and is returned without checking that
    the file exists.

    Args:
        name: the name of a file in `folder`, without its suffix, or a path.
        folder: the folder that contains the YAML files shipped with the program.
        what: the word for this kind of file in messages, such as "recipe".

    Raises:
        UsageError: if there is no file with that name in the folder; the message lists the
            available names.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path
    path = folder / f"{name}.yaml"
    if not path.is_file():
        names = ", ".join(sorted(file.stem for file in folder.glob("*.yaml")))
        raise UsageError(
            f"there is no {what} called {name}",
            f"There are: {names}. Or give the path of a .yaml file.",
        )
    return path


def read_yaml(path: Path, defaults: T) -> T:
    """Return a copy of the dataclass `defaults`, overridden by the values in a YAML file.

    Nested dataclasses and dicts are merged with the defaults; lists replace the defaults. A list of
    one item can be written without brackets. If the file is empty, the defaults are returned
    unchanged.

    Args:
        path: the path of the YAML file.
        defaults: a dataclass whose fields are the keys allowed in the file. The supported field
            types are str, int, float, bool, None, Literal, tuple[X, ...], dict[str, X], unions of
            these, and other dataclasses.

    Raises:
        ConfigError: if the file cannot be read, is not YAML, or contains an unknown key or an
            invalid value; the message names the file and, if known, the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text", "Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise ConfigError(f"{path}{where}: not YAML: {problem}", "Correct that line.") from error
    if node is None:
        return defaults
    return _YamlReader(path).merge(node, defaults)


def parse_json(content: bytes) -> Any:
    """Decode JSON, and return the result as plain Python values.

    The values are dicts, lists, strings, numbers, booleans and None. Every number in the result is
    finite, because JSON does not allow infinities or NaN.

    Args:
        content: the JSON text, in UTF-8.

    Raises:
        ValueError: if the bytes are not valid JSON in UTF-8, or the JSON is nested too deeply.
    """
    try:
        return msgspec.json.decode(content)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def convert_json(value: object, kind: type[T], place: str, *, open_ended: bool = False) -> T:
    """Convert a value parsed from JSON to another type, and return the result.

    The type can be a dataclass or any other type that the package msgspec supports.

    Dataclass fields that are missing from the value are set to their defaults. These fields are not
    included in the result's `vars()`, so use `dataclasses.asdict` to list all fields.

    Args:
        value: the plain Python value to convert, as returned by `parse_json`.
        kind: the type to convert to.
        place: the name of the value in messages, such as "sampling".
        open_ended: whether to ignore unknown keys instead of rejecting them.

    Raises:
        ValueError: if the value cannot be converted; the message names the place and describes the
            problem: "sampling: top_k must be a whole number, not 'x'".
    """
    try:
        converted = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(_explain(error, value, place)) from error
    except UsageError as error:
        raise ValueError(f"{place}: {error.what}") from error
    except ArithmeticError as error:  # a number too large for the sentence on it
        raise ValueError(f"{place} has a number out of range") from error
    # not msgspec.to_builtins, which leaves out the fields that a default filled
    plain = dataclasses.asdict(_Converted(converted))["value"]
    for key in () if open_ended else _extra_keys(value, plain):
        raise ValueError(f"{place} has an unknown key {key}")
    return converted


@dataclasses.dataclass(frozen=True)
class _Converted:
    value: object


class _YamlReader:
    """A converter from the YAML nodes of one file to dataclasses; messages name the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._constructor = yaml.SafeLoader("")

    def merge(self, node: yaml.Node, defaults: T, key: str = "the file") -> T:
        """Return a copy of `defaults`, overridden by the keys of the mapping `node`."""
        hints = get_type_hints(type(defaults))
        changes: dict[str, Any] = {}
        nodes: dict[str, yaml.Node] = {}
        for name, name_node, value in self._pairs(node, key):
            if name not in hints:
                todo = did_you_mean(name, hints, f"Known: {', '.join(hints)}.")
                raise self._error(name_node, f"unknown key {name}", todo)
            changes[name] = self._value(value, hints[name], getattr(defaults, name), name)
            nodes[name] = value
        return self._replace(node, defaults, changes, nodes)

    def _error(self, node: yaml.Node, what: str, todo: str = "Change that value.") -> ConfigError:
        return ConfigError(f"{self._path}, line {node.start_mark.line + 1}: {what}", todo)

    def _replace(
        self, node: yaml.Node, defaults: T, changes: dict[str, Any], nodes: dict[str, yaml.Node]
    ) -> T:
        try:
            return dataclasses.replace(defaults, **changes)  # type: ignore[type-var]
        except (UsageError, ValueError, ArithmeticError) as error:
            if len(changes) > 1:
                for name, value in changes.items():  # one refused by itself has its own line
                    self._replace(nodes[name], defaults, {name: value}, nodes)
            if isinstance(error, ArithmeticError):  # a number too large for the sentence on it
                raise self._error(node, f"{' or '.join(changes)} is out of range") from error
            todo = getattr(error, "todo", "Change that value.")
            raise self._error(node, str(error), todo) from error

    def _pairs(self, node: yaml.Node, key: str) -> list[tuple[str, yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, f"{key} must be keys with values", "Write `key: value` lines.")
        names: set[str] = set()
        pairs = []
        for name_node, value in node.value:
            name = str(name_node.value)
            if name in names:
                raise self._error(name_node, f"{name} is there twice", "Remove one of them.")
            names.add(name)
            pairs.append((name, name_node, value))
        return pairs

    def _value(self, node: yaml.Node, kind: Any, default: Any, key: str) -> Any:
        arguments = get_args(kind)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return self.merge(node, default if default is not None else kind(), key)
        if get_origin(kind) is dict:
            merged = dict(default or {})
            for name, _, item in self._pairs(node, key):
                merged[name] = self._value(item, arguments[1], merged.get(name), f"{key}.{name}")
            return merged
        if get_origin(kind) is tuple:
            nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
            return tuple(self._value(item, arguments[0], None, key) for item in nodes)
        wanted = f"{key} must be {_describe(kind)}"
        try:
            value: Any = self._constructor.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # a tag, or the 31st of June
            raise self._error(node, f"{wanted}, and this cannot be read") from error
        if isinstance(value, str) and _EXPONENT.fullmatch(value) and float in (kind, *arguments):
            value = float(value)  # YAML 1.1 takes 4e-3, without a point, for text
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            raise self._error(node, f"{wanted}, not {_show(value)}") from error


def _describe(kind: Any) -> str:
    """Describe a type annotation in plain words, such as “text or nothing”."""
    arguments = get_args(kind)
    if get_origin(kind) is Literal:
        return " or ".join(map(str, arguments))
    return " or ".join(map(_describe, arguments)) if arguments else _word(kind.__name__)


def _explain(error: msgspec.ValidationError, value: Any, place: str) -> str:
    """Turn an error of msgspec into a message that names the place and the invalid value."""
    refusal = _REFUSAL.fullmatch(str(error))
    assert refusal is not None  # the pattern's last alternative takes anything
    path = refusal["path"] or ""
    where = f"{place}: {path.lstrip('.')}" if path else place
    if refusal["own"]:
        return f"{where}: {refusal['own']}"
    if refusal["missing"]:
        return f"{where} has no {refusal['missing']}"
    try:
        for step in re.findall(r"\w+|\.\.\.", path):
            value = value[int(step) if isinstance(value, list) else step]
        wrong = _show(value)
    except LookupError:  # msgspec writes [...] for any key of a dict
        wrong = _word(refusal["type"] or "value")
    if refusal["expected"]:
        expected = " or ".join(map(_word, refusal["expected"].split(" | ")))
        return f"{where} must be {expected}, not {wrong}"
    return f"{where} cannot be {wrong}"


def _word(name: str) -> str:
    return _WORDS.get(name, name)


def _show(value: object) -> str:
    """Describe an invalid value for a message: text or a number itself, all else by its kind."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (str, int, float)):
        return _word(type(value).__name__)
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _extra_keys(value: object, other: object, place: str = "") -> Iterator[str]:
    """Yield the paths of the keys that `value` has and `other` lacks, at any depth."""
    if isinstance(value, dict) and isinstance(other, dict):
        for key, inner in value.items():
            where = f"{place}.{key}" if place else str(key)
            if key not in other:
                yield where
            else:
                yield from _extra_keys(inner, other[key], where)
    elif isinstance(value, (list, tuple)) and isinstance(other, (list, tuple)):
        for i, (inner, counterpart) in enumerate(zip(value, other, strict=True)):
            yield from _extra_keys(inner, counterpart, f"{place}[{i}]")
