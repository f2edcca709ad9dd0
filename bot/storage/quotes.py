"""Interpret quotation marks and backslashes in a command's arguments, like a shell.

Unlike shlex, this module does not change what users often type here and seldom in a shell: a
quotation mark without a partner; an apostrophe in a word or at its end (mother's diary.txt, dogs'
tales.txt), even between single quotes; and, on Windows, the backslashes in a path.
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
    """Return a typed path or name without quotation marks and escaping backslashes, as in a shell.

    Unlike in a shell, spaces need no quotation marks. An unmatched quotation mark is kept,
    and so is an apostrophe within a word.

    Args:
        typed: the path or name as typed.
        escapes: whether a backslash escapes the next character. By default it does, except on
            Windows.
    """
    return _pattern(escapes).sub(_unquote, typed)


def match_outside_quotes(
    pattern: re.Pattern[str], typed: str, escapes: bool = _BACKSLASH_ESCAPES
) -> dict[str, str | None] | None:
    """Match a regular expression against everything the user typed, ignoring any quoted text.

    For the match, each character of a quotation (including its quotation marks) or of an escape
    sequence is replaced by the letter "x". Keywords in the pattern therefore cannot match there.

    Args:
        pattern: a regular expression with named groups.
        typed: everything the user typed after a command.
        escapes: whether a backslash escapes the next character. By default it does, except on
            Windows.

    Returns:
        None if the pattern does not match everything the user typed. Otherwise, a dict that maps
        the name of each group to the original text that it matched, or to None if the group took no
        part in the match.
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
    """Return the text that a quotation or an escape stands for."""
    kind = quotation.lastgroup or ""
    content = quotation[kind]
    return _ESCAPED_IN_QUOTES.sub(r"\1", content) if kind == "escaping" else content
