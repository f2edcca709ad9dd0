"""Errors: the tree, its exit codes, and the one place that makes a sentence of one."""

import errno
import os
import re

import pytest

from common import errors
from common.errors import (
    STOPPED,
    PasticheError,
    SourceError,
    StorageError,
    describe_exit,
    explain,
    from_os_error,
)

TREE = {
    "PasticheError": ("Exception", 1),
    "UsageError": ("PasticheError", 2),
    "BadName": ("UsageError", 2),
    "UnknownStyle": ("UsageError", 2),
    "ConfigError": ("PasticheError", 3),
    "StyleError": ("PasticheError", 4),
    "SourceError": ("PasticheError", 5),
    "TrainingError": ("PasticheError", 6),
    "StorageError": ("PasticheError", 7),
    "SessionError": ("PasticheError", 8),
}


def classes() -> dict[str, type[PasticheError]]:
    return {
        name: it
        for name, it in vars(errors).items()
        if isinstance(it, type) and issubclass(it, PasticheError)
    }


def test_every_error_has_its_place_and_its_exit_code() -> None:
    found = {
        name: (str(getattr(it.__base__, "__name__", None)), it.exit_code)
        for name, it in classes().items()
    }
    assert found == TREE


def test_the_drawing_in_the_docstring_is_the_tree() -> None:
    drawn = re.findall(r"^    (\W*)(\w+)  +(\d?)", errors.__doc__ or "", re.M)
    assert [name for _, name, _ in drawn] == list(TREE)
    for depth, name, code in drawn:
        base, exit_code = TREE[name]
        assert len(depth) // 4 == len(classes()[name].__mro__) - len(PasticheError.__mro__)
        assert code == ("" if base == "UsageError" else str(exit_code))


def test_an_error_is_two_sentences_what_and_what_to_do() -> None:
    error = SourceError("the address cannot be reached", "Check it, and try again.")
    assert explain(error) == "The address cannot be reached. Check it, and try again."
    assert str(error) == "the address cannot be reached"


def test_with_nothing_to_do_it_is_one_sentence() -> None:
    assert explain(PasticheError("nothing was learnt")) == "Nothing was learnt."


@pytest.mark.parametrize("name", ["my.yaml", "styles/ann.style", "./x", "http://127.0.0.1/a.txt"])
def test_a_file_or_an_address_at_the_head_keeps_its_letters(name: str) -> None:
    assert explain(PasticheError(f"{name} cannot be read")) == f"{name} cannot be read."


@pytest.mark.parametrize(
    "what", ["É was read", "7 kettles are too many", "“x” is no name", "x", ""]
)
def test_any_first_letter_will_do(what: str) -> None:
    assert explain(PasticheError(what)) == f"{what[:1].upper()}{what[1:]}."


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (errno.ENOSPC, "the disk is full (/tmp/a)"),
        (errno.EDQUOT, "the disk quota is used up (/tmp/a)"),
        (errno.EROFS, "the folder is read-only (/tmp/a)"),
        (errno.EACCES, "permission was denied (/tmp/a)"),
        (errno.EPERM, "permission was denied (/tmp/a)"),
        (errno.ENOTDIR, "there is a file where a folder should be (/tmp/a)"),
    ],
)
def test_what_a_disk_can_refuse_is_explained_with_its_file(number: int, what: str) -> None:
    error = from_os_error(OSError(number, os.strerror(number), "/tmp/a"))
    assert isinstance(error, StorageError)
    assert error.what == what
    assert error.todo


def test_without_a_file_it_names_none() -> None:
    error = from_os_error(OSError(errno.ENOSPC, "no space"))
    assert error is not None
    assert explain(error) == (
        "The disk is full. Free some space there and try again; nothing was lost."
    )


@pytest.mark.parametrize(
    "error", [OSError(), OSError("odd"), OSError(errno.EBADF, "odd"), FileNotFoundError(2, "gone")]
)
def test_any_other_failure_is_a_bug(error: OSError) -> None:
    assert from_os_error(error) is None


def test_a_program_ends_with_a_sentence_and_a_code_unless_it_has_a_bug() -> None:
    unread = SourceError("nothing was read", "Try again.")
    assert describe_exit(unread) == ("Nothing was read. Try again.", SourceError.exit_code)
    full = describe_exit(OSError(errno.ENOSPC, "no space"))
    assert full is not None
    assert full[1] == StorageError.exit_code
    assert describe_exit(KeyboardInterrupt()) == ("Stopped.", STOPPED)
    assert describe_exit(KeyboardInterrupt(), "It is off.") == ("It is off.", STOPPED)
    assert describe_exit(OSError(errno.EBADF, "odd")) is None
    assert describe_exit(ValueError("odd")) is None
