"""Cleaning: from the text of a file to the text that an author learns from.

`decode` (texts/cleaning/decoding.py) finds out how the bytes of a file are written; `clean` removes
what is not the author's. Training, scoring and importing all go through here, so that a figure
measured on a text means the same text everywhere.

This module knows text. The marks of Project Gutenberg are in texts/cleaning/gutenberg.py, and
wrapped lines in texts/cleaning/wrapping.py. It knows nothing of URLs, styles or training.
"""

import re
import unicodedata
from dataclasses import dataclass

from texts.cleaning import gutenberg, wrapping
from texts.source import DEFAULT_CLEANING, Cleaning

_MARGIN = re.compile(r"^[ \t]{9,}(?=\S)", re.M)  # of a heading, or a line at the right edge
_AFTER_SENTENCE = re.compile(r"(?<=[.?!:;])([\"'”’)\]]*)  (?=[^ \n])")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u00ad]")


@dataclass(frozen=True)
class CleanText:
    """A text after cleaning, and what was done to it.

    Attributes:
        text: the text as an author should learn it.
        notes: what the person should know, one sentence each.
        is_unwrapped: whether wrapped lines were joined.
        title: the title in Project Gutenberg's header, or None.
        author: the author in Project Gutenberg's header, or None.
        is_gutenberg: whether Project Gutenberg's header, footer or notes were removed.
    """

    text: str
    notes: tuple[str, ...]
    is_unwrapped: bool
    title: str | None
    author: str | None
    is_gutenberg: bool


def clean(text: str, cleaning: Cleaning = DEFAULT_CLEANING) -> CleanText:
    """Return a text as an author should learn it.

    These steps, in this order: turn line ends into newlines, remove invisible characters and
    compose the rest (NFC, Unicode Standard Annex 15); remove Project Gutenberg's header and footer;
    remove the margins of its books, if the settings say so; set one space after a sentence, if they
    say so; remove blank lines at both ends; join the wrapped lines of prose.
    """
    notes: list[str] = []
    title = author = None
    is_gutenberg = False
    text = _normalise(text)
    while cleaning.gutenberg:  # again, for a book that was given a second header
        book = gutenberg.extract_book(text)
        title, author = title or book.title, author or book.author
        if book.warning:
            notes.append(f"Warning: {book.warning}.")
        if not book.had_marks or book.text == text:
            break
        is_gutenberg, text = True, book.text
    if cleaning.margins and is_gutenberg:  # in another text they may mean something
        text = remove_margins(text)
    if cleaning.spacing:
        text = _AFTER_SENTENCE.sub(r"\1 ", text)
    text, is_unwrapped = wrapping.unwrap(_trim_blank_lines(text), cleaning.unwrap)
    if is_gutenberg:
        notes.insert(0, "Project Gutenberg's header and footer were removed.")
    if is_unwrapped:
        notes.append("The wrapped lines of its prose were joined.")
    return CleanText(text, tuple(notes), is_unwrapped, title, author, is_gutenberg)


def remove_margins(text: str) -> str:
    """Return a text without the white space before lines that are centred or at the right edge.

    An author who learnt these margins would write them, and wide ones.
    """
    return _MARGIN.sub("", text)


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def _trim_blank_lines(text: str) -> str:
    text = re.sub(r"\A(?:[^\S\n]*\n)+", "", text)
    end = len(text.rstrip())
    return text[:end] + text[end:].partition("\n")[0] + "\n" if "\n" in text[end:] else text
