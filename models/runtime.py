"""What a written text depends on besides style, page, settings and seed: rules, runtime, processor.

Equal rules and versions on the same kind of processor write the same text. Another runtime may
compute other last bits; other rules choose differently among the same logits.
"""

import functools
import platform
import re
from importlib.metadata import version

from common.processor import processor_name

# Raise this with every change to voice, sampler, guard, cast, stops or spacing that changes texts.
# The voice can still write by earlier rules where the change was only its own.
RULES = 3


@functools.cache
def describe_runtime() -> str:
    """Return the rules, the versions of the runtime and this machine's processor, in words."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("ai-edge-litert", "numpy"))
    kind = platform.machine() or "unknown"
    return f"rules {RULES}, {versions}, {kind} {processor_name()}".strip()


def parse_rules(runtime: str) -> int:
    """Return the number of the rules that a described runtime names.

    It is 1 where none is named, as in sessions from before rules had numbers.
    """
    match = re.match(r"rules (\d{1,6}),", runtime)
    return int(match[1]) if match else 1
