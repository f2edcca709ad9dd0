"""How each author writes just now: the config's settings, the author's own, and the person's.

The person's are stronger than an author's own, and these than the config's. Seeds are here too.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from models.sampler import Sampling
from models.settings import Settings
from models.shape import Shape


class Seeds:
    """The seed of each passage: drawn by chance, or from one that the person gave.

    Args:
        first: the seed of the next passage, from which the later ones follow; None for chance.
    """

    def __init__(self, first: int | None = None) -> None:
        self.fix(first)

    def fix(self, first: int | None) -> None:
        """Give the next passage this seed, and the later ones those that follow from it."""
        self.next = first
        self._random = np.random.default_rng(secrets.randbits(64) if first is None else first)

    def draw(self) -> int:
        """The next passage's."""
        drawn = int(self._random.integers(2**31)) if self.next is None else self.next
        self.next = None
        return drawn


class Dials:
    """Settings in force.

    Args:
        config: of everyone.
        authors: some authors' own, by name.
        seeds: of passages.
    """

    def __init__(
        self,
        config: Settings,
        authors: Mapping[str, Settings] | None = None,
        seeds: Seeds | None = None,
    ) -> None:
        self._config = config
        self._authors = authors or {}
        self.seeds = seeds or Seeds()
        self.own = Settings()  # what the person has set in this sitting

    def set(self, **values: Any) -> None:
        """Set something, for every author.

        Raises:
            UsageError: when a value is out of its range; all stays as it was.
        """
        self.own = replace(self.own, **values)

    def free(self) -> None:
        """Let go of all that the person has set."""
        self.own = Settings()

    def settings(self, author: str) -> Settings:
        """All that holds for an author."""
        return self.own.over(self._authors.get(author, Settings())).over(self._config)

    def sampling(self, author: str) -> Sampling:
        """How it draws symbols."""
        return self.settings(author).sampling

    def shape(self, author: str) -> Shape:
        """How much it writes at a time."""
        return self.settings(author).shape

    def whose(self, author: str, name: str) -> str:
        """Who settled a thing: "yours", "the author's", or nothing where it is the config's."""
        if getattr(self.own, name, None) is not None:
            return "yours"
        theirs = getattr(self._authors.get(author, Settings()), name, None)
        return "" if theirs is None else f"{author}'s own"
