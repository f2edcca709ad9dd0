"""What written text depends on besides style, page, settings and seed: versions and processor.

The same versions on the same kind of processor write the same text. Another runtime may compute
other last bits, and another version of this program may choose otherwise what comes next.
"""

import functools
import platform
from importlib.metadata import version

from models.processor import processor


@functools.cache
def runtime() -> str:
    """This machine and the versions that write here, in words."""
    names = ("pastiche", "ai-edge-litert", "numpy")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    kind = platform.machine() or "unknown"
    return f"{versions}, {kind} {processor()}".strip()
