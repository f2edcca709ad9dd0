"""The flags of one run, and the config, folders and authors that they determine.

Flags override environment variables, and these override config.yaml. The chat's first prompt waits
until this module is imported, so everything heavy is imported by what needs it.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from bot.page.dials import Dials
    from common.config import Config
    from common.user_dirs import UserDirs
    from models.library import Library

SEED_MOST = 2**31 - 1


@dataclass(frozen=True)
class CliOptions:
    """The command-line flags with which the program was started.

    A flag that was not given is None, or False if it takes no value.

    Attributes:
        style: the name of the author (the language model that writes).
        temperature: the sampling temperature, from 0 to 5.
        length: how much the author writes at a time, such as "3 sentences".
        seed: the random seed for the first text that the author writes.
        plain: whether the chat prints only plain lines of text, for example for a screen reader.
        resume: whether the chat continues the session that was saved last.
        open_name: the name of the saved session that the chat opens.
        data_dir: the folder for all of the user's data.
        config_file: the config file to read instead of the user's own config.yaml.
    """

    style: str | None = None
    temperature: float | None = None
    length: str | None = None
    seed: int | None = None
    plain: bool = False
    resume: bool = False
    open_name: str | None = None
    data_dir: str | None = None
    config_file: Path | None = None

    def merge(self, later: "CliOptions") -> Self:
        """Return a copy of these flags, updated with flags typed later on the command line.

        Args:
            later: the flags typed later, such as those after a command's name.
        """
        # `0` is a seed and a temperature, so only None and False count as not typed
        flags = {k: v for k, v in vars(later).items() if v is not None and v is not False}
        return replace(self, **flags)


class Workspace:
    """The configuration, folders, authors (language models) and writing settings for a command.

    Each of these is loaded when it is first used.

    Args:
        options: the flags from the command line.
        environ: the environment variables.
    """

    def __init__(self, options: CliOptions, environ: Mapping[str, str] = os.environ) -> None:
        self.options = options
        self._environ = environ

    @cached_property
    def config(self) -> "Config":
        """The configuration from config.yaml, overridden by environment variables and flags.

        Raises:
            PasticheError: if a file, an environment variable or a flag has an invalid value.
        """
        return replace(self._config_file, **self._overrides)

    @property
    def chosen_style(self) -> str | None:
        """The name of the author (language model) that a flag or the environment sets, if any.

        It writes on even if another author wrote last in the session that the chat opens.

        Raises:
            PasticheError: if a file or an environment variable has an invalid value.
        """
        return self._overrides.get("style")

    @cached_property
    def data_folder(self) -> str | None:
        """The folder for all of the user's data; None if the platform's usual folders are used.

        Raises:
            ConfigError: if config.yaml cannot be read.
        """
        from common.user_dirs import DATA_DIR_VARIABLE

        configured = (
            self._config_file.folders.data
        )  # read first, so that a broken config is always reported
        return self.options.data_dir or self._environ.get(DATA_DIR_VARIABLE) or configured

    @cached_property
    def dirs(self) -> "UserDirs":
        """The user's folders, such as those for authors (language models) and saved sessions."""
        from common.user_dirs import find_user_dirs

        return find_user_dirs(self.data_folder, self._environ, None)

    @cached_property
    def library(self) -> "Library":
        """The available authors (language models).

        They are those that the user has trained and those that come with the program.
        """
        from models.library import Library

        return Library(self.dirs.styles)

    @cached_property
    def dials(self) -> "Dials":
        """The settings, such as the temperature, with which each author (language model) writes.

        Flags and environment variables override the settings in config.yaml.

        Raises:
            PasticheError: if a file, an environment variable or a flag has an invalid value.
        """
        from bot.page.dials import Dials, Seeds
        from common.settings import Settings

        authors = {name: author.settings for name, author in self.config.authors.items()}
        overrides = Settings(
            self._overrides.get("temperature"), length=self._overrides.get("length")
        )
        return Dials(self.config.settings, authors, Seeds(self.options.seed), overrides)

    @cached_property
    def _config_file(self) -> "Config":
        from common.config import read_config

        return read_config(self.options.config_file)

    @cached_property
    def _overrides(self) -> dict[str, Any]:
        """The style, temperature and length that flags or environment variables set."""
        from common.errors import PasticheError, UsageError

        kinds: dict[str, Callable[[str], Any]] = {
            "style": str.lower,
            "temperature": float,
            "length": str,
        }
        overrides: dict[str, Any] = {}
        for key, kind in kinds.items():
            variable = f"PASTICHE_{key.upper()}"
            flag = getattr(self.options, key)
            if flag is not None:
                overrides[key] = kind(flag)
            elif text := self._environ.get(variable):
                overrides[key] = _convert(kind, variable, text)
                try:
                    replace(self._config_file, **overrides)
                except PasticheError as error:
                    raise UsageError(
                        f"{variable} in the environment: {error.what}", error.todo
                    ) from error
        return overrides


def _convert(kind: Callable[[str], Any], variable: str, text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        from common.errors import UsageError

        raise UsageError(
            f"{variable} in the environment cannot be {text}",
            "Set it to a number, or unset it.",
        ) from None


def folder_flags(data_dir: str | None, config: Path | None) -> tuple[str, ...]:
    """Return the flags that make another program use a given data folder and config file.

    The paths in the flags are absolute, so that the other program can run in any folder.

    Args:
        data_dir: the folder for all of the user's data; None for the platform's usual folders.
        config: the config file; None for the user's own config.yaml.
    """
    where = ("--data-dir", os.path.abspath(os.path.expanduser(data_dir))) if data_dir else ()
    settings = ("--config", os.path.abspath(config)) if config else ()
    return (*where, *settings)
