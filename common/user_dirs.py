"""Where the person's things are: styles, history, cache, checkpoints.

By platformdirs, in the platform's own folders; or all beneath one folder, when one is named by the
flag --data-dir, by PASTICHE_DATA_DIR or in config.yaml, in this order of strength.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "PASTICHE_DATA_DIR"


@dataclass(frozen=True)
class UserDirs:
    """The person's folders; none is made before it is needed."""

    data: Path
    state: Path
    cache: Path

    @property
    def styles(self) -> Path:
        return self.data / "styles"

    @property
    def sessions(self) -> Path:
        return self.data / "sessions"

    @property
    def checkpoints(self) -> Path:
        return self.data / "checkpoints"

    @property
    def history(self) -> Path:
        return self.state / "history"


def find_user_dirs(
    folder: str | None, environ: Mapping[str, str], configured: str | None
) -> UserDirs:
    """The person's folders, by flag, environment and config, or else the platform's.

    Args:
        folder: the flag's value.
        environ: the environment, for PASTICHE_DATA_DIR.
        configured: config.yaml's `folders.data`.
    """
    one = folder or environ.get(VARIABLE) or configured
    if one:
        root = Path(os.path.expanduser(one)).absolute()  # a ~name that is nobody's stays
        return UserDirs(root, root, root / "cache")
    import platformdirs

    dirs = platformdirs.PlatformDirs("pastiche", appauthor=False)
    return UserDirs(dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)
