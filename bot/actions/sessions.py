"""Commands for files: save, open and list sessions, export a page, import a draft."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from rich.text import Text

from bot.actions.names import read_name
from bot.actions.table import section
from bot.desk import Desk
from bot.storage.drafts import read_draft
from bot.storage.exports import export_page
from bot.storage.paths import parse_path
from bot.storage.quotes import match_outside_quotes, read_quotes
from bot.tables import Column, FittedTable
from common.errors import PasticheError, UsageError, explain
from common.files import write_whole
from common.wording import count_noun

command = section("Sessions")

_EXPORT = re.compile(r"(?P<file>.+?)(?P<names>\s+with names)?")


def _sessions(desk: Desk) -> Iterable[str]:
    return desk.sessions.names


@command("/save", "[NAME]", "save now, or under a name of your own", "/save marshes")
def save(desk: Desk, argument: str) -> None:
    former = desk.file.name
    if argument:
        desk.file.rename(read_name(argument), desk.session)
    else:
        desk.file.write(desk.session)
    desk.surface.refresh()
    renamed = f" (formerly {former})" if former not in ("", desk.file.name) else ""
    desk.say(f"Saved as {desk.file.name}{renamed}, in {desk.file.path}.")


@command(
    "/open",
    "NAME",
    "continue a saved session; this one is saved first",
    "/open marshes",
    _sessions,
)
def open_(desk: Desk, argument: str) -> None:
    if not argument:
        raise UsageError("/open needs a name", "Type /open NAME; /sessions lists them.")
    name = read_name(argument)
    if name == desk.file.name:
        desk.say(f"{name} is already open.")
        return
    open_session(desk, name)()
    desk.catch_up()


def open_session(desk: Desk, name: str) -> Callable[[], None]:
    """Save the current writing session, then open a saved one in its place.

    When this function returns, the author (the language model that writes) has not yet read the
    text of the opened session; call `Desk.catch_up` to have it do so.

    Args:
        desk: the object that holds the chat's session, authors and output.
        name: the name of the saved session to open.

    Returns:
        A function that prints the end of the opened session's text.

    Raises:
        PasticheError: if the session cannot be opened; the current session stays open.
        OSError: if the current session cannot be saved; it stays open.
    """
    session = desk.session
    if len(session.page.manuscript) > 1:
        desk.file.write(session)
    file, record = desk.sessions.open(name)
    desk.switch_file(file)  # before anything changes: no change may go into the former file
    session.dials.restore(record.settings)
    session.restore(record.manuscript, record.history)
    try:
        session.authors.appoint(record.author)
        warning = ""
    except PasticheError as error:  # that author was deleted since
        warning = f"{explain(error)} {session.authors.current} writes instead of {record.author}."

    def show() -> None:
        desk.show_last_passages(2)
        words = count_noun(record.manuscript.words(record.end), "word")
        desk.say(f"{name}, {words}, last written on {_format_date(record.save_time)}.")
        if warning:
            desk.say(warning)

    return show


@command("/sessions", "", "list all saved sessions, the latest first", "/sessions")
def sessions(desk: Desk, argument: str) -> None:
    entries = desk.sessions.entries
    if not entries:
        raise UsageError(
            "no session has been saved yet", "A session saves itself once there is a passage."
        )
    columns = (
        Column(""),
        Column("session", least=30),
        Column("last written", rank=3),
        Column("words", rank=1, justify="right"),
        Column("begins", rank=2, least=8),
    )
    rows = [
        (
            "›" if entry.name == desk.file.name else "",
            entry.name,
            _format_date(entry.save_time),
            f"{entry.summary.words:,}" if entry.summary else "",
            entry.summary.first_words if entry.summary else Text("damaged", style="italic"),
        )
        for entry in entries
    ]
    desk.surface.show(FittedTable(columns, rows))
    for entry in entries:
        if entry.fault:
            desk.surface.complain(entry.fault)


@command(
    "/export",
    "FILE",
    "write the page to a document: FILE ends in .txt, .md, .html, .docx or .epub",
    "/export marshes.docx",
    forms=(("FILE with names", "also say who wrote which passage"),),
)
def export(desk: Desk, argument: str) -> None:
    request = match_outside_quotes(_EXPORT, argument)
    if request is None or request["file"] is None or not read_quotes(request["file"]):
        raise UsageError("/export needs a file", "Type /export FILE, e.g. /export page.md.")
    passages = desk.session.page.passages
    if not any(passage.text.strip() for passage in passages):
        raise UsageError("the page is empty", "Write a line first.")
    path = parse_path(request["file"])
    content = export_page(path, passages, request["names"] is not None)
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", "Choose one that exists.")
    if path.is_dir():
        raise UsageError(f"the path {path} is a folder", "Add the name of a file.")
    if path.exists() and not desk.confirm(f"{path} already exists. Replace it?"):
        desk.say(f"{path} stays as it is.")
        return
    write_whole(path, content)
    desk.say(f"The page is saved as {path}.")


@command(
    "/import",
    "FILE",
    "use a draft of your own as the page; /undo brings the old page back",
    "/import draft.txt",
)
def import_(desk: Desk, argument: str) -> None:
    if not read_quotes(argument):
        raise UsageError("/import needs a file", "Type /import FILE, e.g. /import draft.txt.")
    path = parse_path(argument)
    draft = read_draft(path)
    desk.session.page.import_text(draft.text)
    for note in draft.notes:
        desk.say(note)
    session = desk.session
    words = count_noun(session.page.manuscript.words(session.page.end), "word")
    desk.say(f"{path.name} is now the page, {words}. /undo brings the old page back.")
    desk.catch_up()


def _format_date(date: datetime) -> str:
    return date.astimezone().strftime("%Y-%m-%d %H:%M")
