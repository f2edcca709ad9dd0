"""Shaping the page: taking back, editing, beginning anew, and branches."""

from collections.abc import Sequence

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.settings import show_settings
from bot.actions.table import under
from bot.actions.writing import whole
from bot.desk import Desk
from bot.page.manuscript import Passage
from common.errors import UsageError
from common.sanitizer import sanitize

command = under("The page")

_MOST_STEPS = 1_000_000
_KINDS = {
    "turn": "a turn",
    "more": "a passage",
    "take": "another take",
    "edit": "an edit",
    "reset": "an empty page",
    "import": "an import",
    "branch": "a change of branch",
}


@command("/undo", "[N]", "take back the last turn, edit, reset…, or the last N", "/undo 2")
def undo(desk: Desk, argument: str) -> None:
    steps = whole(argument, 1, _MOST_STEPS, "the number of steps") if argument else 1
    before = desk.session.page.passages
    kinds = desk.session.page.undo(steps)
    _show_changed(desk, before, 1)
    desk.say(f"Taken back: {told(kinds)}. /redo brings {'it' if len(kinds) == 1 else 'them'} back.")
    desk.settle()


@command("/redo", "[N]", "do again what was taken back", "/redo")
def redo(desk: Desk, argument: str) -> None:
    steps = whole(argument, 1, _MOST_STEPS, "the number of steps") if argument else 1
    before = desk.session.page.passages
    kinds = desk.session.page.redo(steps)
    _show_changed(desk, before, 2)
    desk.say(f"Done again: {told(kinds)}.")
    desk.settle()


def _show_changed(desk: Desk, before: Sequence[Passage], last: int) -> None:
    """The passage by which the page is another one than before, or where that is its end, that."""
    pairs = enumerate(zip(before, desk.session.page.passages, strict=False))
    place = next((place for place, (one, other) in pairs if one.text != other.text), None)
    if place is None or place + 1 == len(desk.session.page.passages):
        desk.show_last(last)
    else:
        desk.show_passage(place)


def told(kinds: list[str]) -> str:
    """Steps in words."""
    if len(kinds) == 1:
        return _KINDS.get(kinds[0], "a step")
    return f"{len(kinds)} steps"


@command(
    "/edit", "[N]", "change the last passage, or passage N, in your editor ($EDITOR)", "/edit 3"
)
def edit(desk: Desk, argument: str) -> None:
    session = desk.session
    passages = session.page.passages
    place = len(passages)
    if argument:
        place = whole(argument, 1, max(1, len(passages)), "a passage's number")
    session.page.check_place(place)
    old = passages[place - 1].text
    new = desk.surface.edit(old)
    if new == old:
        desk.say("Nothing was changed.")
        return
    session.page.edit(place, new)
    if new:
        desk.show_passage(place - 1)
    desk.say(f"Passage {place} is {'changed' if new else 'taken out'}. /undo brings the old back.")
    desk.settle()


@command("/reset", "", "begin an empty page; /undo brings the old one back", "/reset")
def reset(desk: Desk, argument: str) -> None:
    desk.session.page.reset()
    desk.say("An empty page.")
    desk.settle()


@command(
    "/show",
    "[N]",
    "the page with its passages' numbers, or passage N",
    "/show",
    lambda desk: ("settings",),
    (("settings", "how the author writes"),),
)
def show(desk: Desk, argument: str) -> None:
    if argument == "settings":
        show_settings(desk)
        return
    passages = list(enumerate(desk.session.page.passages, 1))
    if not passages:
        raise UsageError("the page is empty", "Write a line first.")
    if argument:
        place = whole(argument, 1, len(passages), "a passage's number")
        passages = passages[place - 1 : place]
    desk.surface.page(passages)


@command(
    "/branch",
    "NAME",
    "take up a branch, or begin one here",
    "/branch kinder-ending",
    lambda desk: [branch.name for branch in desk.session.page.branches],
)
def branch(desk: Desk, argument: str) -> None:
    if not argument:
        raise UsageError("a branch has a name", "Type /branch NAME; /branches lists them.")
    name = argument.lower()
    if desk.session.page.branch(name):
        desk.show_last(2)
        desk.say(f"On {desk.session.page.history.position.branch}.")
    else:
        desk.say(f"{name} begins here; what you write now is on it alone.")
    desk.settle()


@command("/branches", "", "all ways in which the page goes on", "/branches")
def branches(desk: Desk, argument: str) -> None:
    session = desk.session
    grid = Grid(box=None, pad_edge=False, expand=True)
    grid.add_column("", no_wrap=True)
    grid.add_column("branch", no_wrap=True)
    grid.add_column("parts after", justify="right")
    grid.add_column("words", justify="right", no_wrap=True)
    grid.add_column("ends with", ratio=1, no_wrap=True, overflow="ellipsis")
    here = session.page.manuscript.path(session.page.here)
    for branch in session.page.branches:
        words = session.page.manuscript.words(branch.number)
        grid.add_row(
            "›" if branch.present else " ",
            branch.name,
            "" if branch.present else _parting(here, session.page.manuscript.path(branch.number)),
            f"{words:,}",
            Text(sanitize(_end(desk, branch.number))),
        )
    desk.surface.show(grid)
    if any(not branch.named for branch in session.page.branches):
        desk.say("left-…: what an undo, an edit or a reset has left behind; /branch takes it up.")


def _parting(here: list[int], there: list[int]) -> str:
    """The last passage that two pages share, by its place; nothing where they share none."""
    shared = sum(1 for one, other in zip(here, there, strict=False) if one == other)
    return f"{shared}" if shared else "-"


def _end(desk: Desk, number: int) -> str:
    """The last words of a page."""
    text = desk.session.page.manuscript.passage(number).text.split()
    words = " ".join(text[-12:])
    return f"… {words}" if len(text) > 12 else words or "an empty page"
