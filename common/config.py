"""Read config.yaml: the user's lasting choices, and the authors with their texts and recipes.

Two files are merged: the defaults shipped with the program, then the user's config.yaml in the
platform's config folder, or the file that --config names instead. A key in the second file
overrides the first. In a checkout the shipped file is the config.yaml at its top; an installed
package has a copy inside. Flags and environment variables override both files, and the commands
handle them.
"""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from common.defaults import CANDIDATES, GHOST, KEYS, LENGTH, MINUTES
from common.errors import UsageError
from common.schema import read_yaml
from common.settings import Sampling, Settings

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Author:
    """How an author (a language model) is trained and used, as specified in config.yaml.

    Attributes:
        sources: the URLs of the plain texts to train on.
        works: a list of works to train on instead of `sources`, given as the name of a list in
            texts/manifests or as the path of a .yaml file. None to use `sources`.
        recipe: the settings for training, given as the name of a recipe in training/recipes or as
            the path of a .yaml file. None for the default recipe.
        settings: the settings with which the author writes, unless the user changes them.
    """

    sources: tuple[str, ...] = ()
    works: str | None = None
    recipe: str | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Folders:
    """The section of config.yaml that specifies where the program stores its files.

    Attributes:
        data: the path of a single folder for all of the program's files; None for the platform's
            standard folders.
    """

    data: str | None = None


@dataclass(frozen=True)
class Config(Sampling):
    """The contents of config.yaml, with one attribute for each key.

    The keys that control how each symbol (a character or word) is sampled, such as `temperature`,
    are attributes of the base class `Sampling`.

    Attributes:
        style: the name of the author (a trained language model) selected at the start of a chat.
        length: how much the author writes at a time, such as 300 (characters) or "4 lines".
        until: a text after which the author stops writing; "" for none.
        candidates: the number of versions of each sentence that the author writes. Only the best
            version is kept.
        presets: the sets of settings that the /set command can switch to, keyed by name.
        ghost: the number of words of ghost text (the dimmed continuation shown while typing); 0 for
            none.
        keys: the key bindings for editing a line: "emacs" or "vi".
        minutes: the length, in minutes, of a training run started from the chat.
        folders: where the program stores its files.
        mirrors: a URL template for each mirror of Project Gutenberg, in the order in which the
            mirrors are tried. {number} stands for a book's number, and {folders} for the folders
            that contain the book, such as 1/3/4/1342.
        authors: the texts, the recipe (settings for training) and the settings of each author,
            keyed by the author's name.

    Raises:
        UsageError: if a value is out of range.
    """

    style: str = "dickens"
    length: int | str = LENGTH
    until: str = ""
    candidates: int = CANDIDATES
    presets: dict[str, Settings] = field(default_factory=dict)
    ghost: int = GHOST
    keys: Literal["emacs", "vi"] = KEYS
    minutes: float = MINUTES
    folders: Folders = Folders()
    mirrors: tuple[str, ...] = ()
    authors: dict[str, Author] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _ = self.settings
        if not 0 < self.minutes <= 60 * 24 * 7:
            raise UsageError(
                f"minutes cannot be {self.minutes:g}", "Use more than 0, and at most a week."
            )
        if not 0 <= self.ghost <= 10:
            raise UsageError(f"ghost cannot be {self.ghost}", "Use 0 to 10 words.")
        for mirror in self.mirrors:
            if not mirror.startswith(("https://", "http://")) or "{number}" not in mirror:
                raise UsageError(
                    f"mirrors cannot have {mirror}",
                    "Write an address in which {number} stands for a book's number.",
                )

    @property
    def settings(self) -> Settings:
        """The default settings for writing; those of an author (a language model) override them."""
        return Settings(**{f.name: getattr(self, f.name) for f in fields(Settings)})


def read_config(path: Path | None = None) -> Config:
    """Return the shipped configuration, overridden by the keys in the user's config file.

    Args:
        path: the file specified with --config; None for the user's own config.yaml. If the user's
            own file does not exist, the shipped configuration is returned unchanged.

    Raises:
        ConfigError: if a file cannot be read, or contains an unknown key or an invalid value; the
            message names the file and the line.
    """
    config = read_yaml(shipped_config_path(), Config())
    if path is None:
        path = own_config_path()
        if not path.is_file():
            return config
    return read_yaml(path, config)


def shipped_config_path() -> Path:
    """Return the path of the config.yaml shipped with the program.

    In a checkout, the file is in the top-level folder; in an installed package, it is next to this
    module.
    """
    inside = _HERE / "config.yaml"
    return inside if inside.is_file() else _HERE.parent / "config.yaml"


def own_config_path() -> Path:
    """Return the path of the user's own config.yaml, in the platform's config folder.

    The file might not exist.
    """
    import platformdirs

    return Path(platformdirs.user_config_path("pastiche", appauthor=False)) / "config.yaml"
