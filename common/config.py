"""config.yaml: what the person can settle once, and the authors with their sources and recipes.

Laid one over the other: the defaults that came with the program, then the person's config.yaml
in the platform's config folder, or the file named by --config in its place. In a checkout the
program's defaults are the config.yaml at its top; an installed package carries the same file
inside. Flags and environment variables are stronger than all of these; the commands see to that.
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
    """A shipped author: where its texts are and how it is trained.

    Attributes:
        sources: URLs of plain texts.
        works: in their place, a list of an author's works: of texts/manifests by name, or a file.
        recipe: name of a recipe in training/recipes, or a file; nothing leaves it to the training.
        settings: how it writes where the person does not say otherwise.
    """

    sources: tuple[str, ...] = ()
    works: str | None = None
    recipe: str | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Folders:
    """Where the person's things go.

    Attributes:
        data: one folder for all of them; nothing means the platform's own.
    """

    data: str | None = None


@dataclass(frozen=True)
class Config:
    """What config.yaml may say.

    Attributes:
        style: the author who is there at the start.
        length, until, temperature, top_k, top_p, min_p, guard: as in models.settings.
        presets: settings under a name, for /set.
        ghost: words of an author's continuation shown while a line is typed; 0 for none.
        keys: of the line editor.
        minutes: of a training started from the chat.
        folders: where the person's things go.
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
            raise UsageError(f"minutes cannot be {self.minutes:g}", "From above 0 to a week's.")
        if not 0 <= self.ghost <= 10:
            raise UsageError(f"ghost cannot be {self.ghost}", "It is 0 to 10 words.")

    @property
    def settings(self) -> Settings:
        """How everyone writes."""
        return Settings(**{f.name: getattr(self, f.name) for f in fields(Settings)})


def read_config(named: Path | None = None) -> Config:
    """The config in force.

    Args:
        named: the file that --config names, used in place of the person's own.

    Raises:
        ConfigError: when a file cannot be read or says what it cannot say.
    """
    config = read_yaml(shipped_config(), Config())
    theirs = named if named is not None else own_config()
    if named is None and not theirs.is_file():
        return config
    return read_yaml(theirs, config)


def shipped_config() -> Path:
    """The program's defaults: inside an installed package, at the top of a checkout."""
    inside = _HERE / "config.yaml"
    return inside if inside.is_file() else _HERE.parent / "config.yaml"


def own_config() -> Path:
    """The person's config.yaml, which need not exist."""
    import platformdirs

    return Path(platformdirs.user_config_path("pastiche", appauthor=False)) / "config.yaml"
