"""YAML into frozen dataclasses: a key nobody knows or a wrong type is one sentence with its line.

Understands str, int, float, bool, None, Literal, tuple[X, ...], dict[str, X], unions and nested
dataclasses, which is all that the project's YAML files hold. A dataclass's own checks may raise
ValueError or UsageError; the sentence then names the file. It knows types, not what keys mean.
"""

import dataclasses
import datetime
import difflib
import re
import types
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from common.errors import ConfigError, UsageError

T = TypeVar("T")
_EXPONENT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")


def read_yaml(path: Path, over: T) -> T:
    """The dataclass `over`, with what the file says laid upon it; nested ones and dicts merge.

    Raises:
        ConfigError: when the file cannot be read or says what it cannot say, with the line.
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
        raise ConfigError(f"{path}{where}: not YAML: {problem}", "Mend that line.") from error
    if node is None:
        return over
    return _Reader(path).fields(node, over)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._constructor = yaml.SafeLoader("")

    def _error(self, node: yaml.Node, what: str, todo: str) -> ConfigError:
        return ConfigError(f"{self._path}, line {node.start_mark.line + 1}: {what}", todo)

    def fields(self, node: yaml.Node, over: T, key: str = "") -> T:
        """`over` with the mapping `node` laid upon it."""
        hints = get_type_hints(type(over))
        changes: dict[str, Any] = {}
        nodes: dict[str, yaml.Node] = {}
        for name, name_node, value in self._pairs(node, key or "the file"):
            if name not in hints:
                near = difflib.get_close_matches(name, hints, 1)
                todo = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(hints)}."
                raise self._error(name_node, f"unknown key {name}", todo)
            changes[name] = self._value(value, hints[name], getattr(over, name), name)
            nodes[name] = value
        return self._replaced(node, over, changes, nodes)

    def _replaced(
        self, node: yaml.Node, over: T, changes: dict[str, Any], nodes: dict[str, yaml.Node]
    ) -> T:
        try:
            return dataclasses.replace(over, **changes)  # type: ignore[type-var]
        except (UsageError, ValueError) as error:
            if len(changes) > 1:
                for name, value in changes.items():  # one refused by itself has its own line
                    self._replaced(nodes[name], over, {name: value}, nodes)
            todo = getattr(error, "todo", "Change that value.")
            raise self._error(node, str(error), todo) from error

    def _pairs(self, node: yaml.Node, key: str) -> list[tuple[str, yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, f"{key} must be keys with values", "Write `key: value` lines.")
        seen: set[str] = set()
        pairs = []
        for name_node, value in node.value:
            name = str(name_node.value)
            if name in seen:
                raise self._error(name_node, f"{name} stands there twice", "Take one of them out.")
            seen.add(name)
            pairs.append((name, name_node, value))
        return pairs

    def _value(self, node: yaml.Node, kind: Any, over: Any, key: str) -> Any:
        origin, arguments = get_origin(kind), get_args(kind)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return self.fields(node, over if over is not None else kind(), key)
        if origin is dict:
            merged = dict(over or {})
            for name, _, value in self._pairs(node, key):
                merged[name] = self._value(value, arguments[1], merged.get(name), f"{key}.{name}")
            return merged
        if origin is tuple:
            nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
            return tuple(self._value(item, arguments[0], None, key) for item in nodes)
        try:
            given: Any = self._constructor.construct_object(node, deep=True)
            if (
                (kind is float or float in arguments)
                and isinstance(given, str)
                and _EXPONENT.fullmatch(given)
            ):
                given = float(given)  # YAML 1.1 takes 4e-3, without a point, for text
            if _fits(given, kind):
                return float(given) if kind is float else given
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # a tag, or the 31st of June
            raise self._error(
                node, f"{key} must be {_called(kind)}, and cannot be read", "Change that value."
            ) from error
        shown = repr(given) if isinstance(given, (str, int, float)) else _called(type(given))
        raise self._error(node, f"{key} must be {_called(kind)}, not {shown}", "Change that value.")


def _fits(value: Any, kind: Any) -> bool:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in arguments)
    if origin is Literal:
        return any(value == one and type(value) is type(one) for one in arguments)
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is kind


def _called(kind: Any) -> str:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(_called(one) for one in arguments)
    if origin is Literal:
        return " or ".join(str(one) for one in arguments)
    names: dict[Any, str] = {str: "text", int: "a whole number", float: "a number",
                             bool: "true or false", type(None): "nothing", list: "a list",
                             dict: "keys with values", set: "a set", bytes: "binary",
                             datetime.date: "a date", datetime.datetime: "a date"}  # fmt: skip
    return names.get(kind, str(kind))
