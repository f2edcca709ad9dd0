"""Commands for help, and for leaving the chat."""

import shlex

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import commands, section
from bot.desk import Desk
from common.program import program_name

command = section("Help and leaving")


@command(
    "/help",
    "[COMMAND]",
    "list what you can type, or explain COMMAND",
    "/help retrain",
    lambda desk: [command.name for command in commands],
    aliases=("/h", "/?"),
)
def help_(desk: Desk, argument: str) -> None:
    if argument:
        entry = commands.find("/" + argument.removeprefix("/"))
        desk.surface.show(_grid([("", [*entry.details, ("for example", entry.example)])]), True)
    else:
        desk.surface.show(_grid(help_sections()), in_pages=True)


def help_sections() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the contents of the chat's help, which the command /help prints.

    Returns:
        One pair for each section: its heading, and a list of its entries. Each entry is a pair:
        what to type, and what it does.
    """
    sections: dict[str, list[tuple[str, str]]] = {"At the prompt": list(KEYS)}
    for entry in commands:
        sections.setdefault(entry.heading, []).extend(entry.rows)
    return list(sections.items())


def _grid(sections: list[tuple[str, list[tuple[str, str]]]]) -> Grid:
    grid = Grid(box=None, pad_edge=False, show_header=False)
    grid.add_column(max_width=30)
    grid.add_column(ratio=1)
    for heading, rows in sections:
        if heading:
            grid.add_row(Text(f"\n{heading}", style="underline"))
        for usage, summary in rows:
            grid.add_row(Text(usage, style="bold"), Text(summary))
    return grid


KEYS = (
    ("a line", "your passage; the author continues from there"),
    ("an empty line", "the author continues"),
    ("//…", "your passage, starting with a slash"),
    ("NAME: words", "a speech in a play; NAME in capitals, unless it has spoken before"),
    ("Alt-Enter", "a new line in your passage; twice at its start, a new paragraph"),
    (
        "Right, Ctrl-F, Ctrl-E",
        "accepts the ghost text; Alt-F or Ctrl-Right one word of it; Ctrl-G drops it",
    ),
    ("Tab", "completes commands, authors, values and the word you are typing"),
    (
        "Alt-N",
        "nine sentences that might come next, also after a line you have begun; choose with digits"
        " and arrows, Left takes less of one, e edits it, m takes it and shows the next nine",
    ),
    ("Alt-T", "three takes of the last passage, to choose from"),
    ("Ctrl-X Ctrl-E", "opens the line you are typing in your editor"),
    ("Ctrl-L", "clears the screen and shows the last turn"),
    ("F1", "this help"),
    ("Ctrl-C", "stops the author at the end of a word, or clears the line"),
    ("Ctrl-Z", "at the prompt, suspends the program; fg in your shell brings it back"),
    ("Ctrl-D", "leaves"),
)


@command("/quit", "", "leave", "/quit", aliases=("/exit", "/q"))
def quit_(desk: Desk, argument: str) -> None:
    if not (_may_lose_changes(desk) and _may_leave_training(desk)):
        return
    desk.leave()
    if desk.file.name:
        resume = shlex.join([program_name(), *desk.options.training_arguments, "--resume"])
        desk.say(f"Saved as {desk.file.name}; continue with: {resume}")


def _may_lose_changes(desk: Desk) -> bool:
    """Return whether all is saved, or the user agrees to leave without saving."""
    desk.file.save(desk.session)
    if not desk.file.fault:
        return True
    return desk.confirm(f"{desk.file.fault} Leave, and lose what is not saved?")


def _may_leave_training(desk: Desk) -> bool:
    """Return whether no training is running, or the user has decided what happens to it."""
    if desk.training is None or not desk.is_training:
        return True
    status = desk.training.status
    if not desk.surface.can_ask:
        desk.say(f"Training continues ({status.describe()}).")
        return True
    answer = desk.surface.ask(
        f"Training is in progress ({status.describe()}). Stop it and keep the best version so far"
        " [s], let it go on without you [g], or stay here [Enter]? "
    )
    match answer.strip().lower():
        case "s" | "stop" | "y" | "yes":
            desk.say(desk.training.finish())
            return True
        case "g" | "go" | "n" | "no":
            desk.say("Training continues; you will find the author here when it is done.")
            return True
        case "":
            return False
    desk.put_back(answer.strip())
    return False
