"""Help, and leaving."""

import shlex

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import commands, under
from bot.desk import Desk
from common.program import program

command = under("Help and leaving")


@command(
    "/help",
    "[COMMAND]",
    "what can be typed here",
    "/help retrain",
    lambda desk: [command.name for command in commands],
    also=("/h", "/?"),
)
def help_(desk: Desk, argument: str) -> None:
    if argument:
        found = commands.find("/" + argument.removeprefix("/"))
        desk.surface.show(_grid([("", [*found.details, ("for example", found.example)])]))
    else:
        desk.surface.show(_grid(listed()))


def listed() -> list[tuple[str, list[tuple[str, str]]]]:
    """All that can be typed, under headings."""
    headings: dict[str, list[tuple[str, str]]] = {"At the prompt": list(KEYS)}
    for one in commands:
        headings.setdefault(one.heading, []).extend(one.rows)
    return list(headings.items())


def _grid(headings: list[tuple[str, list[tuple[str, str]]]]) -> Grid:
    grid = Grid(box=None, pad_edge=False, show_header=False)
    grid.add_column(max_width=30)
    grid.add_column(ratio=1)
    for heading, rows in headings:
        if heading:
            grid.add_row(Text(f"\n{heading}", style="underline"))
        for left, right in rows:
            grid.add_row(Text(left, style="bold"), Text(right))
    return grid


KEYS = (
    ("a line", "your passage; the author goes on from it"),
    ("an empty line", "the author goes on"),
    ("//…", "your passage, begun with a slash"),
    ("NAME: words", "a speech in a play; the name, in capitals, stands on a line of its own"),
    ("Alt-Enter", "a new line within your passage; twice before it, a new paragraph"),
    (
        "Right, Ctrl-F, Ctrl-E",
        "takes the ghost text; Alt-F or Ctrl-Right a word of it, Ctrl-G drops it",
    ),
    ("Tab", "completes commands, authors, values, and the word you are typing"),
    ("Alt-T", "three takes of the last passage, to choose from"),
    ("Ctrl-X Ctrl-E", "opens the line you are typing in your editor"),
    ("Ctrl-L", "clears the screen, and shows the last turn"),
    ("F1", "this help"),
    ("Ctrl-C", "stops the author, or clears the line"),
    ("Ctrl-Z", "at the prompt, puts the program aside; your shell's fg brings it back"),
    ("Ctrl-D", "leaves"),
)


@command("/quit", "", "leave", "/quit", also=("/exit", "/q"))
def quit_(desk: Desk, argument: str) -> None:
    if not (_may_lose_what_is_not_saved(desk) and _may_leave_the_training(desk)):
        return
    desk.leave()
    if desk.file.name:
        again = shlex.join([program(), *desk.options.training_arguments, "--resume"])
        desk.say(f"Saved as {desk.file.name}; {again} goes on with it.")


def _may_lose_what_is_not_saved(desk: Desk) -> bool:
    """Whether all is on the disk, or the person leaves nevertheless."""
    desk.file.save(desk.session)
    if not desk.file.fault:
        return True
    return desk.confirms(f"{desk.file.fault} Leave, and lose what is not saved?")


def _may_leave_the_training(desk: Desk) -> bool:
    """Whether none is running, or the person has said what is to become of it."""
    if desk.training is None or not desk.is_training:
        return True
    status = desk.training.status
    if not desk.surface.asks:
        desk.say(f"The training goes on ({status.line()}).")
        return True
    answer = desk.surface.ask(
        f"A training is running ({status.line()}). Stop it and keep the best so far [s], let it go"
        " on without you [g], or stay [Enter]? "
    )
    match answer.strip().lower():
        case "s" | "stop" | "y" | "yes":
            desk.say(desk.training.finish())
            return True
        case "g" | "go" | "n" | "no":
            desk.say("It goes on; the author will be here when it is done.")
            return True
    return False
