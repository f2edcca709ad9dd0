"""Quotes and backslashes, read as a shell reads them, but for what people type without any."""

import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.quotes import match_outside_quotes, read_quotes

ASKED = re.compile(r"(?P<file>.+?)(?:\s+as (?P<name>.+))?")
printable = st.text(st.characters(exclude_categories=("Cc", "Cs")))


@given(printable)
def test_what_a_shell_would_need_quoted_is_read_as_it_was(text: str) -> None:
    quoted = shlex.quote(text)
    assert read_quotes(quoted, escapes=True) == text
    asked = match_outside_quotes(ASKED, f"{quoted} as {quoted}", escapes=True)
    assert asked == {"file": quoted, "name": quoted}


@given(printable)
def test_what_a_terminal_escapes_is_read_as_it_was(text: str) -> None:
    escaped = "".join(f"\\{character}" for character in text)
    assert read_quotes(escaped, escapes=True) == text
    if text:
        asked = match_outside_quotes(ASKED, f"{escaped} as {escaped}", escapes=True)
        assert asked == {"file": escaped, "name": escaped}


@pytest.mark.parametrize(
    "typed",
    [
        r'"a \"b\" \\ \$c \d"',
        r"""'a "b" \c'""",
        r"a\ b\'c\\d",
        """/"my books"/'as told'/a.txt""",
        """'a'"'"'b'""",
        r"'a'\''b'",
        "''",
    ],
)
def test_a_word_of_a_shell_is_read_as_there(typed: str) -> None:
    (word,) = shlex.split(typed.replace(r"\$", "$"))  # which sh escapes, though shlex does not
    assert read_quotes(typed, escapes=True) == word


@pytest.mark.parametrize(
    "typed",
    [
        "mother's diary.txt",
        "mother's and father's diary.txt",
        "dogs' and cats' tales.txt",
        "'tis a tale.txt",
        'a "tale.txt',
        'disks of 5" and 3" each.txt',
        "two  spaces.txt",
    ],
)
@pytest.mark.parametrize("escapes", [False, True])
def test_marks_that_quote_nothing_are_let_be(typed: str, escapes: bool) -> None:
    assert read_quotes(typed, escapes) == typed
    asked = match_outside_quotes(ASKED, f"{typed} as told", escapes)
    assert asked == {"file": typed, "name": "told"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (r"C:\my books\a.txt", r"C:\my books\a.txt"),
        (r'"C:\my books, as told\"', "C:\\my books, as told\\"),
        (r"\\server\my books\a.txt", r"\\server\my books\a.txt"),
        (r"'C:\mother's diary, as told.txt'", r"C:\mother's diary, as told.txt"),
    ],
)
def test_where_backslashes_part_folders_they_stay(typed: str, read: str) -> None:
    assert read_quotes(typed, escapes=False) == read
    asked = match_outside_quotes(ASKED, f"{typed} as q", escapes=False)
    assert asked == {"file": typed, "name": "q"}


def test_a_backslash_at_the_end_escapes_nothing() -> None:
    assert read_quotes("a\\", escapes=True) == "a\\"


def test_what_does_not_match_is_nothing_and_so_is_a_group_that_is_left_out() -> None:
    assert match_outside_quotes(ASKED, "") is None
    assert match_outside_quotes(ASKED, '"a as b"') == {"file": '"a as b"', "name": None}
