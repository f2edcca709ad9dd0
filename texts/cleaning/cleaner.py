"""From the bytes of a file to the text an author learns from.

Two steps: `decode` finds out how the bytes are written, `clean` takes off what is not the author's.
Training, scoring and importing all go through here, so that a figure measured on a text means the
same text everywhere.

Decoding never guesses in silence and never replaces what it cannot read: a text with wrong letters
in it would teach them. What it was told and what it had to guess is in the note.

This module knows bytes and text; gutenberg.py knows Gutenberg's marks, texts/cleaning/wrapping.py
wrapped lines. It knows nothing of URLs, styles or training.
"""

import re
import unicodedata
from dataclasses import dataclass

from texts.cleaning import gutenberg, wrapping
from texts.source import AS_EVER, Cleaning

_MARGIN = re.compile(r"^[ \t]{9,}(?=\S)", re.M)  # of a heading, or a line at the right edge
_AFTER_SENTENCE = re.compile(r"(?<=[.?!:;])([\"'”’)\]]*)  (?=[^ \n])")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u00ad]")


@dataclass(frozen=True)
class CleanedText:
    """A cleaned text, and what was done to it.

    Attributes:
        text: the text.
        notes: what the person should know, a sentence each.
        unwrapped: whether lines were joined.
        title: the title in the header of Gutenberg, or None.
        author: the author in the header of Gutenberg, or None.
        gutenberg: whether something of Gutenberg's was taken off.

    """

    text: str
    notes: tuple[str, ...]
    unwrapped: bool
    title: str | None
    author: str | None
    gutenberg: bool


def clean(text: str, cleaning: Cleaning = AS_EVER) -> CleanedText:
    """The text as an author should learn it.

    In this order: line ends to newlines, characters nobody sees out, NFC (Unicode
    Standard Annex 15); the header and footer of Gutenberg off; the margins of its books off, where
    the settings say so; one space after a sentence, where they say so; blank lines at both ends
    off; the wrapped lines of prose joined.
    """
    notes: list[str] = []
    title = author = None
    found = False
    text = _normalise(text)
    while cleaning.gutenberg:  # again, for a book that was given a second header
        stripped = gutenberg.strip(text)
        title, author = title or stripped.title, author or stripped.author
        if stripped.warning:
            notes.append(f"Warning: {stripped.warning}.")
        if not stripped.found or stripped.text == text:
            break
        found, text = True, stripped.text
    if cleaning.margins and found:  # in another text they may mean something
        text = without_margins(text)
    if cleaning.spacing:
        text = _AFTER_SENTENCE.sub(r"\1 ", text)
    text, unwrapped = wrapping.unwrap(_without_outer_blank_lines(text), cleaning.unwrap)
    if found:
        notes.insert(0, "Project Gutenberg's header and footer were taken off.")
    if unwrapped:
        notes.append("The wrapped lines of its prose were joined.")
    return CleanedText(text, tuple(notes), unwrapped, title, author, found)


def without_margins(text: str) -> str:
    """The text without the white before what is centred, or stands at the right edge.

    An author who learnt it would write wide white margins.
    """
    return _MARGIN.sub("", text)


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def _without_outer_blank_lines(text: str) -> str:
    text = re.sub(r"\A(?:[^\S\n]*\n)+", "", text)
    end = len(text.rstrip())
    return text[:end] + text[end:].partition("\n")[0] + "\n" if "\n" in text[end:] else text
