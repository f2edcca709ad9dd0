"""The user's own editor for texts longer than a line.

The caller of `edit_text` must take the terminal out of raw mode first.
"""

import contextlib
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from common.errors import StorageError, UsageError, from_os_error

_USUAL = ("editor", "nano", "vim", "vi", "emacs", "notepad")


def edit_text(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Open a text in the user's editor, and return the edited text.

    The editor is the one named by the environment variable VISUAL or EDITOR, in that order. If
    neither is set, the first installed one in a list of common editors is used. The text is edited
    in a temporary .txt file. Editors expect a newline at the end of a file; if the text has none,
    one is added to the file and removed from the result.

    Args:
        text: the text to edit.
        environ: the environment variables to pass to the editor. VISUAL, EDITOR and PATH are read
            from this mapping too.

    Raises:
        UsageError: if no editor is found, if the editor fails, or if the text cannot be encoded or
            decoded as UTF-8. If the user has saved changes, the edited file is kept, and its path
            is in the message.
        StorageError: if the temporary file cannot be written.
    """
    command = _command(environ)
    file_text = text if text.endswith("\n") else text + "\n"
    try:
        original = file_text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(
            "this text has half a character in it, which an editor would destroy",
            "Take the passage back with /undo, or leave it as it is.",
        ) from error
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix="pastiche-"))
        file = folder / "passage.txt"
        file.write_bytes(original)
    except OSError as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise from_os_error(error) or StorageError("there is no room for the text") from error
    is_kept = False  # the folder
    try:
        try:
            status = subprocess.call([*command, str(file)], env=dict(environ))
        except OSError as error:
            raise UsageError(
                f"the editor {command[0]} cannot be started",
                "Set VISUAL or EDITOR to one that is installed; the text stays as it was.",
            ) from error
        saved = _read_back(file)
        if status:
            is_kept = saved not in (original, None)
            where = f"; what you had saved is in {file}" if is_kept else ""
            raise UsageError(
                f"the editor {command[0]} ended with status {status}",
                f"The text stays as it was{where}.",
            )
        try:
            now = (original if saved is None else saved).decode("utf-8")
        except UnicodeDecodeError as error:
            is_kept = True
            raise UsageError(
                f"what the editor saved in {file} is not UTF-8", "The text stays as it was."
            ) from error
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)
    now = now.replace("\r\n", "\n")
    return now if text.endswith("\n") else now.removesuffix("\n")


def _command(environ: Mapping[str, str]) -> list[str]:
    """Return the editor's command with its arguments.

    Raises:
        UsageError: when no editor is named or installed.
    """
    for variable in ("VISUAL", "EDITOR"):
        with contextlib.suppress(ValueError):  # an unclosed quotation mark
            if words := shlex.split(environ.get(variable, "")):
                return words
    for name in _USUAL:
        if path := shutil.which(name, path=environ.get("PATH")):
            return [path]
    raise UsageError(
        "no editor was found", "Set VISUAL or EDITOR to the one you like, e.g. EDITOR=nano."
    )


def _read_back(file: Path) -> bytes | None:
    """Return what the editor saved; None if it deleted the file, as some do on failure."""
    try:
        return file.read_bytes()
    except OSError:
        return None
