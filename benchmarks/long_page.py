"""The time that a long page takes: an import, a change of author, an opening, and turns.

    .venv/bin/python benchmarks/long_page.py [STYLE] [OTHER] [--turns N] [--smoke]

The page is a few thousand characters that the author wrote, over and over. First a draft of 400,000
characters: from its import to the first character of a passage, from a change of author to the
same, with the networks loaded before; then from opening the saved session to where the author has
read it.

Then turns on pages of 10,000, 100,000 and 1,000,000 characters, each saved as in the chat. A turn
is a line and a passage, the best of four for each sentence. Beside it stands the time from the line
to the passage's first character, in which the author reads what it needs. Between two turns the
author prepares for the next, as it does at the prompt while nobody types; how long that takes is
told too. The same turns follow without it, as in a pipe.

Times are by the clock, medians with the 99th percentile; in brackets, the processor time of the
process, which other work on the machine disturbs less.
"""

import itertools
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.speed.figures import describe_machine
from bot.page.dials import Dials, Seeds
from bot.page.session import Session
from bot.storage.session_file import SessionFile
from bot.storage.sessions import Sessions
from common.settings import Sampling, Settings
from models.library import SHIPPED, Library

_WRITTEN = 5_000  # characters of the page before it repeats
_DRAFT = 400_000  # characters
_PAGES = (10_000, 100_000, 1_000_000)  # characters
_LINE = "The old man looked up from his book, and asked who was there."
_SETTINGS = Settings(length="100", candidates=4)

Times = list[tuple[float, float]]  # seconds by the clock, seconds of processor time


def time_call(call: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that a call takes, by the clock and of processor time."""
    clock, processor = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - clock, time.process_time() - processor


def describe_times(times: Times) -> str:
    """Return the median and the 99th percentile of some times in milliseconds."""
    milliseconds = np.array(times) * 1_000
    (clock, processor), (late, busy) = np.percentile(milliseconds, (50, 99), axis=0)
    return f"{clock:6,.0f} ({processor:,.0f}) ms, 99 % within {late:6,.0f} ({busy:,.0f}) ms"


def invent_page(library: Library, style: str, length: int) -> str:
    """Return a page of a given number of characters, written by an author and repeated."""
    writing = library.get(style).voice().write(Sampling(min_p=0.02), 1, lambda character: False)
    written = "".join(itertools.islice(writing, min(length, _WRITTEN))) + "\n\n"
    return (written * (length // len(written) + 1))[:length].rstrip()


def begin_session(library: Library, style: str, file: SessionFile) -> Session:
    """Return a session that saves itself to a file, as in the chat."""
    sessions = list[Session]()
    dials = Dials(_SETTINGS, seeds=Seeds(1))
    session = Session(library, style, dials, on_change=lambda: file.save(sessions[0]))
    sessions.append(session)
    return session


def time_draft(library: Library, style: str, other: str, page: str, sessions: Sessions) -> None:
    """Print how long an import, a change of author and an opening take."""
    file = sessions.new_file()
    session = begin_session(library, style, file)
    for name in (other, style):  # loads the networks, for each size of a batch
        session.authors.call(name)
        "".join(session.write())

    def begin_passage() -> None:
        session.authors.catch_up()
        writing = session.write()
        next(writing)
        writing.close()

    def import_draft() -> None:
        session.page.import_text(page)
        begin_passage()

    def change_author() -> None:
        session.authors.call(other)
        begin_passage()

    def open_again() -> None:
        opened, record = sessions.open(saved)
        again = begin_session(library, record.author, opened)
        again.restore(record.manuscript, record.history)
        again.authors.catch_up()
        opened.close()

    print(f"a draft of {len(page):,} characters:")
    for what, call in (
        ("import, to the first character", import_draft),
        ("change of author, to the first character", change_author),
    ):
        clock, processor = time_call(call)
        print(f"  {what:<42}{clock:6.2f} ({processor:.2f}) s")
    saved = file.name
    file.close()
    clock, processor = time_call(open_again)
    print(f"  {'opening, to where it has been read':<42}{clock:6.2f} ({processor:.2f}) s")


def time_turns(session: Session, turns: int, prepares: bool) -> None:
    """Print how long turns take, and what is prepared between them."""
    whole, beginnings, rests = Times(), Times(), Times()

    def rest() -> None:
        while prepares and session.authors.prepare():
            pass

    for _ in range(turns):
        rests.append(time_call(rest))
        started, busy = time.perf_counter(), time.process_time()
        session.add_line(_LINE)
        for place, _ in enumerate(session.write()):
            if place == 0:
                beginnings.append((time.perf_counter() - started, time.process_time() - busy))
        whole.append((time.perf_counter() - started, time.process_time() - busy))
    print(f"    first character  {describe_times(beginnings)}")
    print(f"    the whole turn   {describe_times(whole)}")
    if prepares:
        print(f"    preparing        {describe_times(rests)}")


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    other: Annotated[str, typer.Argument(help="The author to change to.")] = "nietzsche",
    turns: Annotated[int, typer.Option(help="How many on each page.")] = 100,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the figures of one author."""
    library = Library(SHIPPED, SHIPPED)
    turns = 1 if smoke else turns
    print(describe_machine())
    print(", ".join(f"{it} {version(it)}" for it in ("ai-edge-litert", "numpy")))
    with tempfile.TemporaryDirectory() as folder:
        sessions = Sessions(Path(folder))
        draft = invent_page(library, name, 100 if smoke else _DRAFT)
        time_draft(library, name, other, draft, sessions)
        for length in (100,) if smoke else _PAGES:
            for prepares in (True, False):
                session = begin_session(library, name, sessions.new_file())
                session.page.import_text(invent_page(library, name, length))
                session.authors.catch_up()
                "".join(session.write())
                how = "with" if prepares else "without"
                print(f"{turns} turns after {length:,} characters, {how} preparing:")
                time_turns(session, turns, prepares)


if __name__ == "__main__":
    typer.run(main)
