"""Commands that change or show the page, the text being written.

They are undo, redo, edit, reset, show, branch and branches.
"""

from collections.abc import Sequence

from bot.actions.names import read_name
from bot.actions.settings import show_settings
from bot.actions.table import section
from bot.actions.writing import parse_whole_number
from bot.desk import Desk
from bot.page.edits import check_place
from bot.page.joints import PassageText
from bot.page.manuscript import ROOT, Passage
from bot.tables import Column, FittedTable
from common.errors import UsageError

command = section("The page")

_MOST_STEPS = 1_000_000
_SHOWN_WORDS = 12
_KINDS = {
    "turn": "a turn",
    "more": "a passage",
    "take": "another take",
    "edit": "an edit",
    "reset": "an empty page",
    "import": "an import",
    "branch": "a change of branch",
    "cast": "a change of cast",
}


@command(
    "/undo", "[N]", "take back the last step (a turn, an edit, a reset …), or the last N", "/undo 2"
)
def undo(desk: Desk, argument: str) -> None:
    steps = parse_whole_number(argument, 1, _MOST_STEPS, "the number of steps") if argument else 1
    former = desk.session.page.passages
    kinds = desk.session.page.undo(steps)
    _show_change(desk, former, kinds, 1)
    pronoun = "it" if len(kinds) == 1 else "them"
    desk.say(f"Taken back: {describe_steps(kinds)}. /redo brings {pronoun} back.")
    desk.catch_up()


@command("/redo", "[N]", "redo the last step that was taken back, or the last N", "/redo")
def redo(desk: Desk, argument: str) -> None:
    steps = parse_whole_number(argument, 1, _MOST_STEPS, "the number of steps") if argument else 1
    former = desk.session.page.passages
    kinds = desk.session.page.redo(steps)
    _show_change(desk, former, kinds, 2)
    desk.say(f"Redone: {describe_steps(kinds)}.")
    desk.catch_up()


def _show_change(desk: Desk, former: Sequence[Passage], kinds: Sequence[str], last: int) -> None:
    """Print the first passage that has changed, or else the end of the page."""
    pairs = enumerate(zip(former, desk.session.page.passages, strict=False))
    place = next((place for place, (old, new) in pairs if old.text != new.text), None)
    if place is None or set(kinds) != {"edit"}:
        desk.show_last_passages(last)
    else:
        desk.show_passage(place)


def describe_steps(kinds: list[str]) -> str:
    """Describe the steps (changes to the text being written) that were undone or redone.

    Args:
        kinds: the kind of each step, such as "edit" or "turn".

    Returns:
        A phrase such as "an edit" for one step, or a count such as "3 steps" for several.
    """
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
        place = parse_whole_number(argument, 1, max(1, len(passages)), "a passage's number")
    check_place(place, len(session.page.passages))
    old = PassageText.split(passages[place - 1].text)
    new = desk.surface.edit(old.words)
    if new == old.words:
        desk.say("Nothing has changed.")
        return
    session.page.edit(place, new)
    if new:
        desk.show_passage(place - 1)
    change = "changed" if new else "removed"
    desk.say(f"Passage {place} is {change}. /undo brings the old text back.")
    desk.catch_up()


@command("/reset", "", "start an empty page; /undo brings the old one back", "/reset")
def reset(desk: Desk, argument: str) -> None:
    desk.session.page.reset()
    desk.say("The page is empty. /undo brings the old one back.")
    desk.catch_up()


@command(
    "/show",
    "[N]",
    "show the page with numbered passages, or passage N",
    "/show",
    lambda desk: ("settings",),
    (("settings", "show how the author writes"),),
)
def show(desk: Desk, argument: str) -> None:
    if argument == "settings":
        show_settings(desk)
        return
    length = len(desk.session.page.passages)
    if not length:
        raise UsageError("the page is empty", "Write a line first.")
    places = range(length)
    if argument:
        place = parse_whole_number(argument, 1, length, "a passage's number")
        places = range(place - 1, place)
    desk.show_page(places)


@command(
    "/branch",
    "NAME",
    "go to a branch, or start one here",
    "/branch kinder-ending",
    lambda desk: [
        branch.name if branch.is_named else f"{branch.number}"
        for branch in desk.session.page.branches
    ],
)
def branch(desk: Desk, argument: str) -> None:
    if not argument:
        raise UsageError("/branch needs a name", "Type /branch NAME; /branches lists them.")
    name = read_name(argument)
    branches = desk.session.page.branches
    if not any(branch.name == name for branch in branches):  # maybe the number of a nameless end
        name = next((b.name for b in branches if name == f"{b.number}" and not b.is_named), name)
    if desk.session.page.switch_branch(name):
        desk.show_last_passages(2)
        desk.say(f"Now on branch {desk.session.page.history.position.branch}.")
    else:
        desk.say(f"Branch {name} starts here; what you write now is on it alone.")
    desk.catch_up()


@command("/branches", "", "list all branches of the page", "/branches")
def branches(desk: Desk, argument: str) -> None:
    session = desk.session
    manuscript = session.page.manuscript
    here = manuscript.path(session.page.end)
    columns = (
        Column(""),
        Column("branch", least=20),
        Column("branches off after", rank=3, justify="right"),
        Column("words", rank=1, justify="right"),
        Column("text", rank=2, least=12),
    )
    rows = []
    for branch in session.page.branches:
        path = manuscript.path(branch.number)
        rows.append(
            (
                "›" if branch.is_present else "",
                branch.name if branch.is_named else f"{branch.number}",
                "" if branch.is_present else _last_shared(here, path),
                f"{manuscript.words(branch.number):,}",
                _describe_end(desk, path, here),
            )
        )
    desk.surface.show(FittedTable(columns, rows))
    left = [branch.number for branch in session.page.branches if not branch.is_named]
    if left:
        desk.say(
            "A number: what an undo, an edit or a reset left behind, by its first words;"
            f" /branch {left[0]} goes back to it."
        )


def _last_shared(here: list[int], there: list[int]) -> str:
    """Return the number of the last passage that two pages share, or "-" if they share none."""
    shared = sum(1 for a, b in zip(here, there, strict=False) if a == b)
    return f"{shared}" if shared else "-"


def _describe_end(desk: Desk, path: list[int], here: list[int]) -> str:
    """Return the text with which a page departs from the current page, or else its end."""
    shared = set(here)
    own = [number for number in path if number not in shared]
    number = own[0] if own else path[-1] if path else ROOT
    words = desk.session.page.manuscript.passage(number).text.split()
    if own:
        return " ".join(words[:_SHOWN_WORDS]) + (" …" if len(words) > _SHOWN_WORDS else "")
    last = " ".join(words[-_SHOWN_WORDS:])
    return f"… {last}" if len(words) > _SHOWN_WORDS else last or "an empty page"
