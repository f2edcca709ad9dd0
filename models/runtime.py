"""What written text depends on besides style, page, settings and seed: rules, runtime, processor.

The same on the same kind of processor write the same text. Another runtime may compute other last
bits; other rules choose otherwise among the same logits.
"""

import functools
import platform
import re
from importlib.metadata import version

from common.processor import processor

# raised with each change of models/'s voice, sampler, guard, cast, stops or spacing that changes
# texts; the voice still writes by former ones where only its own differed
RULES = 3


@functools.cache
def runtime() -> str:
    """This machine, and what writes here, in words."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("ai-edge-litert", "numpy"))
    kind = platform.machine() or "unknown"
    return f"rules {RULES}, {versions}, {kind} {processor()}".strip()


def rules_of(runtime: str) -> int:
    """Return the number of the rules that a runtime names; 1 where it names none, as at first."""
    named = re.match(r"rules (\d{1,6}),", runtime)
    return int(named[1]) if named else 1
