"""Quotation marks and backslashes after a command, read as a shell reads them.

Unlike shlex, it leaves alone what people often type here and seldom in a shell: marks without a
partner; an apostrophe in a word or at its end (mother's diary.txt, dogs' tales.txt), even between
single quotes; and, on Windows, the backslashes of a path.
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
    """Return a text without the marks that quote and the backslashes that escape.

    Args:
        typed: one path or name, whose spaces need no quotes.
        escapes: whether a backslash escapes the next character, as it does except on Windows.
    """
    return _pattern(escapes).sub(_unquote, typed)


def match_outside_quotes(
    pattern: re.Pattern[str], typed: str, escapes: bool = _BACKSLASH_ESCAPES
) -> dict[str, str | None] | None:
    """Match a pattern with a whole text, in which each quoted or escaped character counts as an x.

    So the pattern's words are never found within quotes.

    Args:
        pattern: a pattern whose groups have names.
        typed: the text.
        escapes: whether a backslash escapes the next character, as it does except on Windows.

    Returns:
        What each group matched, as it was typed, or None for a group that matched nothing; None
        if the pattern does not match.
    """
    hidden = _pattern(escapes).sub(lambda quoted: "x" * len(quoted[0]), typed)
    match = pattern.fullmatch(hidden)
    if match is None:
        return None
    spans = {name: match.span(name) for name in pattern.groupindex}
    return {name: None if end < 0 else typed[start:end] for name, (start, end) in spans.items()}


def _pattern(escapes: bool) -> re.Pattern[str]:
    return _QUOTED_OR_ESCAPED if escapes else _QUOTED


def _unquote(quotation: re.Match[str]) -> str:
    """Return what one quotation or one escape stands for."""
    kind = quotation.lastgroup or ""
    content = quotation[kind]
    return _ESCAPED_IN_QUOTES.sub(r"\1", content) if kind == "escaping" else content
