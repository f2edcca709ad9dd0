"""What a style's card records of the texts it learnt from: their origins, and their cleaning.

This module holds values only. Fetching, cleaning and splitting are done elsewhere in this package.
"""

import os
import re
from dataclasses import dataclass
from typing import Literal

_BOOK_NUMBER = re.compile(r"gutenberg\.org/(?:ebooks|files|cache/epub)/(\d+)")

Unwrap = Literal["auto", "yes", "no"]


@dataclass(frozen=True)
class Cleaning:
    """The settings of `texts.cleaning.cleaner.clean`.

    Attributes:
        gutenberg: remove the header and footer of Project Gutenberg.
        unwrap: join the wrapped lines of prose: "auto" if the text is wrapped, "yes" or "no".
        margins: remove the white space before centred lines in a book from Project Gutenberg.
            Cards written before this setting existed lack it, which means False.
        spacing: reduce the two spaces that typists set after a sentence to one. Older cards lack
            this setting too, which means False.
    """

    gutenberg: bool = True
    unwrap: Unwrap = "auto"
    margins: bool = False
    spacing: bool = False


DEFAULT_CLEANING = Cleaning()


@dataclass(frozen=True)
class Source:
    """A text that a style was trained on, as the style's card records it.

    Attributes:
        origin: the URL of the text, or the file's name if it came from this machine.
        title: the title of the book, if the text states it.
        author: the author of the book, if the text states it.
        licence: the licence under which the text may be used, as far as it is known.
        sha256: the SHA-256 of the file's bytes, in hexadecimal.
        characters: the length of the cleaned text, in characters.
        held_out: how many of these characters, the last ones, were never trained on.
    """

    origin: str
    title: str | None
    author: str | None
    licence: str
    sha256: str
    characters: int
    held_out: int

    @property
    def gutenberg_number(self) -> str | None:
        """The book's number at Project Gutenberg, or None if the origin does not contain one."""
        match = _BOOK_NUMBER.search(self.origin)
        return match[1] if match else None

    def is_same_book(self, other: "Source") -> bool:
        """Tell whether two sources are one book.

        They are if they have the same file, the same number at Project Gutenberg, or the same
        title and author.
        """
        number = self.gutenberg_number
        if self.sha256 == other.sha256 or (number and number == other.gutenberg_number):
            return True
        names = [
            ((source.title or "").casefold(), (source.author or "").casefold())
            for source in (self, other)
        ]
        return all(names[0]) and names[0] == names[1]


def display_source(place: str) -> str:
    """Return a URL or path as it may be shown and kept: as text, without a name and password.

    A path may be bytes that are not text, which Python keeps as lone surrogates (PEP 383); they
    become replacement characters.
    """
    place = os.fsencode(place).decode("utf-8", "replace")
    return re.sub(r"(?<=://)[^/?#\s]*@", "", place)
