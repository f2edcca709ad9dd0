"""config.yaml: the person's lasting choices, and the authors with their sources and recipes.

Two files are laid one over the other: the defaults shipped with the program, then the person's
config.yaml in the platform's config folder, or the file that --config names instead. In a checkout
the shipped file is the config.yaml at its top; an installed package has a copy inside. Flags and
environment variables, which are stronger than both, are the commands' matter.
"""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from common.defaults import GHOST, GUARD, KEYS, LENGTH, MIN_P, MINUTES, TEMPERATURE, TOP_K, TOP_P
from common.errors import UsageError
from common.schema import read_yaml
from common.settings import Settings

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Author:
    """An author in config.yaml: where its texts are, how it is trained, how it writes.

    Attributes:
        sources: URLs of plain texts.
        works: instead of these, a list of the author's works: a name in texts/manifests, or a file.
        recipe: a name in training/recipes, or a file; None for the training's default.
        settings: how it writes unless the person says otherwise.
    """

    sources: tuple[str, ...] = ()
    works: str | None = None
    recipe: str | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Folders:
    """The folders in config.yaml.

    Attributes:
        data: one folder for all that the program keeps; None for the platform's own folders.
    """

    data: str | None = None


@dataclass(frozen=True)
class Config:
    """All that config.yaml can say.

    Attributes:
        style: the author at the start of a chat.
        length, until, temperature, top_k, top_p, min_p, guard: as in `Settings`.
        presets: settings by name, for /set.
        ghost: the number of words of ghost text; 0 for none.
        keys: the key bindings of the line editor.
        minutes: the length of a training that is started from the chat.
        folders: where the program keeps things.
        authors: by name.

    Raises:
        UsageError: when a value is out of its range.
    """

    style: str = "dickens"
    length: int | str = LENGTH
    until: str = ""
    temperature: float = TEMPERATURE
    top_k: int = TOP_K
    top_p: float = TOP_P
    min_p: float = MIN_P
    guard: float = GUARD
    presets: dict[str, Settings] = field(default_factory=dict)
    ghost: int = GHOST
    keys: Literal["emacs", "vi"] = KEYS
    minutes: float = MINUTES
    folders: Folders = Folders()
    authors: dict[str, Author] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _ = self.settings
        if not 0 < self.minutes <= 60 * 24 * 7:
            raise UsageError(
                f"minutes cannot be {self.minutes:g}", "Use more than 0, and at most a week."
            )
        if not 0 <= self.ghost <= 10:
            raise UsageError(f"ghost cannot be {self.ghost}", "Use 0 to 10 words.")

    @property
    def settings(self) -> Settings:
        """How every author writes unless its own settings say otherwise."""
        return Settings(**{f.name: getattr(self, f.name) for f in fields(Settings)})


def read_config(path: Path | None = None) -> Config:
    """Return the shipped config with the person's laid over it.

    Args:
        path: the file that --config names, used instead of the person's own config.yaml.

    Raises:
        ConfigError: when a file cannot be read, or has a key or a value that it cannot have.
    """
    config = read_yaml(shipped_config_path(), Config())
    if path is None:
        path = own_config_path()
        if not path.is_file():
            return config
    return read_yaml(path, config)


def shipped_config_path() -> Path:
    """Return the path of the shipped config.yaml, in an installed package or a checkout."""
    inside = _HERE / "config.yaml"
    return inside if inside.is_file() else _HERE.parent / "config.yaml"


def own_config_path() -> Path:
    """Return the path of the person's config.yaml, which need not exist."""
    import platformdirs

    return Path(platformdirs.user_config_path("pastiche", appauthor=False)) / "config.yaml"
