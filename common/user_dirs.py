"""The person's folders: styles, sessions, history, cache, checkpoints.

They are the platform's own, as platformdirs has them, or all lie in one folder: the one named by
the flag --data-dir, by PASTICHE_DATA_DIR or in config.yaml, whichever comes first in this order.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_DIR_VARIABLE = "PASTICHE_DATA_DIR"


@dataclass(frozen=True)
class UserDirs:
    """The person's folders; none is made before it is needed.

    Attributes:
        data: what the person would not lose: styles, sessions, checkpoints.
        state: what eases work: the history of lines.
        cache: copies of fetched texts.
    """

    data: Path
    state: Path
    cache: Path

    @property
    def styles(self) -> Path:
        """The folder of the person's own style files."""
        return self.data / "styles"

    @property
    def sessions(self) -> Path:
        """The folder of saved sessions."""
        return self.data / "sessions"

    @property
    def checkpoints(self) -> Path:
        """The folder of unfinished trainings."""
        return self.data / "checkpoints"

    @property
    def history(self) -> Path:
        """The file of the lines typed so far."""
        return self.state / "history"


def find_user_dirs(
    folder: str | None, environ: Mapping[str, str], configured: str | None
) -> UserDirs:
    """Return the folders that flag, environment or config name, or else the platform's.

    Args:
        folder: the value of --data-dir.
        environ: the environment, for PASTICHE_DATA_DIR.
        configured: `folders.data` in config.yaml.
    """
    single = folder or environ.get(DATA_DIR_VARIABLE) or configured
    if single:
        root = Path(os.path.expanduser(single)).absolute()  # ~NAME stays where NAME is nobody
        return UserDirs(root, root, root / "cache")
    import platformdirs

    dirs = platformdirs.PlatformDirs("pastiche", appauthor=False)
    return UserDirs(dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)
