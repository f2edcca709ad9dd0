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

    Attributes:
        name: the command's name with its slash, such as "/model".
        usage: the argument as shown in the help, such as "[NAME]"; "" if there is none.
        summary: one line that says what the command does.
        example: a typed line that shows how to use the command, such as "/model dickens".
        run: the function that runs the command. It is called with the desk (the object that holds
            the chat's session, its language models and its output) and the argument.
        complete: a function that takes the desk and returns the arguments to offer for Tab
            completion.
        forms: other ways to use the command, as (argument, summary) pairs.
        values: possible arguments, as (value, summary) pairs; the full help omits them.
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
        """The command's lines in the full help, as pairs: what to type, and what it does."""
        return [(self.usage_line, self.summary), *self._add_name(self.forms)]

    @property
    def details(self) -> list[tuple[str, str]]:
        """The lines of the command's own help, as pairs: what to type, and what it does.

        The first lines are the command's lines in the full help. They are followed by one line for
        each possible argument in `values`.
        """
        return [*self.rows, *self._add_name(self.values)]

    def _add_name(self, forms: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(f"{self.name} {usage}", summary) for usage, summary in forms]


class Table(Generic[Desk]):
    """The commands that can be typed in the chat, in the order in which the help lists them.

    Iterating over the table yields the commands section by section. Within a section, they are in
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

        The function is called with the desk (the object that holds the chat's session, its language
        models and its output) and the typed argument without surrounding spaces.

        Args:
            name: the command's name with its slash, such as "/model".
            usage: the argument as shown in the help, such as "[NAME]"; "" if there is none.
            summary: one line that says what the command does.
            example: a typed line that shows how to use the command, such as "/model dickens".
            complete: a function that takes the desk and returns the arguments to offer on Tab.
            forms: other ways to use the command, as (argument, summary) pairs.
            values: possible arguments, as (value, summary) pairs; the full help omits them.
            heading: the heading of the command's section in the help.
            aliases: other names of the command, which are not listed in the help.
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
            UsageError: if there is no such command; the message suggests a similar name if there is
                one.
        """
        for command in self._commands.values():
            if name.lower() in (command.name, *command.aliases):
                return command
        todo = did_you_mean(name, self._commands, "/help lists them all.", "/")
        raise UsageError(f"there is no command {name}", todo)

    def run(self, desk: Desk, line: str) -> None:
        """Run the command that the user typed on a line.

        Args:
            desk: the object that holds the chat's session, its language models and its output.
            line: the line as typed, such as "/model dickens".

        Raises:
            PasticheError: if there is no such command, or if the command fails.
        """
        name, *rest = line.split(None, 1)
        command = self.find(name)
        argument = "".join(rest).strip()
        if argument and not command.usage:
            raise UsageError(f"nothing may follow {name}", f"Type {name} alone.")
        command.run(desk, argument)


def is_command(line: str) -> bool:
    """Return whether a typed line is a command: a line that begins with exactly one slash."""
    return line.lstrip().startswith("/") and not line.lstrip().startswith("//")


def unescape(line: str) -> str:
    """Return a typed line as it should appear in the text: two slashes at its start become one."""
    return line.replace("//", "/", 1) if line.lstrip().startswith("//") else line
