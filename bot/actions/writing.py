"""Going on: more, another take, and choosing among takes."""

import re

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import under
from bot.desk import Desk
from common.errors import UsageError
from common.sanitizer import sanitize

command = under("Going on")

_MOST_TAKES = 9  # a key chooses one


@command("/more", "", "the author goes on, as at an empty line", "/more")
def more(desk: Desk, argument: str) -> None:
    desk.write()


@command(
    "/retry",
    "[N]",
    "another take of its last passage, or N at once to choose from",
    "/retry 3",
    lambda desk: ("2", "3", "4"),
)
def retry(desk: Desk, argument: str) -> None:
    session = desk.session
    number = whole(argument, 1, _MOST_TAKES, "the number of takes") if argument else 1
    if not session.page.passages:
        raise UsageError("there is nothing to write again", "Write a line first.")
    if number == 1:
        desk.write_again()
        _say_which(desk)
        return
    before = len(session.page.manuscript)
    chosen = desk.surface.choose(session.author, number, session.write_takes(number))
    offered = session.candidates
    if chosen in offered:
        show_take(desk, offered[chosen])
        desk.tell_missed(before)
    elif offered:
        desk.say(f"All as it was; /takes has the {len(offered)} too.")


@command("/takes", "[N]", "all takes of the last passage, or of passage N", "/takes")
def takes(desk: Desk, argument: str) -> None:
    session = desk.session
    known, here = session.page.takes, session.page.here
    if argument:
        path = session.page.manuscript.path(here)
        place = whole(argument, 1, max(1, len(path)), "a passage's number")
        session.page.check_place(place)
        here = path[place - 1]
        known = session.page.takes_of(here)
    if not known:
        raise UsageError("no author has written here yet", "An empty line lets one go on.")
    grid = Grid(box=None, pad_edge=False, show_header=False, padding=(0, 2, 1, 0))
    grid.add_column("", no_wrap=True)
    grid.add_column("", justify="right")
    grid.add_column("author", no_wrap=True)
    grid.add_column("text", ratio=1)
    for place, number in enumerate(known, 1):
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
    "put take K in the place of the last passage",
    "/take 2",
    lambda desk: [str(place) for place, _ in enumerate(desk.session.page.takes, 1)],
)
def take(desk: Desk, argument: str) -> None:
    known = desk.session.page.takes
    if not known:
        raise UsageError("no author has written here yet", "An empty line lets one go on.")
    if not argument:
        raise UsageError("a take has a number", "Type /takes to see them, then /take K.")
    show_take(desk, known[whole(argument, 1, len(known), "a take's number") - 1])


def show_take(desk: Desk, number: int) -> None:
    """Put a take on the page, and show it."""
    desk.session.page.choose(number)
    desk.show_last(1)
    _say_which(desk)
    desk.settle()


def _say_which(desk: Desk) -> None:
    known, here = desk.session.page.takes, desk.session.page.here
    if here in known and len(known) > 1:
        desk.say(f"It is take {known.index(here) + 1} of {len(known)}; /takes lists them.")


def whole(text: str, least: int, most: int, what: str) -> int:
    """The number that a text is.

    Raises:
        UsageError: when it is none, or out of range.
    """
    if not re.fullmatch(r"\d{1,10}", text) or not least <= int(text) <= most:
        between = f"a whole number from {least} to {most:,}" if most > least else f"{least}"
        raise UsageError(f"{what} cannot be {text[:20]}", f"It is {between}.")
    return int(text)
