"""Write a file completely or not at all."""

import contextlib
import os
import secrets
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)  # Windows alone tells text from bytes


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file atomically: the old content is kept until all the new content is on disk.

    Args:
        path: the path of the file; its folder is created if it does not exist.
        content: the new content of the file.
        mode: the permissions of the file, before the user's umask is applied.

    Raises:
        OSError: if the file cannot be written. The old file is then unchanged, and no temporary
            file is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    # os.open applies the user's umask, which tempfile would ignore
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
    """Make sure that a renaming survives a power cut; Windows cannot do this and needs it not."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
