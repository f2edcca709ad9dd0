"""The records of a style's texts on its card (its metadata): their origins and their cleaning.

This module has values only. Other modules of this package fetch, clean and split the texts.
"""

import os
import re
from dataclasses import dataclass
from typing import Literal

_BOOK_NUMBER = re.compile(r"gutenberg\.org/(?:ebooks|files|cache/epub)/(\d+)")

Unwrap = Literal["auto", "yes", "no"]

RULES = 2  # the edition of the rules of cleaning that is today's


@dataclass(frozen=True)
class Cleaning:
    """The settings for cleaning a text, used by `texts.cleaning.cleaner.clean`.

    The settings are saved with each author (a trained language model), so that texts scored by the
    author are cleaned in the same way as the texts it was trained on. If an old file does not
    contain `margins`, `spacing` or `rules`, the default value is used.

    Attributes:
        gutenberg: whether to remove the header and footer of Project Gutenberg.
        unwrap: whether to join the wrapped lines of prose: "yes", "no", or "auto" to join them only
            if the text is wrapped at a fixed width.
        margins: whether to remove the white space before centred and right-aligned lines, in books
            from Project Gutenberg only.
        spacing: whether to replace two spaces after a sentence with one.
        rules: the version of the cleaning rules. Version 1, used by old files, only deals with
            headers, footers and wrapped lines. Version 2, the current one, also removes text added
            by publishers, such as tables of contents, page numbers and footnotes, and repairs
            characters that were damaged, for example by a wrong encoding.
        keep: the kinds of text that are left as they are although version 2 would remove or repair
            them, such as "footnotes"; texts/cleaning/record.py lists all kinds.
        columns: the names of the table columns, or the keys of the JSON objects, that contain the
            text; empty if the text is not a table.
    """

    gutenberg: bool = True
    unwrap: Unwrap = "auto"
    margins: bool = False
    spacing: bool = False
    rules: int = 1
    keep: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


DEFAULT_CLEANING = Cleaning()
NEW_CLEANING = Cleaning(margins=True, spacing=True, rules=RULES)  # for the texts of new authors


@dataclass(frozen=True)
class Source:
    """The record of a text that a language model was trained on, stored in the model's file.

    Attributes:
        origin: the URL of the text, or the name of its file if it was a local file.
        title: the title of the book, or None if unknown.
        author: the writer of the book, or None if unknown.
        licence: a description of the licence under which the text can be used; "not stated" if
            unknown.
        sha256: the SHA-256 of the file's bytes, in hexadecimal.
        characters: the length of the cleaned text, in characters.
        held_out: the number of characters at the end of the cleaned text that were excluded from
            training and used for evaluation.
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
        """The book's Project Gutenberg number, in digits; None if the origin contains no number."""
        match = _BOOK_NUMBER.search(self.origin)
        return match[1] if match else None

    def is_same_book(self, other: "Source") -> bool:
        """Return whether this text and another are the same book.

        Two texts are the same book if their files are identical, if they have the same Project
        Gutenberg number, or if they have the same title and the same writer, ignoring case.
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
    """Return a URL or a path in a form that is safe to display and to save.

    The user name and password of a URL are removed. Bytes of a path that are not UTF-8, which
    Python represents as lone surrogates (PEP 383), become replacement characters (U+FFFD).
    """
    place = os.fsencode(place).decode("utf-8", "replace")
    return re.sub(r"(?<=://)[^/?#\s]*@", "", place)
