"""The table of commands: one decorated function each; help, completion and docs derive from it.

It knows neither the desk nor what commands do.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from common.errors import UsageError

Desk = TypeVar("Desk")


@dataclass(frozen=True)
class Command(Generic[Desk]):
    """One command.

    Attributes:
        name: with its slash.
        usage: of the argument, as in "[NAME]"; nothing when it takes none.
        summary: one line.
        example: as it is typed.
        run: does it, with the desk and the argument.
        complete: what the argument may be, for Tab.
        forms: other things it takes, each with its own summary.
        values: what these may be, for whoever asks for help with this command.
        heading: what help lists it under.
        also: other names that it is known by elsewhere, which nothing lists.
    """

    name: str
    usage: str
    summary: str
    example: str
    run: Callable[[Desk, str], None]
    complete: Callable[[Desk], Iterable[str]]
    forms: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    heading: str = ""
    also: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        return f"{self.name} {self.usage}".rstrip()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Everything that can be typed, with its summary."""
        return [(self.typed, self.summary), *self._named(self.forms)]

    @property
    def details(self) -> list[tuple[str, str]]:
        """The same, with what values mean."""
        return [*self.rows, *self._named(self.values)]

    def _named(self, forms: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(f"{self.name} {usage}", summary) for usage, summary in forms]


class Table(Generic[Desk]):
    """Commands by name, in the order of their headings, and in which they were put down.

    Args:
        headings: all there are.
    """

    def __init__(self, *headings: str) -> None:
        self._headings = headings or ("",)
        self._commands: dict[str, Command[Desk]] = {}

    def command(
        self,
        name: str,
        usage: str,
        summary: str,
        example: str,
        complete: Callable[[Desk], Iterable[str]] = lambda desk: (),
        forms: tuple[tuple[str, str], ...] = (),
        values: tuple[tuple[str, str], ...] = (),
        heading: str = "",
        also: tuple[str, ...] = (),
    ) -> Callable[[Callable[[Desk, str], None]], Callable[[Desk, str], None]]:
        """Put a function into the table; it gets the desk and the argument, stripped."""

        def put(run: Callable[[Desk, str], None]) -> Callable[[Desk, str], None]:
            self._commands[name] = Command(
                name, usage, summary, example, run, complete, forms, values, heading, also
            )
            return run

        return put

    def __iter__(self) -> Iterator[Command[Desk]]:
        rank = self._headings.index
        return iter(sorted(self._commands.values(), key=lambda one: rank(one.heading)))

    def find(self, name: str) -> Command[Desk]:
        """The command of that name.

        Raises:
            UsageError: when there is none; it names the nearest.
        """
        for one in self._commands.values():
            if name.lower() in (one.name, *one.also):
                return one
        begun = [one for one in self._commands if len(name) > 2 and _begins(one, name)]
        near = begun or difflib.get_close_matches(name, self._commands, 1, cutoff=0.6)
        todo = f"Did you mean {near[0]}?" if near else "/help lists them all."
        raise UsageError(f"there is no command {name}", todo)

    def run(self, desk: Desk, line: str) -> None:
        """Carry out a line that begins with a slash.

        Raises:
            PasticheError: as the command does, or when there is no such command.
        """
        name, *rest = line.split(None, 1)
        command = self.find(name)
        argument = "".join(rest).strip()
        if argument and not command.usage:
            raise UsageError(f"{name} takes nothing after it", f"Type {name} alone.")
        command.run(desk, argument)


def _begins(one: str, other: str) -> bool:
    """Whether either is the beginning of the other."""
    return one.startswith(other) or other.startswith(one)


def is_command(line: str) -> bool:
    """Whether a line is a command: it begins with a slash, and with no more than one."""
    return line.lstrip().startswith("/") and not line.lstrip().startswith("//")
