"""The chat's start-up time, from launch to a prompt that accepts keys, and its peak memory.

    .venv/bin/python benchmarks/launch.py [RUNS] [--smoke]

Each run starts the real program in a pseudo-terminal, waits for the prompt, presses a key and takes
the time until the key is on the screen. It enters that line at once, before the author is loaded,
and takes the time from the welcome, which is shown once the author is, to the first character of
the answer. Then it reads the process's peak memory (on Linux). The first run, with a cold disk,
does not count. The last line gives the median, and its ratio to the time in which Python imports
prompt_toolkit, measured in turns with it: the ratio depends less on the machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pexpect
import typer


@dataclass(frozen=True)
class Launch:
    """The figures of one start of the chat.

    Attributes:
        key: the seconds from the start until the first key pressed appears on the screen.
        welcome: the seconds from the start until the welcome message, which is shown once an author
            (a trained language model) is ready to write.
        answer: the seconds from the welcome message to the first character written by the author.
        peak: the peak memory of the process in MiB; None if the system does not report it.
    """

    key: float
    welcome: float
    answer: float
    peak: float | None


def launch(folder: str) -> Launch:
    """Start the chat, have an author answer one line, and end the chat.

    Args:
        folder: the folder for the chat's data.
    """
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
    chat.delaybeforesend = None  # else pexpect waits 0.05 s before each key, and that would count
    chat.expect("›")
    chat.send("Q")
    chat.expect("Q")
    seconds = time.perf_counter() - start
    chat.send("\r")
    chat.expect("Pastiche")
    welcome = time.perf_counter()
    ready = welcome - start
    chat.expect(r"│ \x1b\[0m.")  # the bar, the end of its colour, a character
    answer = time.perf_counter() - welcome
    chat.expect("›")
    status = Path(f"/proc/{chat.pid}/status")
    peak = None
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        peak = int(line.split()[1]) / 1024
    chat.sendcontrol("d")
    chat.expect(pexpect.EOF)
    chat.close()
    return Launch(seconds, ready, answer, peak)


def time_import() -> float:
    """Return the seconds that Python takes to start and import prompt_toolkit."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import prompt_toolkit"], check=True)
    return time.perf_counter() - start


def main(
    runs: Annotated[int, typer.Argument(help="Launches that count.")] = 10,
    smoke: Annotated[bool, typer.Option(help="Only see that it runs, in seconds.")] = False,
) -> None:
    """Print the peak memory and the median start-up time."""
    runs = 1 if smoke else runs
    seconds, answers, peaks, imports = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        if not smoke:
            launch(folder)
        for _ in range(runs):
            one = launch(folder)
            seconds.append(one.key)
            answers.append(one.answer)
            peaks += [] if one.peak is None else [one.peak]
            imports.append(time_import())
    if peaks:
        print(f"peak memory of the chat after a passage: {max(peaks):.0f} MiB")
    print(
        f"author loaded to its answer to a line entered before: {min(answers):.3f} to"
        f" {max(answers):.3f} s, median {statistics.median(answers):.3f} s"
    )
    print(
        f"launch to a key on the screen: {min(seconds):.3f} to {max(seconds):.3f} s"
        f" ({runs} runs, warm disk)"
    )
    median, least = statistics.median(seconds), statistics.median(imports)
    print(
        f"median {median:.3f} s, {median / least:.2f} times the {least:.3f} s of"
        ' python -c "import prompt_toolkit"'
    )


if __name__ == "__main__":
    typer.run(main)
