"""Find the user's folders: for styles, sessions, history, cache and checkpoints.

They are the platform's standard folders, which platformdirs knows, or all lie in one folder. That
folder is named by the flag --data-dir, by PASTICHE_DATA_DIR or in config.yaml, whichever comes
first in this order.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_DIR_VARIABLE = "PASTICHE_DATA_DIR"


@dataclass(frozen=True)
class UserDirs:
    """The folders that contain the user's data. They are created only when they are needed.

    Attributes:
        data: the folder for data that must not be lost: trained authors (language models), saved
            chats and checkpoints.
        state: the folder for useful but non-essential data, such as the history of typed lines.
        cache: the folder for cached downloads, which can be downloaded again.
    """

    data: Path
    state: Path
    cache: Path

    @property
    def styles(self) -> Path:
        """The folder that contains the user's trained authors (language models), one per file."""
        return self.data / "styles"

    @property
    def sessions(self) -> Path:
        """The folder that contains saved chats, one per file."""
        return self.data / "sessions"

    @property
    def checkpoints(self) -> Path:
        """The folder that contains checkpoints, from which unfinished training runs are resumed."""
        return self.data / "checkpoints"

    @property
    def history(self) -> Path:
        """The path of the file that contains the lines typed by the user."""
        return self.state / "history"


def find_user_dirs(
    folder: str | None, environ: Mapping[str, str], configured: str | None
) -> UserDirs:
    """Return the folders for the user's data: a single folder, or the platform's standard folders.

    The single folder is the first of the following that is set and not empty: `folder`, the
    environment variable PASTICHE_DATA_DIR, and `configured`. If none of them is set, the platform's
    standard folders are returned.

    Args:
        folder: the value of the option --data-dir; None if it was not used.
        environ: the environment variables; only PASTICHE_DATA_DIR is read.
        configured: the value of `folders.data` in config.yaml; None if it is not set.
    """
    single = folder or environ.get(DATA_DIR_VARIABLE) or configured
    if single:
        root = Path(os.path.expanduser(single)).absolute()  # ~NAME stays where NAME is nobody
        return UserDirs(root, root, root / "cache")
    import platformdirs

    dirs = platformdirs.PlatformDirs("pastiche", appauthor=False)
    return UserDirs(dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)
