"""What a card records of the texts a style learnt from: their origins, and how they were cleaned.

Knows values only. Fetching, cleaning and splitting are done elsewhere in this package.
"""

import os
import re
from dataclasses import dataclass
from typing import Literal

_BOOK = re.compile(r"gutenberg\.org/(?:ebooks|files|cache/epub)/(\d+)")

Unwrap = Literal["auto", "yes", "no"]


@dataclass(frozen=True)
class Cleaning:
    """The settings of `clean`.

    Attributes:
        gutenberg: take off the header and footer of Project Gutenberg.
        unwrap: join the wrapped lines of prose: "auto" when the text is wrapped, "yes", "no".
        margins: take off the white before what is centred in a book of Project Gutenberg. Cards
            made before there was this setting do not tell it, and mean False.
        spacing: make the two spaces that typists set after a sentence one. Missing from older
            cards too.

    """

    gutenberg: bool = True
    unwrap: Unwrap = "auto"
    margins: bool = False
    spacing: bool = False


AS_EVER = Cleaning()


@dataclass(frozen=True)
class Source:
    """A text that a style was trained on.

    Attributes:
        origin: URL, or the file's name when it came from this machine.
        title: of the book, where it says so.
        author: of the book, where it says so.
        licence: under which the text may be used, as far as is known.
        sha256: of the file's bytes.
        characters: of the cleaned text.
        held_out: how many of these, the last ones, were never trained on.
    """

    origin: str
    title: str | None
    author: str | None
    licence: str
    sha256: str
    characters: int
    held_out: int

    @property
    def book(self) -> str | None:
        """Its number at Project Gutenberg, where the origin tells it."""
        found = _BOOK.search(self.origin)
        return found[1] if found else None

    def is_book_of(self, other: "Source") -> bool:
        """Whether both are one book, by file, by number at Gutenberg, or by title and author."""
        if self.sha256 == other.sha256 or (self.book is not None and self.book == other.book):
            return True
        named = [(source.title or "", source.author or "") for source in (self, other)]
        mine, others = ((title.casefold(), author.casefold()) for title, author in named)
        return all(mine) and mine == others


def display_source(place: str) -> str:
    """Return a URL or path as it may be shown and kept: as text, without a name and password.

    A path may be bytes that are not text, which Python keeps as lone surrogates (PEP 383); they
    become replacement characters.
    """
    place = os.fsencode(place).decode("utf-8", "replace")
    return re.sub(r"(?<=://)[^/?#\s]*@", "", place)
