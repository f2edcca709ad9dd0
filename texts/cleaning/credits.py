"""The credits between Project Gutenberg's marks and the book: who made the file, and notes on it.

Volunteers type, scan and proofread the books, and are named just after the header. Their names, the
fields of a header and a transcriber's note are not the author's words. They are recognised by how
their paragraphs begin, and only at the two ends of a book. If it is unclear where a note ends, the
note stays.

Where the book begins and ends is decided in texts/cleaning/gutenberg.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from texts.cleaning.record import Kind

HEADER = re.compile(
    r"[\s*]*(?:this is )?(?:the )?(?:project gutenberg(?:['\u2019]?s| e-?book| e-?text)\b"
    r"|project gutenberg presents)",
    re.I,
)
FIELD = re.compile(
    r"\s*\[?(?:title|author|editor|translator|illustrator|commentator|release date|posting date"
    r"|first released|first posted|last updated|most recently updated|updated|edition|language"
    r"|character set encoding|credits|original publication)\s*:",
    re.I,
)
_CREDIT_LINE = re.compile(
    r"""\W*(?:
        (?:text\ file\ |html\ file\ |html\ version\ |(?:this\ )?(?:e-?text|e-?book|file)\ )?
            (?:was\ )?(?:produced|prepared|transcribed|scanned|typed|created|proof-?read)
            \ (?:and\ \w+\ )?(?:by|from\ the)\b
      | (?:this\ )?(?:e-?text|e-?book)\ (?:was\ )?(?:first\ )?(?:produced|prepared|transcribed
            |scanned|typed|created|provided)
      | html\ (?:version|file)\b
      | an\ anonymous\ volunteer\W*$
      | images?\ generously\ (?:made|provided)
      | updated\ editions\ will
    )""",
    re.I | re.X,
)
_NOTE = re.compile(r"\W*transcriber['\u2019]?s['\u2019]? notes?\b", re.I)
_ABOUT_FILE = re.compile(
    r"\b(?:e-?texts?|e-?books?|file|volunteers?|scanned|proofread\w*|licen[cs]e)\b", re.I
)
_OWN_NOTE = re.compile(
    r"\A\W*note\W*\Z|improved edition of this title|this e-?(?:book|text) is for the use of"
    r"|copyright laws are changing|legal small print|plain vanilla electronic texts"
    r"|readable by both humans|prepared by (?:hundreds|thousands) of volunteers"
    r"|www\.(?:pgdp|gutenberg)\.(?:net|org)|header should be the first thing",
    re.I,
)

# The patterns below are for the rules of today (texts/source.py).
_HEADER_SIGN = re.compile(
    r"small print|\be-?texts?\b|\be-?books?\b|project gutenberg|copyright laws|should be named"
    r"|#\d+ in our series|get a new (?:number|letter)|donations? to|should be made to",
    re.I,
)
_FILE_NOTE = re.compile(
    r"html version|-h\.(?:html?|zip)|https?://|www\.|\bpgdp\b|proofread|project gutenberg"
    r"|\be-?text (?:was )?(?:prepared|produced)|images of the original (?:pages|book)"
    r"|page images|scanned images|freiwillige|lecture libre|(?:édition|version) (?:électronique"
    r"|numérique)|numérisé|vrijwilliger|voluntari|elektronische(?:r|s)? text"
    r"|\A\W*(?:this|dieser?|ce|questo|este) (?:e-?text|e-?book|ebook|etext)\b",
    re.I,
)
_NOTE_WORD = re.compile(
    r"spell|italic|hyphen|correct|error|typograph|footnote|page number|underscore|illustration"
    r"|changed to|transcri|punctuation|unchanged|printer|retained|moved|html|\bwas \W?\w+\W? in",
    re.I,
)
_CLOSING = re.compile(
    r"lecture libre|\b(?:end|ende|fin|fine) of (?:the |this )?e-?text|\bthis e-?(?:text|book)\b"
    r"|more information about this book is at|prepared by .{0,60}volunteer",
    re.I | re.S,
)
_CHAPTER = re.compile(r"\W*(?:chapter|part|book|act|scene|canto|kapitel|chapitre)\b", re.I)
_MAX_CREDIT = 900  # characters of a paragraph of credits
_MAX_HEADER_GAP = 3  # paragraphs of a header, one after another, that have no sign of one
_MAX_END_NOTE = 25_000  # characters of a list of corrections
_GAP = 3  # empty lines that end a note

_END_CHARACTERS = 3_000  # at either end of a book, in which notes about the file are looked for


@dataclass(frozen=True)
class Credits:
    """The lines at the beginning and end of a book that its author did not write.

    Attributes:
        kinds: the kind of each line to be removed, such as "credits". The keys are line numbers,
            counted from 0.
        doubts: the numbers of the first and last line, counted from 0, of each part that is kept
            although it may be a note about the file.
    """

    kinds: Mapping[int, Kind]
    doubts: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph: its text, its first line, and the first line of the next paragraph."""

    text: str
    first: int
    end: int
    gap: int  # empty lines after it


