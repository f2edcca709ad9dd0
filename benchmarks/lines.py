"""The time that lines and ranked passages take, from the key to the list.

    .venv/bin/python benchmarks/lines.py [STYLE] [--smoke]

Nine lines are written and ranked after pages of some hundred characters that the author wrote
itself, and that it has read. Beside them, the time until the first character of a passage that is
the best of four beginnings. Each is told by the clock and in processor time of the whole process.
Other work on the machine has less effect on the latter, but two threads at work count twice in it.
"""

import itertools
import statistics
from typing import Annotated

import typer

from benchmarks.long_page import Times, time_call
from bot.page.dials import Dials, Seeds
from bot.page.session import Session
from common.settings import Settings
from models.library import SHIPPED, Library

_LINES = 9
_CANDIDATES = 4


def print_times(what: str, times: Times) -> None:
    """Print the median and the slowest of some times in milliseconds."""
    for kind, seconds in zip(("by the clock", "processor"), zip(*times, strict=True), strict=True):
        median, most = statistics.median(seconds) * 1_000, max(seconds) * 1_000
        print(f"{what:<40}{kind:<14}{median:6.0f} ms, at most {most:.0f} ms")


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the figures of one author."""
    dials = Dials(Settings(), seeds=Seeds(1))
    session = Session(Library(SHIPPED, SHIPPED), name, dials)
    session.write_lines(_LINES)  # lays out the network for each size of a batch
    lines, passages = Times(), Times()
    for _ in range(1 if smoke else 20):
        "".join(session.write())
        session.authors.catch_up()
        lines.append(time_call(lambda: session.write_lines(_LINES)))
        dials.set(candidates=_CANDIDATES)
        writing = session.write()
        passages.append(time_call(lambda writing=writing: next(writing)))  # type: ignore[misc]
        "".join(itertools.chain(writing))
        dials.set(candidates=1)
    print_times(f"{_LINES} lines", lines)
    print_times(f"first character, best of {_CANDIDATES} beginnings", passages)


if __name__ == "__main__":
    typer.run(main)
