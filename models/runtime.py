"""What written text depends on besides style, page, settings and seed: rules, runtime, processor.

The same on the same kind of processor write the same text. Another runtime may compute other last
bits; other rules choose otherwise among the same logits.
"""

import functools
import platform
from importlib.metadata import version

from common.processor import processor

_RULES = 2  # raised with each change of models/'s sampler, guard, cast or stops that changes texts


@functools.cache
def runtime() -> str:
    """This machine, and what writes here, in words."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("ai-edge-litert", "numpy"))
    kind = platform.machine() or "unknown"
    return f"rules {_RULES}, {versions}, {kind} {processor()}".strip()
