"""The cost of ghost text while a user types: the time a key and its ghost take to be drawn.

    .venv/bin/python benchmarks/ghost.py [STYLE] [--keys N] [--short N] [--long N] [--smoke]

A real prompt draws into memory and gets its keys through a pipe. A key's echo is the time from
sending the key to a drawing with it on the line. The next key is sent as soon as the last one is
drawn, so the ghost of the key before is still being computed. Echoes are timed with ghost text on
and off. A ghost's time is from sending the key to a drawing with the right ghost after the line;
for this each key waits for the ghost of the last, and keys that have no ghost are left out. The
author wrote the lines itself, and the manuscript before them: some thousand characters over and
over, all of which it reads. Nothing else should run on the machine.
"""

import asyncio
import io
import platform
import time
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from typing import Annotated

import numpy as np
import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style as Looks

from benchmarks.speed.figures import describe_machine
from benchmarks.speed.voice_timing import write_text
from bot.prompt.ghost import Ghost
from bot.prompt.suggestions import STYLE, AuthorPosition, Suggestions
from common.defaults import GHOST
from models.library import SHIPPED
from models.state import State
from models.style import Style, read_style

_WRITTEN = 5_000  # characters of the manuscript before it repeats
_LINE = 60  # characters of a line


class Prompt:
    """A prompt with ghost text whose keys can be timed.

    Args:
        style: the author.
        base: the author's state after the manuscript.
        words: how many words the ghost text has; 0 turns it off.
    """

    def __init__(self, style: Style, base: State, words: int) -> None:
        standing = AuthorPosition(style, base, lambda line: f" {line}")
        self._suggesting = Suggestions(lambda: standing, words)

    def time_keys(
        self, lines: Sequence[str], expect: Callable[[str], str | None]
    ) -> tuple[list[float], int]:
        """Type lines, and return each timed key's milliseconds and the number of all keys.

        Args:
            lines: the lines to type.
            expect: returns the ghost that must be drawn after a line before the next key is sent,
                or None if any may be; a key whose ghost is empty is not timed.
        """
        times: list[float] = []
        with create_pipe_input() as source:
            out = Vt100_Output(io.StringIO(), lambda: Size(24, 80), term="xterm", enable_cpr=False)
            session = PromptSession[str](
                input=source, output=out, style=Looks.from_dict(STYLE), multiline=True
            )
            self._suggesting.attach(session)
            for line in lines:
                asyncio.run(_type_line(session, source, line, expect, times))
        return times, sum(map(len, lines))


async def _type_line(
    session: PromptSession[str],
    source: PipeInput,
    line: str,
    expect: Callable[[str], str | None],
    times: list[float],
) -> None:
    drawing = asyncio.Event()

    def notice(_: object) -> None:
        drawing.set()

    session.app.after_render += notice
    prompt: Awaitable[str] = asyncio.ensure_future(session.prompt_async())
    await drawing.wait()
    buffer = session.default_buffer
    for count in range(1, len(line) + 1):
        text = line[:count]
        ghost = expect(text)
        start = time.perf_counter()
        source.send_text(text[-1])
        while True:
            drawing.clear()
            await drawing.wait()
            suggestion = buffer.suggestion.text if buffer.suggestion else ""
            if buffer.text == text and (not ghost or suggestion == ghost):
                break
        if ghost != "":
            times.append((time.perf_counter() - start) * 1_000)
    session.app.exit(result=line)
    await prompt
    session.app.after_render -= notice


def summary(times: Sequence[float], keys: int) -> str:
    """Return a line with the median and 99th percentile of times in milliseconds."""
    if not times:
        return "none"
    median, worst = np.percentile(times, [50, 99])
    return f"median {median:6.2f} ms, 99th percentile {worst:6.2f} ms ({len(times)} of {keys} keys)"


def describe_versions() -> str:
    """Return the versions of Python and of the packages that are measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("prompt_toolkit", "ai-edge-litert"))
    return f"Python {platform.python_version()}, {packages}"


def measure(style: Style, base: State, lines: Sequence[str]) -> None:
    """Print the figures of typing some lines after a manuscript."""
    ghost = Ghost(style.voice())
    beginnings = (line[:count] for line in lines for count in range(1, len(line) + 1))
    expected = {text: ghost.suggest(base, " " + text) for text in beginnings if text.strip()}

    def expect_ghost(text: str) -> str:
        return expected.get(text, "")

    def expect_any(text: str) -> None:
        return None

    on, off = Prompt(style, base, GHOST), Prompt(style, base, 0)
    on.time_keys(lines[:1], expect_ghost)  # opens the author
    print(f"  ghost stands    {summary(*on.time_keys(lines, expect_ghost))}")
    print(f"  echo, ghost on  {summary(*on.time_keys(lines, expect_any))}")
    print(f"  echo, ghost off {summary(*off.time_keys(lines, expect_any))}", flush=True)


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    keys: Annotated[int, typer.Option(help="Keys typed for each figure.")] = 600,
    short: Annotated[int, typer.Option(help="Characters of the short manuscript.")] = 1_000,
    long: Annotated[int, typer.Option(help="Characters of the long manuscript.")] = 1_000_000,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the figures after a short and after a long manuscript."""
    if smoke:
        keys, short, long = 20, 100, 200
    style = read_style(SHIPPED / f"{name}.style")
    voice = style.voice()
    page = write_text(voice, 1, min(long, _WRITTEN))
    print(f"{describe_machine()}; {describe_versions()}")
    print(f"{name}, {len(voice.alphabet)} symbols, ghosts of {GHOST} words", flush=True)
    for length in (short, long):
        voice.state = voice.start()
        voice.read((page * (length // len(page) + 1))[:length])
        base = voice.state
        text = " ".join(write_text(voice, 2, keys).split())
        print(f"manuscript of {length:,} characters", flush=True)
        measure(style, base, [text[i : i + _LINE] for i in range(0, len(text), _LINE)])


if __name__ == "__main__":
    typer.run(main)
