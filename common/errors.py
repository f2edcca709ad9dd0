"""The errors that the user can act on, as one tree.

    PasticheError             1   any of these
    ├── UsageError            2   an argument or a command that is not valid
    │   ├── BadName               a style name that is not a plain word
    │   └── UnknownStyle          no style has that name
    ├── ConfigError           3   config.yaml or a recipe has an unknown key or an ill-typed value
    ├── StyleError            4   a style file is truncated, altered, foreign or of another version
    ├── SourceError           5   a text cannot be fetched, decoded or trained on
    ├── TrainingError         6   a training run cannot continue
    ├── StorageError          7   the disk is full, or a folder cannot be written to
    └── SessionError          8   a saved session is broken, open elsewhere or cannot be replayed

The number is the exit code of a command that ends with that error (docs/exit-codes.md). Every error
carries two things: what is wrong, and what the user can do next. `explain` turns them into
sentences. `describe_exit` gives the last message and the exit code of a program that an error has
ended. Any other exception is a bug, and shows a traceback.
"""

import errno


class PasticheError(Exception):
    """The base class of all errors that the user can act on.

    Args:
        what: a description of the problem, without a full stop at the end. It names the file, URL
            or word that caused the problem.
        todo: a sentence that tells the user what to do next, or "" for none.
    """

    exit_code = 1

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


class UsageError(PasticheError):
    """Raised for an invalid argument, setting or command."""

    exit_code = 2


class BadName(UsageError):
    """Raised when the name of an author (a language model), a chat or a branch is invalid.

    A branch is one of several versions of a chat.
    """


class UnknownStyle(UsageError):
    """Raised when there is no author (a trained language model) with the given name."""


class ConfigError(PasticheError):
    """Raised when a settings file cannot be read, or contains an unknown key or an invalid value.

    The settings files are config.yaml, recipes (the settings for training) and manifests (lists of
    works to train on).
    """

    exit_code = 3


class StyleError(PasticheError):
    """Raised when a style file is missing, damaged, invalid or of an unsupported version.

    A style file contains one trained author (a language model).
    """

    exit_code = 4


class SourceError(PasticheError):
    """Raised when a text cannot be fetched, decoded or trained on."""

    exit_code = 5


class TrainingError(PasticheError):
    """Raised when a training run cannot continue."""

    exit_code = 6


class StorageError(PasticheError):
    """Raised when the disk is full or a folder cannot be written to."""

    exit_code = 7


class SessionError(PasticheError):
    """Raised when a saved chat is damaged, is open elsewhere, or cannot be restored exactly."""

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
    """Return a StorageError that explains the cause of an OSError, such as a full disk.

    Return None if the user cannot fix the cause; such an OSError is treated as a bug.
    """
    explanation = _STORAGE.get(error.errno or 0)
    if explanation is None:
        return None
    what, todo = explanation
    where = f" ({error.filename})" if error.filename else ""
    return StorageError(what + where, todo)


def explain(error: PasticheError) -> str:
    """Return one or two sentences about an error: the problem and, if known, what to do next."""
    what = error.what
    if not set(what.partition(" ")[0]) & set("./\\"):  # not the name of a file, nor an address
        what = what[:1].upper() + what[1:]
    return f"{what}. {error.todo}".strip() if error.todo else f"{what}."


def see_help(message: str, command: str) -> str:
    """Return a message about a bad command line, followed by “See COMMAND --help.”

    Args:
        message: a description of the problem, with or without a full stop.
        command: the command whose help the message refers to, such as "pastiche train".
    """
    sentence = message if message.endswith("?") else message.rstrip(".") + "."
    return f"{sentence} See {command} --help."


STOPPED = 130  # the exit code after Ctrl-C: 128 + SIGINT, as in shells


def describe_exit(error: BaseException, stopped: str = "Stopped.") -> tuple[str, int] | None:
    """Return the message to print and the exit code to use when an exception ends the program.

    Return None if the exception is a bug, that is, if it is not a PasticheError, a
    KeyboardInterrupt or an OSError whose cause the user can fix.

    Args:
        error: the exception that the program did not catch.
        stopped: the message to return for a KeyboardInterrupt (Ctrl-C).
    """
    if isinstance(error, KeyboardInterrupt):
        return stopped, STOPPED
    if isinstance(error, OSError):
        error = from_os_error(error) or error
    return (explain(error), error.exit_code) if isinstance(error, PasticheError) else None