def find_credits(lines: Sequence[str], rules: int) -> Credits:
    """Return which lines of a book are Project Gutenberg's credits or notes about the file.

    Credits name the people who typed, scanned or proofread the file; they stand at the beginning of
    the book. Notes about the file can stand at either end.

    Args:
        lines: the lines between Project Gutenberg's header and footer, without their line endings.
        rules: the version of the cleaning rules: 1 for the old rules, 2 for the current rules.
    """
    found = _split_paragraphs(lines)
    paragraphs = [paragraph.text for paragraph in found]
    kinds: dict[int, Kind] = {}
    doubts: list[tuple[int, int]] = []
    if rules > 1:
        kinds, unclear = _find_openings(found)
        kinds |= _find_closings(found)
        doubts = [(found[number].first, found[number].end - 1) for number in unclear]
    else:
        kinds |= dict.fromkeys(_find_credits(paragraphs), "credits")
    notes = _find_notes(paragraphs) | _find_notes(paragraphs, backwards=True)
    kinds |= dict.fromkeys(notes - kinds.keys(), "notes")
    by_line: dict[int, Kind] = {}
    for number, kind in kinds.items():
        by_line |= dict.fromkeys(range(found[number].first, found[number].end), kind)
    return Credits(by_line, doubts)


def _split_paragraphs(lines: Sequence[str]) -> list[_Paragraph]:
    first, end = 0, len(lines)
    while first < end and not lines[first]:
        first += 1
    while end > first and not lines[end - 1]:
        end -= 1
    # A blank line at either end is part of a paragraph: only empty ones were left out above.
    blank = [first < n < end - 1 and not lines[n].strip(" \t") for n in range(end)]
    paragraphs = []
    while first < end:
        last = first
        while last < end and not blank[last]:
            last += 1
        after = last
        while after < end and blank[after]:
            after += 1
        text = "\n".join(lines[first:last])
        paragraphs.append(_Paragraph(text, first, after, after - last))
        first = after
    return paragraphs


def _find_openings(paragraphs: Sequence[_Paragraph]) -> tuple[dict[int, Kind], list[int]]:
    """Return what the leading paragraphs are that are not the book's, and those in doubt."""
    kinds: dict[int, Kind] = {}
    number = _find_header_end(paragraphs)
    kinds |= dict.fromkeys(range(number), "gutenberg")
    while number < len(paragraphs):
        text = paragraphs[number].text
        if _NOTE.match(text):
            end = _find_note_end(paragraphs, number)
            if end is None:
                return kinds, [number]
            kinds |= dict.fromkeys(range(number, end), "notes")
            number = end
        elif (
            not text.strip(" \t\n*")
            or _CREDIT_LINE.match(text)
            or FIELD.match(text)
            or HEADER.match(text)
            or _OWN_NOTE.search(text)
            or (len(text) <= _MAX_CREDIT and _FILE_NOTE.search(text))
        ):
            kinds[number] = "credits"
            number += 1
        else:
            break
    return kinds, []


def _find_header_end(paragraphs: Sequence[_Paragraph]) -> int:
    """Return the number of the first paragraph after a header that no mark closes; 0 if none is.

    A small print that was never closed counts as part of the header.
    """
    if not paragraphs or not HEADER.match(paragraphs[0].text):
        return 0
    end = 0
    for number, paragraph in enumerate(paragraphs):
        if number - end > _MAX_HEADER_GAP or len(paragraph.text) > 2 * _MAX_CREDIT:
            break
        if FIELD.match(paragraph.text) or _HEADER_SIGN.search(paragraph.text):
            end = number + 1
    return end


