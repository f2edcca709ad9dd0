"""What the operating system tells of this machine's processor: Linux, all of it; others, a name."""

import platform
from pathlib import Path


def cpuinfo() -> str:
    """The text of /proc/cpuinfo; empty where there is none."""
    try:
        return Path("/proc/cpuinfo").read_text("utf-8", errors="replace")
    except OSError:
        return ""


def processor() -> str:
    """The first processor's name; empty where nothing tells it."""
    lines = cpuinfo().splitlines()
    names = (line.partition(":")[2] for line in lines if line.startswith("model name"))
    return " ".join(next(names, "").split()) or platform.processor()
