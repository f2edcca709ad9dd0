"""The dials: the settings with which each author writes now, and the seeds of passages."""

import secrets
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from common.settings import Sampling, Settings
from common.shape import Shape


class Seeds:
    """The seeds of passages: random, or a sequence that follows from one seed.

    Args:
        first: the seed of the next passage, from which later seeds follow; None for random seeds.
    """

    def __init__(self, first: int | None = None) -> None:
        self.fix(first)

    def fix(self, first: int | None) -> None:
        """Start a sequence of seeds with `first`, the next passage's; None makes seeds random."""
        self.first = self.next = first
        self._random = np.random.default_rng(secrets.randbits(64) if first is None else first)

    def draw(self) -> int:
        """Return the next passage's seed, from 0 to 2**31 - 1 unless the person chose it."""
        seed = int(self._random.integers(2**31)) if self.next is None else self.next
        self.next = None
        return seed

    def __str__(self) -> str:
        """Return in words where the next seed comes from."""
        if self.next is not None:
            return f"{self.next} for the next passage, and what follows from it"
        return "by chance" if self.first is None else f"as they follow from {self.first}"


class Dials:
    """The settings in force, from four sources of which each outranks the next.

    They are: the person in the chat, options of the command line or the environment, the author's
    own settings in the config, and the config's settings for all authors.

    Args:
        config: the config's settings for all authors.
        authors: the config's settings for single authors, by name.
        seeds: the seeds of passages; random ones by default.
        options: settings from the command line and the environment.

    Attributes:
        seeds: the seeds of passages.
        person: what the person has set in the chat, for every author.
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
        self.person = Settings()

    def set(self, **values: Any) -> None:
        """Change the person's settings, by their names; None clears one.

        Raises:
            UsageError: when a value is out of its range; nothing is changed then.
        """
        self.person = replace(self.person, **values)

    def restore(self, settings: Settings | None = None) -> None:
        """Replace the person's settings by a saved session's; None clears them."""
        self.person = settings or Settings()

    def prefer_options(self) -> None:
        """Clear each of the person's settings for which there is an option."""
        self.set(
            **{
                field.name: None
                for field in fields(Settings)
                if getattr(self._options, field.name) is not None
            }
        )

    def settings(self, author: str) -> Settings:
        """Return all settings in force for an author."""
        theirs = self._authors.get(author, Settings())
        return self.person.fill_from(self._options).fill_from(theirs).fill_from(self._config)

    def sampling(self, author: str) -> Sampling:
        """Return the sampler's settings for an author."""
        return self.settings(author).sampling

    def shape(self, author: str) -> Shape:
        """Return how much an author writes at a time."""
        return self.settings(author).shape

    def origin(self, author: str, name: str) -> str:
        """Return in words where a setting comes from; "" if it is the config's for all authors."""
        theirs = self._authors.get(author, Settings())
        for settings, words in (
            (self.person, "yours"),
            (self._options, "given at the start"),
            (theirs, f"{author}'s own"),
        ):
            if getattr(settings, name, None) is not None:
                return words
        return ""
