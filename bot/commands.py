"""The table of commands, one decorated function each; help, completion and docs are made from it.

Neither the desk nor what a command does is known here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from common.errors import UsageError
from common.wording import did_you_mean

Desk = TypeVar("Desk")


@dataclass(frozen=True)
class Command(Generic[Desk]):
    """One command at the desk.

    Attributes:
        name: with its slash, such as "/model".
        usage: the argument as help shows it, such as "[NAME]"; "" if the command has none.
        summary: one line that says what it does.
        example: a line as it is typed.
        run: a function of the desk and the argument.
        complete: a function of the desk that returns arguments, for Tab.
        forms: further (argument, summary) for help.
        values: further (argument, summary), shown only in the help on this command.
        heading: the section of the help.
        aliases: names that work too, but that help does not list.
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
    aliases: tuple[str, ...] = ()

    @property
    def usage_line(self) -> str:
        """The name and the argument, such as "/model [NAME]"."""
        return f"{self.name} {self.usage}".rstrip()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(what is typed, summary) for each form of the command."""
        return [(self.usage_line, self.summary), *self._add_name(self.forms)]

    @property
    def details(self) -> list[tuple[str, str]]:
        """(what is typed, summary) for each form of the command and each value."""
        return [*self.rows, *self._add_name(self.values)]

    def _add_name(self, forms: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(f"{self.name} {usage}", summary) for usage, summary in forms]


class Table(Generic[Desk]):
    """A table of commands, iterated in the order of the headings, then of definition.

    Args:
        headings: the sections of the help, in order.
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
        aliases: tuple[str, ...] = (),
    ) -> Callable[[Callable[[Desk, str], None]], Callable[[Desk, str], None]]:
        """Return a decorator that puts a function into the table.

        The function is called with the desk and the argument, without surrounding blanks. The
        parameters are those of `Command`.
        """

        def add(run: Callable[[Desk, str], None]) -> Callable[[Desk, str], None]:
            self._commands[name] = Command(
                name, usage, summary, example, run, complete, forms, values, heading, aliases
            )
            return run

        return add

    def __iter__(self) -> Iterator[Command[Desk]]:
        rank = self._headings.index
        return iter(sorted(self._commands.values(), key=lambda command: rank(command.heading)))

    def find(self, name: str) -> Command[Desk]:
        """Return the command of that name or alias.

        Raises:
            UsageError: when there is none; the message suggests the nearest.
        """
        for command in self._commands.values():
            if name.lower() in (command.name, *command.aliases):
                return command
        todo = did_you_mean(name, self._commands, "/help lists them all.")
        raise UsageError(f"there is no command {name}", todo)

    def run(self, desk: Desk, line: str) -> None:
        """Run a line that begins with a slash.

        Raises:
            PasticheError: from the command, or when there is no such command.
        """
        name, *rest = line.split(None, 1)
        command = self.find(name)
        argument = "".join(rest).strip()
        if argument and not command.usage:
            raise UsageError(f"nothing may follow {name}", f"Type {name} alone.")
        command.run(desk, argument)


def is_command(line: str) -> bool:
    """Return whether a line is a command: it begins with exactly one slash."""
    return line.lstrip().startswith("/") and not line.lstrip().startswith("//")
