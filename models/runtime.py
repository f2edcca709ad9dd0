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

# Raise this with every change to context, voice, writer, sampler, guard, stops, punctuation,
# spacing or models/people that changes texts; also to Manuscript.is_word_end (bot/page), which says
# at a replay too whether a passage begins with a new word.
# If only the voice changed, it can still write by the earlier rules.
RULES = 6


@functools.cache
def describe_runtime() -> str:
    """Return a description of the software and the processor that affect what an author writes.

    An author is a trained language model. The description gives the version of the writing rules,
    the versions of the libraries, and the processor. An example is “rules 6, ai-edge-litert 2.1.0,
    numpy 2.2.1, x86_64 AMD EPYC”. A text written on one machine can be reproduced exactly on any
    other machine that has the same description.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in ("ai-edge-litert", "numpy"))
    kind = platform.machine() or "unknown"
    return f"rules {RULES}, {versions}, {kind} {processor_name()}".strip()


def parse_rules(runtime: str) -> int:
    """Return the version number of the writing rules, given a description of the runtime.

    The writing rules determine how a language model chooses what to write. The result is 1 if the
    description has no version number, as in chats saved before the rules were numbered.

    Args:
        runtime: the description, as returned by `describe_runtime`, such as “rules 6,
            ai-edge-litert 2.1.0, numpy 2.2.1, x86_64 AMD EPYC”.
    """
    match = re.match(r"rules (\d{1,6}),", runtime)
    return int(match[1]) if match else 1
