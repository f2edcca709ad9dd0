"""The person's own editor, for a text that is longer than a line.

It knows neither the manuscript nor the terminal: whoever calls it gives the terminal back first.
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


def edited(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The text as it comes back from the editor.

    The editor is what VISUAL names, or EDITOR, or the first of the usual ones that is there. It
    gets a file that ends in .txt, with a line end after the last line, as editors like it; one
    that the text itself has not is taken off again.

    Args:
        text: as it is now.
        environ: where VISUAL, EDITOR and PATH are looked up; the editor has it, too.

    Raises:
        UsageError: when there is no editor, or it fails. What was saved before it failed is kept,
            and the error tells where.
        StorageError: when there is no room for the file.
    """
    command = _command(environ)
    ended = text if text.endswith("\n") else text + "\n"
    try:
        before = ended.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(
            "there is half a character in this text, which no editor could keep",
            "Take the passage back with /undo, or write on after it.",
        ) from error
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix="pastiche-"))
        file = folder / "passage.txt"
        file.write_bytes(before)
    except OSError as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise from_os_error(error) or StorageError("there is no room for the text") from error
    kept = False
    try:
        try:
            status = subprocess.call([*command, str(file)], env=dict(environ))
        except OSError as error:
            raise UsageError(
                f"the editor {command[0]} cannot be started",
                "Set VISUAL or EDITOR to one that is there; the text stays as it was.",
            ) from error
        after = _saved(file)
        if status:
            kept = after not in (before, None)
            where = f"; what you had saved is in {file}" if kept else ""
            raise UsageError(
                f"the editor {command[0]} ended with status {status}",
                f"The text stays as it was{where}.",
            )
        try:
            now = (before if after is None else after).decode("utf-8")
        except UnicodeDecodeError as error:
            kept = True
            raise UsageError(
                f"what the editor saved in {file} is not UTF-8", "The text stays as it was."
            ) from error
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    now = now.replace("\r\n", "\n")
    return now if text.endswith("\n") else now.removesuffix("\n")


def _command(environ: Mapping[str, str]) -> list[str]:
    """The editor with its arguments."""
    for variable in ("VISUAL", "EDITOR"):
        with contextlib.suppress(ValueError):  # a quotation mark that nothing closes
            if words := shlex.split(environ.get(variable, "")):
                return words
    for name in _USUAL:
        if found := shutil.which(name, path=environ.get("PATH")):
            return [found]
    raise UsageError(
        "no editor was found", "Set VISUAL or EDITOR to the one you like, as in EDITOR=nano."
    )


def _saved(file: Path) -> bytes | None:
    """What stands in the file; None when it is gone, as some editors have it at a failure."""
    try:
        return file.read_bytes()
    except OSError:
        return None
