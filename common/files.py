"""Files: writing one whole or not at all, and finding a YAML file by its name."""

import contextlib
import os
import secrets
from pathlib import Path

from common.errors import UsageError

_BINARY = getattr(os, "O_BINARY", 0)  # Windows alone tells text from bytes


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file so that the old one stays until the new one is on the disk, whole.

    Args:
        path: of the file; its folder is made if it is missing.
        content: all that will be in it.
        mode: its permissions, before the person's umask.

    Raises:
        OSError: when it cannot be written; then the old file is untouched and nothing else is left
            behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    # os.open applies the person's umask, which tempfile would ignore
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a failed write names no file by itself
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a renaming last through a power cut; on Windows, where this fails, it does anyway."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def find_yaml(name: str, folder: Path, what: str) -> Path:
    """Return the path of a YAML file, which the person chose by its name or by a path.

    Args:
        name: a name in the program's folder, or a path that ends in .yaml or .yml.
        folder: the program's folder of such files.
        what: what such a file is called in messages.

    Raises:
        UsageError: when the folder has no such name; a path is not checked.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path
    path = folder / f"{name}.yaml"
    if not path.is_file():
        names = ", ".join(sorted(file.stem for file in folder.glob("*.yaml")))
        raise UsageError(
            f"there is no {what} called {name}",
            f"There are: {names}. Or give the path of a .yaml file.",
        )
    return path
