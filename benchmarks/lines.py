"""The time that lines and ranked passages take: processor time, from the key to the list.

    .venv/bin/python benchmarks/lines.py [STYLE] [--smoke]

Nine lines are written and ranked after pages of some hundred characters that the author wrote
itself, and that it has read. Beside them, the time until the first character of a passage that is
the best of four beginnings. Both are the processor time of the whole process, so that other work on
the machine counts for little. (It still makes memory slower.) The median and the slowest count.
"""

import itertools
import statistics
import time
from collections.abc import Callable
from typing import Annotated

import typer

from bot.page.dials import Dials, Seeds
from bot.page.session import Session
from common.settings import Settings
from models.library import SHIPPED, Library

_LINES = 9
_CANDIDATES = 4


def time_call(call: Callable[[], object]) -> float:
    """Return the milliseconds of processor time that a call takes."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1_000


def print_times(what: str, times: list[float]) -> None:
    """Print the median and the slowest of some times in milliseconds."""
    print(f"{what:<42}{statistics.median(times):6.0f} ms, at most {max(times):.0f} ms")


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the figures of one author."""
    dials = Dials(Settings(), seeds=Seeds(1))
    session = Session(Library(SHIPPED, SHIPPED), name, dials)
    session.write_lines(_LINES)  # lays out the network for each size of a batch
    lines, passages = list[float](), list[float]()
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
