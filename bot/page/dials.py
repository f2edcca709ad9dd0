"""The dials: the settings in force for each author, and the random seeds of passages."""

import secrets
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from common.settings import Sampling, Settings
from common.shape import Shape


class Seeds:
    """A source of random seeds, one for each text that an author (a language model) writes.

    If the first seed is given, all later seeds are derived from it, so that the same texts can be
    written again. Otherwise the seeds are random.

    Args:
        first: the first seed, a whole number of at least 0; None for random seeds.

    Attributes:
        first: the first seed of the sequence; None if the seeds are random.
        next: a seed chosen by the user that `draw` has not returned yet; None if there is none.
    """

    def __init__(self, first: int | None = None) -> None:
        self.fix(first)

    def fix(self, first: int | None) -> None:
        """Start a new sequence of seeds.

        Args:
            first: the next seed, from which all later seeds are derived; None for random seeds.
        """
        self.first = self.next = first
        self._random = np.random.default_rng(secrets.randbits(64) if first is None else first)

    def draw(self) -> int:
        """Return the seed for the next text that an author (a language model) writes.

        A seed chosen by the user is returned unchanged; all others are from 0 to 2**31 - 1.
        """
        seed = int(self._random.integers(2**31)) if self.next is None else self.next
        self.next = None
        return seed

    def __str__(self) -> str:
        """Describe where the seed of the next passage comes from."""
        if self.next is not None:
            return f"{self.next} for the next passage, then others derived from it"
        return "random" if self.first is None else f"derived from {self.first}"


class Dials:
    """The settings with which each author writes, such as the temperature and the length of a text.

    An author is a language model. Each setting is taken from the first of four sources that has a
    value for it: the user's settings in the chat; the options of the command line and the
    environment; the config file's settings for that author; and the config file's settings for all
    authors.

    Args:
        config: the config file's settings for all authors.
        authors: the config file's settings for individual authors, by the author's name.
        seeds: the source of the random seeds with which authors write; None for random seeds.
        options: the settings from the command line and the environment.

    Attributes:
        seeds: the source of the random seeds with which authors write.
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
        """Change settings as the user asks; the new values take precedence over all other sources.

        Args:
            values: the new value of each setting, as a keyword argument such as temperature=0.8.
                None clears a setting, so that the value from the command line, the environment or
                the config file is used.

        Raises:
            UsageError: if a value is out of range; in that case, no setting is changed.
        """
        self.own = replace(self.own, **values)

    def restore(self, settings: Settings | None = None) -> None:
        """Replace all the settings that the user has changed in the chat.

        Args:
            settings: the new settings, such as those of a saved session; None to clear them all.
        """
        self.own = settings or Settings()

    def prefer_options(self) -> None:
        """Clear each setting made in the chat that the command line or the environment also sets.

        The values from the command line and the environment are then used.
        """
        self.set(
            **{
                field.name: None
                for field in fields(Settings)
                if getattr(self._options, field.name) is not None
            }
        )

    def settings(self, author: str) -> Settings:
        """Return all the settings with which an author (a language model) writes.

        They are merged from all sources: the chat, the command line, the environment and the config
        file.

        Args:
            author: the name of the author (a language model).
        """
        theirs = self._authors.get(author, Settings())
        return self.own.fill_from(self._options).fill_from(theirs).fill_from(self._config)

    def sampling(self, author: str) -> Sampling:
        """Return the settings by which an author (a language model) chooses characters or words.

        Args:
            author: the name of the author (a language model).
        """
        return self.settings(author).sampling

    def shape(self, author: str) -> Shape:
        """Return how much an author (a language model) writes at a time, such as three sentences.

        Args:
            author: the name of the author (a language model).
        """
        return self.settings(author).shape

    def candidates(self, author: str) -> int:
        """Return the number of candidate sentences that an author writes for each one it keeps.

        Args:
            author: the name of the author (a language model).
        """
        return self.settings(author).candidates or 1

    def origin(self, author: str, name: str) -> str:
        """Describe briefly where the value of a setting comes from.

        Args:
            author: the name of the author (a language model) to which the setting applies.
            name: the name of the setting.

        Returns:
            "yours" if the user set it in the chat; "given at the start" if the command line or the
            environment did; "NAME's own" if it is the config file's setting for the author NAME; ""
            if it is the config file's setting for all authors, or if the setting has no value.
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
