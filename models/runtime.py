"""Describe what an author's text depends on, apart from style, page, settings and seed.

This is the version of the writing rules, the runtime and the processor. With the same rules and
versions, the same kind of processor gives the same text. Another runtime may round the last bits
differently, and other rules choose different symbols from the same logits.
"""

import functools
import platform
import re
from importlib.metadata import version

from common.processor import processor_name

# Raise this with every change to voice, writer, sampler, guard, stops, punctuation, spacing or
# models/people that changes texts.
# If only the voice changed, it can still write by the earlier rules.
RULES = 4


@functools.cache
def describe_runtime() -> str:
    """Describe the software versions and the processor that an author's output depends on.

    The description gives the version of the rules for choosing symbols, the versions of the
    libraries, and the processor, such as “rules 4, ai-edge-litert 2.1.0, numpy 2.2.1, x86_64 AMD
    EPYC”. A passage can be reproduced byte for byte on any machine whose description is the same as
    that of the machine on which it was written.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in ("ai-edge-litert", "numpy"))
    kind = platform.machine() or "unknown"
    return f"rules {RULES}, {versions}, {kind} {processor_name()}".strip()


def parse_rules(runtime: str) -> int:
    """Return the version number of the writing rules given in the description of a runtime.

    Return 1 if the description gives no such number, as in sessions saved before the rules were
    numbered.

    Args:
        runtime: the description, as `describe_runtime` returned it.
    """
    match = re.match(r"rules (\d{1,6}),", runtime)
    return int(match[1]) if match else 1
