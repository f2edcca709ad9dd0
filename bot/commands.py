"""A table of commands, one decorated function each, from which help, completion and docs are made.

The table depends neither on the desk nor on what a command does.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from common.errors import UsageError
from common.wording import did_you_mean

Desk = TypeVar("Desk")


@dataclass(frozen=True)
class Command(Generic[Desk]):
    """A command that can be typed in the chat, such as "/model".

    Two of its attributes are functions that are called with the desk, the object that holds the
    chat's session, authors and output.

    Attributes:
        name: the command's name with its slash, such as "/model".
        usage: the argument as shown in the help, such as "[NAME]"; "" if there is none.
        summary: one line that says what the command does.
        example: an example of a line that uses the command.
        run: the function that runs the command; it is called with the desk and the argument.
        complete: a function that is called with the desk, and returns the possible arguments for
            completion with Tab.
        forms: other forms of the command, which are listed in the help; each is an (argument,
            summary) pair.
        values: values of the argument, which are listed only in the help on this command; each is a
            (value, summary) pair.
        heading: the heading of the command's section in the help.
        aliases: other names of the command, which are not listed in the help.
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
        """The command's name and argument, such as "/model [NAME]"."""
        return f"{self.name} {self.usage}".rstrip()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The command's lines in the general help, one for each form of the command.

        Each line is a pair: the text to type, and what it does.
        """
        return [(self.usage_line, self.summary), *self._add_name(self.forms)]

    @property
    def details(self) -> list[tuple[str, str]]:
        """The command's lines in the help on this one command.

        There is a line for each form of the command and for each value of its argument. Each line
        is a pair: the text to type, and what it does.
        """
        return [*self.rows, *self._add_name(self.values)]

    def _add_name(self, forms: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(f"{self.name} {usage}", summary) for usage, summary in forms]


class Table(Generic[Desk]):
    """The commands that can be typed in the chat, in the order of the help.

    Iterating over the table yields the commands section by section. Within a section they are in
    the order in which they were added.

    Args:
        headings: the headings of the help's sections, in order.
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
        """Return a decorator that adds a function to the table as a command.

        The decorated function is called with two arguments: the desk (the object that holds the
        chat's session, authors and output), and the typed argument without surrounding spaces. The
        parameters have the same meaning as the attributes of `Command`.
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
        """Return the command with the given name or alias.

        Args:
            name: the name with its slash, in upper or lower case.

        Raises:
            UsageError: if there is no such command; the message suggests the most similar name.
        """
        for command in self._commands.values():
            if name.lower() in (command.name, *command.aliases):
                return command
        todo = did_you_mean(name, self._commands, "/help lists them all.")
        raise UsageError(f"there is no command {name}", todo)

    def run(self, desk: Desk, line: str) -> None:
        """Find the command that was typed on a line, and run it.

        Args:
            desk: the object that holds the chat's session, authors and output.
            line: the line as typed, such as "/model dickens".

        Raises:
            PasticheError: if there is no such command, or the command fails.
        """
        name, *rest = line.split(None, 1)
        command = self.find(name)
        argument = "".join(rest).strip()
        if argument and not command.usage:
            raise UsageError(f"nothing may follow {name}", f"Type {name} alone.")
        command.run(desk, argument)


def is_command(line: str) -> bool:
    """Return whether a typed line is a command, which begins with exactly one slash."""
    return line.lstrip().startswith("/") and not line.lstrip().startswith("//")


def unescape(line: str) -> str:
    """Return a typed line as text for the page: two slashes at its start become one."""
    return line.replace("//", "/", 1) if line.lstrip().startswith("//") else line
