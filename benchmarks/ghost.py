"""What ghost text costs while a person types: a key's way to the screen, and the ghost's.

    .venv/bin/python benchmarks/ghost.py [STYLE] [--keys N] [--short N] [--long N]

A real prompt that draws into memory; keys come through a pipe. A key's echo is the time from its
being sent to a drawing with it on the line, measured while the ghost of the key before it is still
being computed: the next key is sent as soon as the last one stands. It is told with ghost text on
and off. The ghost's time is from the key to a drawing with the very ghost that belongs to the line
behind it; here each key waits for the last one's. Keys without a ghost are left out there. The line
is the author's own writing, and so is the manuscript before it, some thousand characters of it
again and again, which are really read. Nothing else should run.
"""

import asyncio
import io
import itertools
import os
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

from bot.prompt.ghost import Ghost
from bot.prompt.suggestions import STYLE, AuthorPosition, Suggestions
from common.defaults import GHOST
from common.processor import processor_name
from common.settings import Sampling
from models.library import SHIPPED
from models.style import Style, read_style
from models.voice import State, Voice

_WRITTEN = 5_000  # characters of a manuscript before it begins again
_LINE = 60  # characters of a line


class Prompt:
    """A prompt that tells when something has been drawn.

    Args:
        style: the author.
        base: its state after the manuscript.
        words: of the ghost text; 0 is none.
    """

    def __init__(self, style: Style, base: State, words: int) -> None:
        standing = AuthorPosition(style, base, lambda line: f" {line}")
        self._suggesting = Suggestions(lambda: standing, words)

    def typed(
        self, lines: Sequence[str], wanted: Callable[[str], str | None]
    ) -> tuple[list[float], int]:
        """Milliseconds of each key, and how many keys there were.

        Args:
            lines: what is typed.
            wanted: what has to stand behind a line, or None where that is of no account, before
                the next key is sent; a key of which that is empty is not timed.
        """
        times: list[float] = []
        with create_pipe_input() as source:
            out = Vt100_Output(io.StringIO(), lambda: Size(24, 80), term="xterm", enable_cpr=False)
            session = PromptSession[str](
                input=source, output=out, style=Looks.from_dict(STYLE), multiline=True
            )
            self._suggesting.attach(session)
            for line in lines:
                asyncio.run(_line(session, source, line, wanted, times))
        return times, sum(map(len, lines))


async def _line(
    session: PromptSession[str],
    source: PipeInput,
    line: str,
    wanted: Callable[[str], str | None],
    times: list[float],
) -> None:
    drawn = asyncio.Event()

    def tell(_: object) -> None:
        drawn.set()

    session.app.after_render += tell
    prompt: Awaitable[str] = asyncio.ensure_future(session.prompt_async())
    await drawn.wait()
    buffer = session.default_buffer
    for count in range(1, len(line) + 1):
        text = line[:count]
        ghost = wanted(text)
        begun = time.perf_counter()
        source.send_text(text[-1])
        while True:
            drawn.clear()
            await drawn.wait()
            behind = buffer.suggestion.text if buffer.suggestion else ""
            if buffer.text == text and (not ghost or behind == ghost):
                break
        if ghost != "":
            times.append((time.perf_counter() - begun) * 1_000)
    session.app.exit(result=line)
    await prompt
    session.app.after_render -= tell


def told(times: Sequence[float], keys: int) -> str:
    """Median and 99th percentile."""
    if not times:
        return "none"
    median, worst = np.percentile(times, [50, 99])
    return f"median {median:6.2f} ms, 99th percentile {worst:6.2f} ms ({len(times)} of {keys} keys)"


def written(voice: Voice, seed: int, length: int) -> str:
    """What the author writes from where it stands."""
    pieces = voice.write(Sampling(temperature=0.7, min_p=0.0), seed, lambda _: False)
    return "".join(itertools.islice(pieces, length))[:length]


def machine() -> str:
    """The processor, and the versions of what is measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("prompt_toolkit", "ai-edge-litert"))
    name = processor_name() or platform.machine()
    return f"{name}, {os.cpu_count()} cores; Python {platform.python_version()}, {packages}"


def measure(style: Style, base: State, lines: Sequence[str]) -> None:
    """Print the figures of some lines after a manuscript."""
    ghost = Ghost(style.voice())
    begun = (line[:count] for line in lines for count in range(1, len(line) + 1))
    expected = {text: ghost.suggest(base, " " + text) for text in begun if text.strip()}

    def stands(text: str) -> str:
        return expected.get(text, "")

    def at_once(text: str) -> None:
        return None

    on, off = Prompt(style, base, GHOST), Prompt(style, base, 0)
    on.typed(lines[:1], stands)  # opens the author
    print(f"  ghost stands    {told(*on.typed(lines, stands))}")
    print(f"  echo, ghost on  {told(*on.typed(lines, at_once))}")
    print(f"  echo, ghost off {told(*off.typed(lines, at_once))}", flush=True)


def main(
    name: Annotated[str, typer.Argument(metavar="STYLE", help="A shipped author.")] = "dickens",
    keys: Annotated[int, typer.Option(help="Keys typed for each figure.")] = 600,
    short: Annotated[int, typer.Option(help="Characters of the short manuscript.")] = 1_000,
    long: Annotated[int, typer.Option(help="Characters of the long one.")] = 1_000_000,
) -> None:
    """Print the figures."""
    style = read_style(SHIPPED / f"{name}.style")
    voice = style.voice()
    page = written(voice, 1, _WRITTEN)
    print(
        f"{machine()}\n{name}, {len(voice.alphabet)} symbols, ghosts of {GHOST} words", flush=True
    )
    for length in (short, long):
        voice.state = voice.start()
        voice.read((page * (length // len(page) + 1))[:length])
        base = voice.state
        text = " ".join(written(voice, 2, keys).split())
        print(f"manuscript of {length:,} characters", flush=True)
        measure(style, base, [text[i : i + _LINE] for i in range(0, len(text), _LINE)])


if __name__ == "__main__":
    typer.run(main)
