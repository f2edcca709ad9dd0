"""How long the chat takes from launch to a prompt that takes keys, and how much memory it uses.

    .venv/bin/python benchmarks/launch.py [RUNS]

Starts the real program in a pseudo-terminal, waits for the prompt, presses a key, and takes the
time until the key is on the screen. Then has the author write, and reads the process's peak memory
(Linux). The first run, with a cold disk, is left out.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pexpect


def launch(folder: str) -> tuple[float, float | None]:
    """Seconds to the echo of a key, and peak memory in MiB after a passage."""
    environment = {
        **os.environ,
        "PASTICHE_DATA_DIR": folder,
        "TERM": "xterm-256color",
        "PROMPT_TOOLKIT_NO_CPR": "1",  # this pseudo-terminal answers no questions
    }
    begun = time.perf_counter()
    chat = pexpect.spawn(
        sys.executable, ["-m", "bot"], env=environment, dimensions=(24, 80), encoding="utf-8"
    )
    chat.expect("›")
    chat.send("Q")
    chat.expect("Q")
    seconds = time.perf_counter() - begun
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


def main() -> None:
    """Print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
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
    main()
