"""The errors a person can act on, as one tree.

    PasticheError             1   any of these
    ├── UsageError            2   an argument or a command that makes no sense
    │   ├── BadName               a style name that is not a plain word
    │   └── UnknownStyle          no style has that name
    ├── ConfigError           3   config.yaml or a recipe has an unknown key or a value ill-typed
    ├── StyleError            4   a style file is truncated, altered, foreign or of another version
    ├── SourceError           5   a text cannot be fetched, decoded or learnt from
    ├── TrainingError         6   a training cannot go on
    ├── StorageError          7   the disk is full, or a folder cannot be written to
    └── SessionError          8   a saved session is broken, open elsewhere or cannot be replayed

The number is the exit code of a command that ends with that error (docs/exit-codes.md). Every error
carries two things: what is wrong, and what the person can do next. `explain` makes sentences of
them; `describe_exit` makes the last sentence and the exit code of a program that one has ended.
Whatever is not in the tree is a bug, and shows a traceback.
"""

import errno


class PasticheError(Exception):
    """An error the person can act on.

    Args:
        what: what is wrong, naming the file, URL or word at fault; without a full stop.
        todo: what to do next; a sentence, or "".
    """

    exit_code = 1

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


class UsageError(PasticheError):
    """An argument or a command that makes no sense."""

    exit_code = 2


class BadName(UsageError):
    """A name that no style can have."""


class UnknownStyle(UsageError):
    """A name that no style has."""


class ConfigError(PasticheError):
    """A config or recipe with an unknown key or an ill-typed value, or that cannot be read."""

    exit_code = 3


class StyleError(PasticheError):
    """A style file that is truncated, altered, foreign or of another version."""

    exit_code = 4


class SourceError(PasticheError):
    """A text that cannot be fetched, decoded or learnt from."""

    exit_code = 5


class TrainingError(PasticheError):
    """A training that cannot go on."""

    exit_code = 6


class StorageError(PasticheError):
    """A disk that is full, or a folder that cannot be written to."""

    exit_code = 7


class SessionError(PasticheError):
    """A session that is broken, open elsewhere or cannot be replayed."""

    exit_code = 8


_STORAGE = {
    errno.ENOSPC: ("the disk is full", "Free some space there and try again; nothing was lost."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and try again; nothing was lost."),
    errno.EROFS: (
        "the folder is read-only",
        "Choose another with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.EEXIST: (
        "there is a file where a folder should be",
        "Move it away, or choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.ENOTDIR: (
        "there is a file where a folder should be",
        "Move it away, or choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.EPERM: (
        "permission was denied",
        "Choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.EACCES: (
        "permission was denied",
        "Choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
}


def from_os_error(error: OSError) -> PasticheError | None:
    """Return the StorageError that an OSError stands for, or None where it must be a bug."""
    explanation = _STORAGE.get(error.errno or 0)
    if explanation is None:
        return None
    what, todo = explanation
    where = f" ({error.filename})" if error.filename else ""
    return StorageError(what + where, todo)


def explain(error: PasticheError) -> str:
    """Return one sentence or two: what is wrong, and what to do next."""
    what = error.what
    if not set(what.partition(" ")[0]) & set("./\\"):  # not the name of a file, nor an address
        what = what[:1].upper() + what[1:]
    return f"{what}. {error.todo}".strip() if error.todo else f"{what}."


def see_help(message: str, command: str) -> str:
    """Return what is wrong with a command line, followed by where to look it up.

    Args:
        message: what is wrong, with or without a full stop.
        command: whose help to see, such as "pastiche train".
    """
    sentence = message if message.endswith("?") else message.rstrip(".") + "."
    return f"{sentence} See {command} --help."


STOPPED = 130  # the exit code of Ctrl-C: 128 + SIGINT, as shells have it


def describe_exit(error: BaseException, stopped: str = "Stopped.") -> tuple[str, int] | None:
    """Return a program's last sentence and its exit code; None when the error is a bug.

    Args:
        error: what the program did not catch.
        stopped: the sentence for a Ctrl-C.
    """
    if isinstance(error, KeyboardInterrupt):
        return stopped, STOPPED
    if isinstance(error, OSError):
        error = from_os_error(error) or error
    return (explain(error), error.exit_code) if isinstance(error, PasticheError) else None
