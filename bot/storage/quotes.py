"""Quotation marks and backslashes after a command, read as a shell reads them.

Some things that people type here, and few type in a shell, are let be where shlex would not: marks
without a partner; an apostrophe within a word or at its end (mother's diary.txt, dogs' tales.txt),
also between single quotes; and, on Windows, the backslashes of a path. What is quoted, a path or a
name, is not known here.
"""

import os
import re

_BACKSLASH_ESCAPES = os.sep != "\\"

_SINGLE = r"(?<!\w)'(?P<single>(?:[^']|(?<=\w)'(?=\w))*)(?:(?<!\w)'|'(?!\w))"
_QUOTED = re.compile(rf'{_SINGLE}|(?<!\w)"(?P<double>[^"]*)"')
_QUOTED_OR_ESCAPED = re.compile(
    rf'{_SINGLE}|(?<!\w)"(?P<escaping>(?:[^"\\]|\\.)*)"|\\(?P<escaped>.)', re.DOTALL
)
_ESCAPED_IN_QUOTES = re.compile(r'\\(["\\$`])')


def read_quotes(typed: str, escapes: bool = _BACKSLASH_ESCAPES) -> str:
    """Return a text as it is meant: without the marks that quote, and the backslashes that escape.

    Args:
        typed: one path or one name, whose spaces need no quotes.
        escapes: whether a backslash takes its meaning from the next character.
    """
    return _pattern(escapes).sub(_read, typed)


def match_outside_quotes(
    pattern: re.Pattern[str], typed: str, escapes: bool = _BACKSLASH_ESCAPES
) -> dict[str, str | None] | None:
    """Match the whole of a text, with each quoted or escaped character taken for an x.

    So no word of the pattern is found within quotes.

    Args:
        pattern: its groups have names.
        typed: the text.
        escapes: as for `read_quotes`.

    Returns:
        What the groups matched, as it was typed, None for those that did not; None in place of all
        where the pattern does not match.
    """
    hidden = _pattern(escapes).sub(lambda quoted: "x" * len(quoted[0]), typed)
    found = pattern.fullmatch(hidden)
    if found is None:
        return None
    spans = {name: found.span(name) for name in pattern.groupindex}
    return {name: None if end < 0 else typed[start:end] for name, (start, end) in spans.items()}


def _pattern(escapes: bool) -> re.Pattern[str]:
    return _QUOTED_OR_ESCAPED if escapes else _QUOTED


def _read(found: re.Match[str]) -> str:
    """Return what one quotation or one escape stands for."""
    kind = found.lastgroup or ""
    return _ESCAPED_IN_QUOTES.sub(r"\1", found[kind]) if kind == "escaping" else found[kind]
