"""Commands that have the author write: more text, other takes, or lines to choose from.

A take is one of the alternative versions of a passage. A line is a sentence that might continue the
page.
"""

import re
from collections.abc import Callable

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import section
from bot.commands import is_command, unescape
from bot.desk import Desk
from bot.page.edits import check_place
from bot.page.lines import Line
from bot.terminal.surface import Wish
from common.errors import UsageError
from common.sanitizer import sanitize

command = section("Writing")

_MOST_TAKES = 9  # one key chooses
_LINES = 9


@command("/more", "", "let the author continue, as an empty line does", "/more")
def more(desk: Desk, argument: str) -> None:
    desk.write()


@command(
    "/retry",
    "[N]",
    "write another take of the last passage, or N takes to choose from",
    "/retry 3",
    lambda desk: ("2", "3", "4"),
)
def retry(desk: Desk, argument: str) -> None:
    session = desk.session
    number = parse_whole_number(argument, 1, _MOST_TAKES, "the number of takes") if argument else 1
    if not session.page.passages:
        raise UsageError("there is nothing to write again", "Write a line first.")
    if number == 1:
        desk.write_again()
        _say_which_take(desk)
        return
    length = len(session.page.manuscript)
    choice = desk.surface.choose_take(session.authors.current, number, session.write_takes(number))
    candidates = session.candidates
    if choice in candidates:
        session.page.choose(candidates[choice])
        desk.show_last_passages(1)
        desk.say(
            f"You chose {choice + 1}; /takes lists all {len(session.page.takes)} takes of this"
            " passage."
        )
        desk.catch_up()
        desk.report_missing_until(length)
    elif candidates:
        desk.say(f"Nothing has changed; /takes lists the {len(candidates)} new ones too.")


@command(
    "/lines",
    "",
    f"choose from {_LINES} sentences that might come next; ¶ begins a paragraph, / a line",
    "/lines",
)
def lines(desk: Desk, argument: str) -> None:
    has_changed = False
    while (choice := _offer_lines(desk)) is not None:
        line, kept, wish = choice
        draft = _find_draft(desk)
        if wish == "edit":
            _put_in_editor(desk, line.text[:kept])
            return
        passages = len(desk.session.page.passages)
        desk.session.take_line(line, kept, draft)
        has_changed = True
        if draft:  # it is on the page now; a command that has been begun is not
            desk.draft = ""
        desk.show_last_passages(len(desk.session.page.passages) - passages)
        desk.catch_up()
        if wish == "take":
            return
    if not has_changed:
        desk.say("Nothing has changed.")


def _offer_lines(desk: Desk) -> tuple[Line, int, Wish] | None:
    """Ask the user to choose a line; return it, the number of characters to keep, and the wish."""
    offered, draft = list[Line](), _find_draft(desk)

    def write(should_stop: Callable[[], bool]) -> list[str]:
        offered.extend(desk.session.write_lines(_LINES, draft, should_stop))
        return [line.text for line in offered]

    choice = desk.surface.choose_line(desk.session.authors.current, draft, write)
    return None if choice is None else (offered[choice.row], choice.length, choice.wish)


def _find_draft(desk: Desk) -> str:
    """Return the line that the user has begun, as the page would have it; "" if it is a command."""
    return "" if is_command(desk.draft) else unescape(desk.draft)


def _put_in_editor(desk: Desk, text: str) -> None:
    """Put a line after what the user has begun to type, or in its place if that is a command."""
    if is_command(desk.draft):
        desk.say(f"The line takes the place of {desk.draft.strip()}, which you had begun.")
    goes_on = _find_draft(desk).strip()
    desk.draft = desk.draft + text if goes_on else text.lstrip(" ")


@command("/takes", "[N]", "list all takes of the last passage, or of passage N", "/takes")
def takes(desk: Desk, argument: str) -> None:
    session = desk.session
    numbers, here = session.page.takes, session.page.end
    if argument:
        path = session.page.manuscript.path(here)
        place = parse_whole_number(argument, 1, max(1, len(path)), "a passage's number")
        check_place(place, len(session.page.passages))
        here = path[place - 1]
        numbers = session.page.sibling_takes(here)
    if not numbers:
        raise UsageError("no author has written here yet", "Press Enter on an empty line.")
    grid = Grid(box=None, pad_edge=False, show_header=False, padding=(0, 2, 1, 0))
    grid.add_column("", no_wrap=True)
    grid.add_column("", justify="right")
    grid.add_column("author", no_wrap=True)
    grid.add_column("text", ratio=1)
    for place, number in enumerate(numbers, 1):
        passage = session.page.manuscript.passage(number)
        grid.add_row(
            "›" if number == here else " ",
            str(place),
            passage.style,
            Text(sanitize(passage.text.strip())),
        )
    desk.surface.show(grid)


@command(
    "/take",
    "K",
    "replace the last passage with take K",
    "/take 2",
    lambda desk: [str(place) for place, _ in enumerate(desk.session.page.takes, 1)],
)
def take(desk: Desk, argument: str) -> None:
    numbers = desk.session.page.takes
    if not numbers:
        raise UsageError("no author has written here yet", "Press Enter on an empty line.")
    if not argument:
        raise UsageError("/take needs a number", "Type /takes to see the takes, then /take K.")
    place = parse_whole_number(argument, 1, len(numbers), "a take's number")
    show_take(desk, numbers[place - 1])


def show_take(desk: Desk, number: int) -> None:
    """Replace the last passage of the text with another version, and print that version.

    A passage is a piece of text that the user or an author (a language model) wrote in one go.

    Args:
        desk: the object that holds the chat's session, authors and output.
        number: the number of that version. All passages of a session, including all versions, are
            numbered from 1 in the order in which they were written.
    """
    desk.session.page.choose(number)
    desk.show_last_passages(1)
    _say_which_take(desk)
    desk.catch_up()


def _say_which_take(desk: Desk) -> None:
    numbers, here = desk.session.page.takes, desk.session.page.end
    if here in numbers and len(numbers) > 1:
        desk.say(f"This is take {numbers.index(here) + 1} of {len(numbers)}; /takes lists them.")


def parse_whole_number(text: str, least: int, most: int, what: str) -> int:
    """Parse a whole number that the user typed, and return it if it is within a range.

    Args:
        text: the number as typed.
        least: the smallest number allowed.
        most: the largest number allowed.
        what: the name of the quantity, for the error message.

    Raises:
        UsageError: if the text is not a whole number, or if the number is out of range.
    """
    if not re.fullmatch(r"\d{1,10}", text) or not least <= int(text) <= most:
        allowed = f"a whole number from {least} to {most:,}" if most > least else f"{least}"
        raise UsageError(f"{what} cannot be {text[:20]}", f"It must be {allowed}.")
    return int(text)