def _find_note_end(paragraphs: Sequence[_Paragraph], first: int) -> int | None:
    """Return the number of the first paragraph after a transcriber's note; None if it is unclear.

    The note goes on over paragraphs that are indented or speak of spelling and the like, as far as
    a gap of three empty lines.
    """
    end = _end_of_note([paragraph.text for paragraph in paragraphs], first)
    if paragraphs[first].text.lstrip().startswith("["):
        return end
    number = first + 1
    while number < len(paragraphs) and paragraphs[number - 1].gap < _GAP:
        lines = paragraphs[number].text.split("\n")
        is_indented = all(line.startswith((" ", "\t")) for line in lines)
        if not is_indented and not _NOTE_WORD.search(paragraphs[number].text):
            break
        number += 1
        end = number
    return end


def _find_closings(paragraphs: Sequence[_Paragraph]) -> dict[int, Kind]:
    """Return what the last paragraphs are that are not the book's, such as lists of errors."""
    kinds: dict[int, Kind] = {}
    last = len(paragraphs) - 1
    while last > 0 and _is_closing(paragraphs[last].text):
        kinds[last] = "credits"
        last -= 1
    whole = sum(len(paragraph.text) for paragraph in paragraphs)
    rest = 0
    for number in range(last, 0, -1):
        text = paragraphs[number].text
        rest += len(text)
        if rest > min(_MAX_END_NOTE, 0.2 * whole) or _CHAPTER.match(text):
            break
        if _NOTE.match(text):
            while number > 1 and not paragraphs[number - 1].text.strip(" \t\n*-_=+"):
                number -= 1
            kinds |= dict.fromkeys(range(number, last + 1), "notes")
    return kinds


def _is_closing(text: str) -> bool:
    return len(text) <= _MAX_CREDIT and bool(_CLOSING.search(text) or _CREDIT_LINE.match(text))


def _find_credits(paragraphs: list[str]) -> set[int]:
    """Return the numbers, from 0, of the leading paragraphs that are certainly not the book's."""
    number = 0
    while number < len(paragraphs):
        paragraph = paragraphs[number]
        if _NOTE.match(paragraph):
            end = _end_of_note(paragraphs, number)
            if end is None:
                break
            number = end
        elif (
            not paragraph.strip(" \t\n*")
            or _CREDIT_LINE.match(paragraph)
            or FIELD.match(paragraph)
            or HEADER.match(paragraph)
            or _OWN_NOTE.search(paragraph)
        ):
            number += 1
        else:
            break
    return set(range(number))


def _end_of_note(paragraphs: list[str], first: int) -> int | None:
    """Return the number of the first paragraph after a transcriber's note; None if it is unclear.

    A note in brackets ends where they close, any other note with its paragraph. It is unclear where
    a note ends if its paragraph is only a heading.
    """
    paragraph = paragraphs[first]
    if paragraph.lstrip().startswith("["):
        depth = 0
        for number in range(first, min(first + 15, len(paragraphs))):
            depth += paragraphs[number].count("[") - paragraphs[number].count("]")
            if depth <= 0:
                return number + 1
        return None
    boxed = all(line.strip()[:1] in "|+" for line in paragraph.split("\n"))
    heading_only = "\n" not in paragraph.strip() and len(paragraph) < 40
    return None if heading_only and not boxed else first + 1


def _find_notes(paragraphs: list[str], backwards: bool = False) -> set[int]:
    """Return the numbers of paragraphs near one end that are about Project Gutenberg's file."""
    order = range(len(paragraphs))
    notes: set[int] = set()
    characters = 0
    for number in reversed(order) if backwards else order:
        paragraph = paragraphs[number]
        if re.search(r"project\s+gutenberg", paragraph, re.I) and _ABOUT_FILE.search(paragraph):
            notes.add(number)
            if number and re.fullmatch(r"\W*note\W*", paragraphs[number - 1], re.I):
                notes.add(number - 1)
        characters += len(paragraph)
        if characters > _END_CHARACTERS:
            break
    return notes
