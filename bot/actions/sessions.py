"""Sessions on disk: saving, opening and listing them; pages out as documents, drafts in."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from prompt_toolkit.utils import get_cwidth
from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import under
from bot.desk import Desk
from bot.storage.drafts import read_draft
from bot.storage.exports import export_page
from bot.storage.paths import path_of
from bot.storage.quotes import match_outside_quotes
from common.errors import PasticheError, UsageError, explain
from common.files import write_whole
from common.sanitizer import sanitize
from common.wording import count_of

command = under("Sessions")

_EXPORTED = re.compile(r"(?P<file>.+?)(?P<names>\s+with names)?")


def _sessions(desk: Desk) -> Iterable[str]:
    return desk.sessions.names


@command("/save", "[NAME]", "save at once, or under a name of yours", "/save marshes")
def save(desk: Desk, argument: str) -> None:
    former = desk.file.name
    if argument:
        desk.file.rename(argument.lower(), desk.session)
    else:
        desk.file.write(desk.session)
    desk.surface.changed()
    before = f" (it was {former})" if former not in ("", desk.file.name) else ""
    desk.say(f"Saved as {desk.file.name}{before}, in {desk.file.path}.")


@command(
    "/open",
    "NAME",
    "go on with a saved session; this one is saved first",
    "/open marshes",
    _sessions,
)
def open_(desk: Desk, argument: str) -> None:
    if not argument:
        raise UsageError("a session has a name", "Type /open NAME; /sessions lists them.")
    if argument.lower() == desk.file.name:
        desk.say(f"{desk.file.name} is what you are writing on.")
        return
    open_session(desk, argument.lower())()
    desk.settle()


def open_session(desk: Desk, name: str) -> Callable[[], None]:
    """Go on with a saved session, in place of the present one, which is saved.

    Its author has yet to read it. Returns what shows the person where they are.

    Raises:
        PasticheError: when it is not to be had; the present one stays, as it does with an OSError
            when it cannot be saved itself.
    """
    session = desk.session
    if len(session.page.manuscript) > 1:
        desk.file.write(session)
    file, sitting = desk.sessions.open(name)
    desk.switch_to(file)  # before anything changes, so that no change goes into the other file
    session.dials.restore(sitting.settings)
    session.restore(sitting.manuscript, sitting.history)
    try:
        session.appoint(sitting.author)
        gone = ""
    except PasticheError as error:  # nobody has that author any longer
        gone = f"{explain(error)} {session.author} goes on in place of {sitting.author}."

    def show() -> None:
        desk.show_last(2)
        words = count_of(sitting.manuscript.words(sitting.here), "word")
        desk.say(f"{name}, {words}, last written on {_told(sitting.changed)}.")
        if gone:
            desk.say(gone)

    return show


@command("/sessions", "", "all saved sessions, the last one first", "/sessions")
def sessions(desk: Desk, argument: str) -> None:
    listed = desk.sessions.listed
    if not listed:
        raise UsageError(
            "no session was saved yet", "One is, of itself, with the first passage that is written."
        )
    # where the terminal is narrow, neither the mark gives way nor the name that opens a session
    grid = Grid(box=None, pad_edge=False, expand=True)
    grid.add_column("", no_wrap=True, min_width=1)
    longest = max(get_cwidth(sanitize(one.name)) for one in listed)
    grid.add_column("session", no_wrap=True, min_width=min(longest, 30))
    grid.add_column("last written", no_wrap=True)
    grid.add_column("words", justify="right", no_wrap=True, min_width=5)
    grid.add_column("begins", ratio=1, no_wrap=True, overflow="ellipsis")
    for one in listed:
        told = one.summary
        grid.add_row(
            "›" if one.name == desk.file.name else " ",
            Text(sanitize(one.name)),
            _told(one.changed),
            f"{told.words:,}" if told else "",
            Text(sanitize(told.begins) if told else "broken", style="" if told else "italic"),
        )
    desk.surface.show(grid)
    for one in listed:
        if one.fault:
            desk.surface.complain(one.fault)


@command(
    "/export",
    "FILE",
    "the page as a document: FILE ends in .txt, .md or .html",
    "/export marshes.html",
    forms=(("FILE with names", "the same, with who wrote what"),),
)
def export(desk: Desk, argument: str) -> None:
    asked = match_outside_quotes(_EXPORTED, argument)
    if asked is None or asked["file"] is None:
        raise UsageError("a document has a file", "Type /export FILE, as in /export page.md.")
    passages = desk.session.page.passages
    if not any(passage.text.strip() for passage in passages):
        raise UsageError("the page is empty", "Write a line first.")
    path = path_of(asked["file"])
    content = export_page(path, passages, asked["names"] is not None)
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", "Name a file in one that is there.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder", "Name a file.")
    if path.exists() and not desk.confirms(
        f"There is a {path} already. Put the page in its place?"
    ):
        desk.say(f"{path} stays as it is.")
        return
    write_whole(path, content.encode("utf-8", "replace"))
    desk.say(f"The page is in {path}.")


@command(
    "/import",
    "FILE",
    "a draft of yours as the page; /undo brings the old one back",
    "/import draft.txt",
)
def import_(desk: Desk, argument: str) -> None:
    if not argument:
        raise UsageError("a draft has a file", "Type /import FILE, as in /import draft.txt.")
    path = path_of(argument)
    draft = read_draft(path)
    desk.session.page.put(draft.text)
    for note in draft.notes:
        desk.say(note)
    session = desk.session
    words = count_of(session.page.manuscript.words(session.page.here), "word")
    desk.say(f"{path.name} is the page now, {words}. /undo brings the old one back.")
    desk.settle()


def _told(date: datetime) -> str:
    return date.astimezone().strftime("%Y-%m-%d %H:%M")
