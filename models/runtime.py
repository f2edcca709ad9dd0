"""What a step's last bits depend on besides style and text: the runtime and the processor.

The same versions on the same kind of processor give the same bits; other ones may not.
"""

import functools
import platform
from importlib.metadata import version
from pathlib import Path


@functools.cache
def runtime() -> str:
    """This machine and the versions that compute here, in words."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("ai-edge-litert", "numpy"))
    return f"{versions}, {_processor()}"


def _processor() -> str:
    kind = platform.machine() or "unknown"
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8", errors="replace")
    except OSError:
        return f"{kind} {platform.processor()}".strip()
    models = [line.partition(":")[2] for line in told.splitlines() if line.startswith("model name")]
    return " ".join([kind, *models[:1]]).replace("  ", " ")
