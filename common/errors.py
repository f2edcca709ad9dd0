"""What can go wrong and be explained, as one tree.

    PasticheError             1   anything below
    ├── UsageError            2   an argument or a command that cannot be meant
    │   ├── BadName               a style name that is not a plain word
    │   └── UnknownStyle          no style of that name
    ├── ConfigError           3   config.yaml or a recipe says something unknown or ill-typed
    ├── StyleError            4   a style file is truncated, altered, foreign or of another version
    ├── SourceError           5   a text cannot be fetched, decoded or learnt from
    ├── TrainingError         6   a training that cannot go on
    ├── StorageError          7   the disk is full, or a folder cannot be written
    └── SessionError          8   a saved session is broken, open elsewhere or cannot be replayed

The number is the exit code of a command that ends with that error (docs/exit-codes.md). Every error
carries two things: what is wrong, and what the person can do next. `explain` makes a sentence of
them; `ending` is what a program says and leaves with when one was not caught. Whatever is not in
the tree is a bug, and shows a traceback.

This module knows nothing of terminals, styles or training.
"""

import errno


class PasticheError(Exception):
    """Something the person can act on.

    Args:
        what: what is wrong, naming the file, URL or word at fault; no full stop at its end.
        todo: what to do next; a sentence.
    """

    exit_code = 1

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


class UsageError(PasticheError):
    exit_code = 2


class BadName(UsageError):
    pass


class UnknownStyle(UsageError):
    pass


class ConfigError(PasticheError):
    exit_code = 3


class StyleError(PasticheError):
    exit_code = 4


class SourceError(PasticheError):
    exit_code = 5


class TrainingError(PasticheError):
    exit_code = 6


class StorageError(PasticheError):
    exit_code = 7


class SessionError(PasticheError):
    exit_code = 8


_STORAGE = {
    errno.ENOSPC: ("the disk is full", "Free some space there and try again; nothing was lost."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and try again; nothing was lost."),
    errno.EROFS: (
        "the folder is read-only",
        "Choose another with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.EEXIST: (
        "a file stands where a folder should be",
        "Move it away, or choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.ENOTDIR: (
        "a file stands where a folder should be",
        "Move it away, or choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.EPERM: (
        "permission was refused",
        "Choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
    errno.EACCES: (
        "permission was refused",
        "Choose another folder with PASTICHE_DATA_DIR or --data-dir.",
    ),
}


def from_os_error(error: OSError) -> PasticheError | None:
    """The storage error that an OSError stands for, or None when it is a bug."""
    known = _STORAGE.get(error.errno or 0)
    if known is None:
        return None
    what, todo = known
    where = f" ({error.filename})" if error.filename else ""
    return StorageError(what + where, todo)


def explain(error: PasticheError) -> str:
    """One sentence, or two: what is wrong, and what to do next."""
    what = error.what
    if not set(what.partition(" ")[0]) & set("./\\"):  # a file or an address keeps its letters
        what = what[:1].upper() + what[1:]
    return f"{what}. {error.todo}".strip() if error.todo else f"{what}."


def see_help(message: str, command: str) -> str:
    """What was wrong with a command line, and where to look."""
    ended = message if message.endswith("?") else message.rstrip(".") + "."
    return f"{ended} See {command} --help."


STOPPED = 130  # the exit code of Ctrl-C: 128 + SIGINT, as shells have it


def ending(error: BaseException, stopped: str = "Stopped.") -> tuple[str, int] | None:
    """The sentence and the exit code of a program that this ended; None when it is a bug.

    Args:
        error: what was not caught.
        stopped: what is said of a Ctrl-C.
    """
    if isinstance(error, KeyboardInterrupt):
        return stopped, STOPPED
    if isinstance(error, OSError):
        error = from_os_error(error) or error
    return (explain(error), error.exit_code) if isinstance(error, PasticheError) else None
