"""A page as a document, in no particular format: title, authors, date, language and text."""

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.page.manuscript import Passage
from texts.language import detect_language

PERSON = "you"  # the user, among the writers' names

_DEFAULT_LANGUAGE = "en"  # what the authors that come with the program write
_FEWEST_LETTERS = 100  # fewer tell too little of the language
_SAMPLE = 1_000  # characters

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_CONTROLS = {
    code: 0xFFFD for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)
}
_CONTROLS |= dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD)


@dataclass(frozen=True)
class Part:
    """A part of a document's text, with the name of its writer.

    Attributes:
        writer: the name to show above the text; "" to show no name.
        text: the text, exactly as it was written.
    """

    writer: str
    text: str

    @property
    def paragraphs(self) -> list[list[str]]:
        """The paragraphs of the text, each as a list of its lines.

        Blank lines in the text separate paragraphs. Control characters are replaced by U+FFFD.
        """
        text = trim(show_controls(self.text))
        if not text:
            return []
        return [
            [line.rstrip(" \t") for line in paragraph.split("\n")]
            for paragraph in _BLANK_LINES.split(text)
        ]


@dataclass(frozen=True)
class Document:
    """A page (the text that was written) with a title and other metadata, ready to be exported.

    Attributes:
        title: the title, in one line.
        authors: the names of the authors (language models) that wrote on the page, in the order in
            which they first appear. The user is not among them.
        date: the date of the document, with a UTC offset.
        language: the language of the text as a code, such as "en" (BCP 47).
        parts: the parts of the page's text, in order.
    """

    title: str
    authors: tuple[str, ...]
    date: datetime
    language: str
    parts: tuple[Part, ...]

    @classmethod
    def make(
        cls, name: str, passages: Sequence[Passage], with_names: bool, date: datetime
    ) -> "Document":
        """Return a document made from a page (the text written in a session).

        Args:
            name: the name of the document's file, without the suffix. It becomes the title: hyphens
                and underscores are replaced by spaces, and the first letter is capitalised.
            passages: the passages of the page (texts written in one go), in order.
            with_names: whether each change of writer starts a new part, with the writer's name.
            date: the date of the document, with a UTC offset.
        """
        title = " ".join(show_controls(re.sub(r"[-_\n\t]", " ", name)).split()) or "Page"
        authors = tuple(dict.fromkeys(passage.style for passage in passages if passage.style))
        text = "".join(passage.text for passage in passages)
        parts = _divide(passages) if with_names else [Part("", text)]
        return cls(title[0].upper() + title[1:], authors, date, _find_language(text), tuple(parts))

    @property
    def byline(self) -> str:
        """The line below the title, for example "Written with dickens, 30 May 2026".

        If the document has no authors (language models), the line is only the date.
        """
        *others, last = self.authors or ("",)
        names = f"{', '.join(others)} and {last}" if others else last
        date = f"{self.date.day} {self.date:%B %Y}"
        return f"Written with {names}, {date}" if names else date


def show_controls(text: str) -> str:
    """Return a text in which each character not allowed in documents is replaced by U+FFFD.

    The characters not allowed are surrogates, U+FFFE, U+FFFF, and control characters except tab and
    newline.
    """
    return text.translate(_CONTROLS)


def trim(text: str) -> str:
    """Return a text without the blank lines at its start and the white space at its end.

    If the text starts with a space rather than a blank line, that one space is removed.
    """
    return re.sub(r"\A(?:[^\S\n]*\n)+|\A ", "", text).rstrip()


def _divide(passages: Sequence[Passage]) -> list[Part]:
    """Return one part for each group of consecutive passages by one writer."""
    parts: list[Part] = []
    for passage in passages:
        writer = passage.style or PERSON
        if passage.edited and passage.style:
            writer += f", edited by {PERSON}"
        if parts and parts[-1].writer == writer:
            parts[-1] = Part(writer, parts[-1].text + passage.text)
        else:
            parts.append(Part(writer, passage.text))
    return parts


def _find_language(text: str) -> str:
    """Return the code of a text's language; English if it cannot be detected.

    The package that detects languages is installed together with those for training.
    """
    letters = sum(character.isalpha() for character in text[: 10 * _FEWEST_LETTERS])
    if letters < _FEWEST_LETTERS or importlib.util.find_spec("py3langid") is None:
        return _DEFAULT_LANGUAGE
    places = range(0, min(len(text), 20 * _SAMPLE), _SAMPLE)
    return detect_language(text[place : place + _SAMPLE] for place in places) or _DEFAULT_LANGUAGE
