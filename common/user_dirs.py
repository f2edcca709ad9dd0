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
    """The paths of the user's folders, each of which is created only when it is needed.

    Attributes:
        data: the folder for what must not be lost: trained authors, saved chats and checkpoints.
        state: the folder for what is useful but not essential: the history of typed lines.
        cache: the folder for copies of fetched texts, which can be fetched again.
    """

    data: Path
    state: Path
    cache: Path

    @property
    def styles(self) -> Path:
        """The folder of the user's own style files, each of which contains one trained author."""
        return self.data / "styles"

    @property
    def sessions(self) -> Path:
        """The folder of saved sessions, with one file for each chat."""
        return self.data / "sessions"

    @property
    def checkpoints(self) -> Path:
        """The folder of checkpoints, from which unfinished training runs can be resumed."""
        return self.data / "checkpoints"

    @property
    def history(self) -> Path:
        """The path of the file with the lines that the user has typed."""
        return self.state / "history"


def find_user_dirs(
    folder: str | None, environ: Mapping[str, str], configured: str | None
) -> UserDirs:
    """Return the user's folders: all inside one named folder, or the platform's standard ones.

    The folder is named by `folder`, by the environment variable PASTICHE_DATA_DIR or by
    `configured`, whichever is the first that is set and not empty. If none is, the platform's
    standard folders are returned.

    Args:
        folder: the value of the flag --data-dir; None if it was not used.
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
