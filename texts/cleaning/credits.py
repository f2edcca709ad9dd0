"""What stands between Gutenberg's marks and the book: who made the file, and notes about the file.

Volunteers type, scan and proofread the books, and are named just after the header. Their names, the
fields of a header and a transcriber's note are not the author's words. They are known by how their
paragraphs begin, and only at the two ends of a book. A note in doubt stays.

This module knows paragraphs of text. Where the book begins and ends is for gutenberg.py.
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
_CREDIT = re.compile(
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

OPENING = 3_000  # characters in which notes about the file are looked for, at either end


def remove_credits(lines: list[str]) -> list[str]:
    """A book without the credits before it and the notes on the file at its two ends."""
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip("\n"))
    gaps = re.findall(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip("\n"))
    drop = _leading(paragraphs) | _notes(paragraphs) | _notes(paragraphs, backwards=True)
    kept = [
        paragraph + (gaps[number] if number < len(gaps) else "")
        for number, paragraph in enumerate(paragraphs)
        if number not in drop
    ]
    return "".join(kept).split("\n")


def _leading(paragraphs: list[str]) -> set[int]:
    """The paragraphs before the book that are certainly not of the book."""
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
            or _CREDIT.match(paragraph)
            or FIELD.match(paragraph)
            or HEADER.match(paragraph)
            or _OWN_NOTE.search(paragraph)
        ):
            number += 1
        else:
            break
    return set(range(number))


def _end_of_note(paragraphs: list[str], first: int) -> int | None:
    """Where a transcriber's note ends, when its brackets, its box or its one paragraph tell."""
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


def _notes(paragraphs: list[str], backwards: bool = False) -> set[int]:
    """Paragraphs near one end that speak of Project Gutenberg and of the file."""
    order = range(len(paragraphs))
    found: set[int] = set()
    seen = 0
    for number in reversed(order) if backwards else order:
        paragraph = paragraphs[number]
        if re.search(r"project\s+gutenberg", paragraph, re.I) and _ABOUT_FILE.search(paragraph):
            found.add(number)
            if number and re.fullmatch(r"\W*note\W*", paragraphs[number - 1], re.I):
                found.add(number - 1)
        seen += len(paragraph)
        if seen > OPENING:
            break
    return found
