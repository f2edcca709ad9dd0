"""Ask the operating system about this machine's processor."""

import platform
from pathlib import Path


def read_cpuinfo() -> str:
    """Return the contents of /proc/cpuinfo on Linux, or "" if the file cannot be read."""
    try:
        return Path("/proc/cpuinfo").read_text("utf-8", errors="replace")
    except OSError:
        return ""


def processor_name() -> str:
    """Return the name of this machine's first processor, or "" if it cannot be determined."""
    lines = read_cpuinfo().splitlines()
    names = (line.partition(":")[2] for line in lines if line.startswith("model name"))
    return " ".join(next(names, "").split()) or platform.processor()
