"""The dials: the settings in force for each author, and the random seeds of passages."""

import secrets
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from common.settings import Sampling, Settings
from common.shape import Shape


class Seeds:
    """A source of seeds for the sampler, one per passage that an author writes.

    The seeds are either random or a reproducible sequence computed from its first seed.

    Args:
        first: the seed of the next passage, from which all later seeds are computed; None for
            random seeds.

    Attributes:
        first: the seed that the sequence started with; None if the seeds are random.
        next: the seed of the next passage, if the user chose it and no passage has used it yet;
            otherwise None.
    """

    def __init__(self, first: int | None = None) -> None:
        self.fix(first)

    def fix(self, first: int | None) -> None:
        """Start a new sequence of seeds.

        Args:
            first: the seed of the next passage, from which all later seeds are computed; None for
                random seeds.
        """
        self.first = self.next = first
        self._random = np.random.default_rng(secrets.randbits(64) if first is None else first)

    def draw(self) -> int:
        """Return the seed for the next passage, and move on to the one after it.

        A drawn seed is from 0 to 2**31 - 1; a seed that the user chose is returned unchanged.
        """
        seed = int(self._random.integers(2**31)) if self.next is None else self.next
        self.next = None
        return seed

    def __str__(self) -> str:
        """Describe in words where the next passage's seed comes from."""
        if self.next is not None:
            return f"{self.next} for the next passage, and what follows from it"
        return "by chance" if self.first is None else f"as they follow from {self.first}"


class Dials:
    """The settings in force for each author, such as temperature and the length of passages.

    Each setting is taken from the first of four sources that has a value for it: the user's
    settings in the chat; the options of the command line and the environment; the config file's
    settings for that author; and the config file's settings for all authors.

    Args:
        config: the config file's settings for all authors.
        authors: the config file's settings for single authors, by author's name.
        seeds: the source of the sampler's seeds; random seeds by default.
        options: the settings from the command line and the environment.

    Attributes:
        seeds: the source of the sampler's seeds, one per passage.
        own: the settings that the user has changed in the chat; they apply to every author.
    """

    def __init__(
        self,
        config: Settings,
        authors: Mapping[str, Settings] | None = None,
        seeds: Seeds | None = None,
        options: Settings | None = None,
    ) -> None:
        self._config = config
        self._authors = authors or {}
        self._options = options or Settings()
        self.seeds = seeds or Seeds()
        self.own = Settings()

    def set(self, **values: Any) -> None:
        """Change the user's own settings, which take precedence over all others.

        Args:
            values: the new value of each setting, by the setting's name; None clears a setting, so
                that the command line, the environment or the config file decides.

        Raises:
            UsageError: if a value is out of its range; no setting is then changed.
        """
        self.own = replace(self.own, **values)

    def restore(self, settings: Settings | None = None) -> None:
        """Replace all the user's settings with those of a saved session; None clears them all."""
        self.own = settings or Settings()

    def prefer_options(self) -> None:
        """Clear each of the user's settings that an option also sets, so that the option applies.

        Options are settings from the command line and the environment.
        """
        self.set(
            **{
                field.name: None
                for field in fields(Settings)
                if getattr(self._options, field.name) is not None
            }
        )

    def settings(self, author: str) -> Settings:
        """Return the settings in force for an author, merged from all sources."""
        theirs = self._authors.get(author, Settings())
        return self.own.fill_from(self._options).fill_from(theirs).fill_from(self._config)

    def sampling(self, author: str) -> Sampling:
        """Return the sampler's settings in force for an author, such as the temperature."""
        return self.settings(author).sampling

    def shape(self, author: str) -> Shape:
        """Return how much an author is to write at a time, such as a number of sentences."""
        return self.settings(author).shape

    def origin(self, author: str, name: str) -> str:
        """Describe in a few words which source a setting in force comes from.

        Args:
            author: the name of the author who writes with the setting.
            name: the name of the setting.

        Returns:
            "yours", "given at the start", "NAME's own", or "" if the setting comes from the config
            file's settings for all authors or has no value.
        """
        theirs = self._authors.get(author, Settings())
        for settings, words in (
            (self.own, "yours"),
            (self._options, "given at the start"),
            (theirs, f"{author}'s own"),
        ):
            if getattr(settings, name, None) is not None:
                return words
        return ""
