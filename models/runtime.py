"""What a step's last bits depend on besides style and text: the runtime and the processor.

The same versions on the same kind of processor give the same bits; other ones may not.
"""

import functools
import platform
from importlib.metadata import version

from models.processor import processor


@functools.cache
def runtime() -> str:
    """This machine and the versions that compute here, in words."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("ai-edge-litert", "numpy"))
    kind = platform.machine() or "unknown"
    return f"{versions}, {kind} {processor()}".strip()
