"""The chat's start-up time, from launch to a prompt that accepts keys, and its peak memory.

    .venv/bin/python benchmarks/launch.py [RUNS] [--smoke]

Each run starts the real program in a pseudo-terminal, waits for the prompt, presses a key and takes
the time until the key is on the screen. Then it has the author write, and reads the process's peak
memory (on Linux). The first run, with a cold disk, does not count.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import pexpect
import typer


def launch(folder: str) -> tuple[float, float | None]:
    """Return the seconds to a key's echo, and the peak memory in MiB after a passage."""
    environment = {
        **os.environ,
        "PASTICHE_DATA_DIR": folder,
        "TERM": "xterm-256color",
        "PROMPT_TOOLKIT_NO_CPR": "1",  # this pseudo-terminal answers no questions
    }
    start = time.perf_counter()
    chat = pexpect.spawn(
        sys.executable, ["-m", "bot"], env=environment, dimensions=(24, 80), encoding="utf-8"
    )
    chat.expect("›")
    chat.send("Q")
    chat.expect("Q")
    seconds = time.perf_counter() - start
    chat.send("\r")
    chat.expect("│")
    chat.expect("›")
    status = Path(f"/proc/{chat.pid}/status")
    peak = None
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        peak = int(line.split()[1]) / 1024
    chat.sendcontrol("d")
    chat.expect(pexpect.EOF)
    chat.close()
    return seconds, peak


def main(
    runs: Annotated[int, typer.Argument(help="Launches that count.")] = 10,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the median start-up time and the peak memory."""
    runs = 1 if smoke else runs
    with tempfile.TemporaryDirectory() as folder:
        if not smoke:
            launch(folder)
        figures = [launch(folder) for _ in range(runs)]
    seconds = [s for s, _ in figures]
    print(
        f"launch to a key on the screen: median {statistics.median(seconds):.3f} s, "
        f"from {min(seconds):.3f} to {max(seconds):.3f} ({runs} runs, warm disk)"
    )
    peaks = [p for _, p in figures if p is not None]
    if peaks:
        print(f"peak memory of the chat after a passage: {max(peaks):.0f} MiB")


if __name__ == "__main__":
    typer.run(main)
