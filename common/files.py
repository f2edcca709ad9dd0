"""Writing a file whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path

from common.errors import UsageError

_BINARY = getattr(os, "O_BINARY", 0)  # where there is a difference (Windows)


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Put `content` at `path`: the old file stays until the new one is on the disk, whole.

    Args:
        path: of the file; its folder is made where there is none.
        content: all of it.
        mode: permissions, before the person's umask.

    Raises:
        OSError: when it cannot be written; the old file is then untouched and nothing is left over.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    # with the person's umask, which tempfile would pass over
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
            error.filename = str(path)  # a write that fails names no file of itself
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself last; where folders cannot be opened (Windows) it does of itself."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def find_yaml(name: str, folder: Path, what: str) -> Path:
    """The file of that name or path.

    Args:
        name: as the person wrote it.
        folder: where the program's own are, each a .yaml.
        what: it is called.

    Raises:
        UsageError: when none has that name; a path is not looked at.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(own.stem for own in folder.glob("*.yaml")))
        raise UsageError(
            f"there is no {what} called {name}", f"There are: {known}; or name a .yaml file."
        )
    return path
