"""Cleaning: from the text of a file to the text that an author learns from.

`decode` (texts/cleaning/decoding.py) turns the bytes of a file into text; `clean` then removes what
is not the author's. Training, scoring and importing all clean a text with this code, so that their
figures can be compared.

The marks of Project Gutenberg are handled in texts/cleaning/gutenberg.py, and wrapped lines in
texts/cleaning/wrapping.py. This module knows nothing of URLs, styles or training.
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
    """A text after cleaning, with a record of what was found and changed.

    Attributes:
        text: the cleaned text, ready for training.
        notes: messages for the user about the cleaning, one sentence each.
        is_unwrapped: whether any wrapped lines were joined.
        title: the book's title according to Project Gutenberg's header; None if not stated.
        author: the book's author according to Project Gutenberg's header; None if not stated.
        is_gutenberg: whether Project Gutenberg's header, footer or notes were removed.
    """

    text: str
    notes: tuple[str, ...]
    is_unwrapped: bool
    title: str | None
    author: str | None
    is_gutenberg: bool


def clean(text: str, cleaning: Cleaning = DEFAULT_CLEANING) -> CleanText:
    """Clean a text for training: remove what its author did not write, and join wrapped lines.

    The steps, in order:

    1. All line ends become newlines, invisible characters are removed, and accents are composed
       with their letters (Unicode's NFC).
    2. Project Gutenberg's header and footer are removed.
    3. White space before centred and right-aligned lines is removed, in Gutenberg's books only.
    4. Two spaces after a sentence become one.
    5. Blank lines at both ends are removed.
    6. The wrapped lines of prose are joined.

    Args:
        text: the decoded text of a file.
        cleaning: the settings, which enable or disable steps 2, 3, 4 and 6.
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
    """Return a text without the white space before its centred and right-aligned lines.

    A line counts as centred or right-aligned if at least nine spaces or tabs precede it. A network
    trained on text with such white space would also write it.
    """
    return _MARGIN.sub("", text)


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def _trim_blank_lines(text: str) -> str:
    text = re.sub(r"\A(?:[^\S\n]*\n)+", "", text)
    end = len(text.rstrip())
    return text[:end] + text[end:].partition("\n")[0] + "\n" if "\n" in text[end:] else text
