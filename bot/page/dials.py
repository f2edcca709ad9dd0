"""How each author writes just now: the config's settings, the author's own, and the person's.

Seeds are here, too.
"""

import secrets
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from common.settings import Sampling, Settings
from common.shape import Shape


class Seeds:
    """The seed of each passage: drawn by chance, or from one that the person gave.

    Args:
        first: the seed of the next passage, from which the later ones follow; None for chance.
    """

    def __init__(self, first: int | None = None) -> None:
        self.fix(first)

    def fix(self, first: int | None) -> None:
        """Give the next passage this seed, and the later ones those that follow from it."""
        self.first = self.next = first
        self._random = np.random.default_rng(secrets.randbits(64) if first is None else first)

    def draw(self) -> int:
        """The next passage's."""
        drawn = int(self._random.integers(2**31)) if self.next is None else self.next
        self.next = None
        return drawn

    def __str__(self) -> str:
        """Where the next one comes from, in words."""
        if self.next is not None:
            return f"{self.next} for the next passage, and what follows from it"
        return "by chance" if self.first is None else f"as they follow from {self.first}"


class Dials:
    """Settings in force: the person's own, then those asked for, an author's, the config's.

    Args:
        config: of everyone.
        authors: some authors' own, by name.
        seeds: of passages.
        options: by flags and the environment.
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
        self.person = Settings()  # what the person has set at the desk

    def set(self, **values: Any) -> None:
        """Set something, for every author.

        Raises:
            UsageError: when a value is out of its range; all stays as it was.
        """
        self.person = replace(self.person, **values)

    def restore(self, settings: Settings | None = None) -> None:
        """Put a saved session's settings in place of all the person has set; None clears them."""
        self.person = settings or Settings()

    def prefer_options(self) -> None:
        """Let go of what the person had set where something else was asked for since."""
        self.set(
            **{f.name: None for f in fields(Settings) if getattr(self._options, f.name) is not None}
        )

    def settings(self, author: str) -> Settings:
        """All that holds for an author."""
        theirs = self._authors.get(author, Settings())
        return self.person.over(self._options).over(theirs).over(self._config)

    def sampling(self, author: str) -> Sampling:
        """How it draws symbols."""
        return self.settings(author).sampling

    def shape(self, author: str) -> Shape:
        """How much it writes at a time."""
        return self.settings(author).shape

    def origin(self, author: str, name: str) -> str:
        """Who settled a thing, in words; nothing where it is as the config has it."""
        theirs = self._authors.get(author, Settings())
        for settings, told in (
            (self.person, "yours"),
            (self._options, "asked for at the start"),
            (theirs, f"{author}'s own"),
        ):
            if getattr(settings, name, None) is not None:
                return told
        return ""
