"""The credits between Project Gutenberg's marks and the book: who made the file, and notes on it.

Volunteers type, scan and proofread the books, and are named just after the header. Their names, the
fields of a header and a transcriber's note are not the author's words. They are recognised by how
their paragraphs begin, and only at the two ends of a book. If it is unclear where a note ends, the
note stays.

Where the book begins and ends is decided in texts/cleaning/gutenberg.py.
"""

import re

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

_END_CHARACTERS = 3_000  # at either end of a book, in which notes about the file are looked for


def remove_credits(lines: list[str]) -> list[str]:
    """Return a book's lines without Project Gutenberg's credits and notes about the file.

    Credits name the people who typed, scanned or proofread the file; they are removed from the
    beginning of the book. Notes about the file are removed from both ends.

    Args:
        lines: the lines between Project Gutenberg's header and footer, without their line endings.
    """
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip("\n"))
    gaps = re.findall(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip("\n"))
    unwanted = (
        _find_credits(paragraphs)
        | _find_notes(paragraphs)
        | _find_notes(paragraphs, backwards=True)
    )
    book = [
        paragraph + (gaps[number] if number < len(gaps) else "")
        for number, paragraph in enumerate(paragraphs)
        if number not in unwanted
    ]
    return "".join(book).split("\n")


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
