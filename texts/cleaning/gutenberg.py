"""The header and footer that Project Gutenberg puts around a book, in their forms since 1991.

They say who may copy the book and who typed it, and state the licence. Their wording has changed
over the years. So this module looks, line by line, for the marks that set them off from the book:

    since 2003      *** START OF THE (or THIS) PROJECT GUTENBERG EBOOK TITLE ***, and a line like it
                    with END; with or without spaces at the stars, on one line or on several
    1993 to 2003    the small print, closed by *END*THE SMALL PRINT! ... *END*, before the book
    any year        End of (the) Project Gutenberg EBook (or Etext, or 's) TITLE, after the book
    1994            <<THIS ELECTRONIC VERSION OF THE COMPLETE WORKS ...>>, inside the book
    before 1993     a header with no mark at its end

A line counts as a mark only if it begins like one, so a book may mention Project Gutenberg. The
names of those who made the file follow the header. They are removed too, as they are not the
author's words (texts/cleaning/credits.py).

The forms were collected from the files themselves and from the licence at www.gutenberg.org. This
module expects newlines as line ends, and knows nothing of files or encodings.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from texts.cleaning import credits
from texts.cleaning.record import Kind, TrackedText

# Its spaces are escaped, because some of the patterns ignore spaces (re.X).
_PG = r"(?:(?:the|this)\ )?(?:copyrighted\ )?project\ gutenberg"
_START = re.compile(rf"\s*\*\*\*\s*start\s*of\s*{_PG}\b", re.I)
_SMALL_PRINT_END = re.compile(r"\s*\*+\s*end\s*\*?\s*the small print", re.I)
_END = re.compile(
    rf"""\s*(?:
        \*\*\*\s*end\s*of\s*{_PG}\b
      | end\ of\ {_PG}(?:['\u2019]?s\b|\ e-?book|\ e-?text|\ text|\ edition|,|\s*$)
      | (?:ende?|fin|fine)\ (?:dieses|de|du|di)\ (?:ce\ )?proje[ck]t\ gutenberg
      | \*{{5,}}\s*this\ file\ should\ be\ named
      | \W*start:?\ full\ license
      | the\ full\ project\ gutenberg\ license
      | section\ 1\.\s+general\ terms\ of\ use\ and\ redistributing\ project\ gutenberg
    )""",
    re.I | re.X,
)
_FOREIGN_END = re.compile(
    r"""\s*\W*(?:ende?|fine?|fim|einde|slut|konec|koniec|loppu|vége|конец)\b
        [^\n]{0,40}\b(?:e-?texte?s?|e-?books?|gutenberg|document[eo]?s?)\b""",
    re.I | re.X,
)
_FILE_NAMED = re.compile(r"\s*\*{5,}\s*this file should be named", re.I)
_HEADING = re.compile(
    r"[\s*]*(?:this is )?(?:the )?project gutenberg(?:['\u2019]?s| e-?(?:book|text))"
    r"(?:,| of)? (?P<title>.+?),? by (?P<author>[^*\n]+)[\s*]*$",
    re.I,
)
_INLINE = re.compile(
    r"(?<!\n)\n*^[ \t]*<<\s*this electronic version of(?:(?!>>).){0,2000}?>>[ \t]*\n*",
    re.I | re.S | re.M,
)
_CONTENT_NOTE = re.compile(
    r"^\* content note\b(?:(?!^\* content note).){0,5000}?^\* end content note \*[ \t]*\n?",
    re.I | re.S | re.M,
)

_MARK_WORDS = ("gutenberg", "small print", "full license", "this file")  # a mark has one of these
_FOREIGN_WORDS = ("text", "book", "document")  # one of these, where it is not in English
_MAX_FOOTER = 30_000  # characters; today's licence has 19,000
_MAX_HEADER = 120  # lines, not counting the small print that may be inside it


@dataclass(frozen=True)
class Book:
    """A book from Project Gutenberg, without the header and footer that Project Gutenberg adds.

    Attributes:
        text: the text of the book, or the whole text, unchanged, if nothing was removed.
        had_marks: whether a header, a footer or a note by Project Gutenberg was removed.
        title: the book's title according to the header; None if not stated.
        author: the writer of the book according to the header; None if not stated.
        warning: the reason why a header or footer was found but not removed, as a clause without a
            full stop; otherwise None.
        lines: for each line of `text`, its number in the original text, counted from 0, or -1 for a
            line that was added between two books; empty if nothing was removed.
        kinds: the kind of each removed line, such as "credits", except for lines of the header and
            footer. The keys are line numbers in the original text, counted from 0.
        doubts: the numbers of the first and last line, in the original text and counted from 0, of
            each part that was kept although it may be a note about the file.
    """

    text: str
    had_marks: bool
    title: str | None = None
    author: str | None = None
    warning: str | None = None
    lines: Sequence[int] = ()
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    doubts: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class _Mark:
    kind: Literal["open", "close"]
    first: int  # the line where the mark begins
    end: int  # the first line after the mark


def extract_book(text: str, rules: int = 1, keep: Collection[str] = ()) -> Book:
    """Return the book in a text from Project Gutenberg, without its header, footer and credits.

    If the text consists of several files from Project Gutenberg, the books are returned as one
    text, separated by two empty lines. A text is returned unchanged if it is not from Project
    Gutenberg, or if less than half of it would remain.

    Args:
        text: the decoded text of the file, with newlines as its only line endings.
        rules: the version of the cleaning rules: 1 for the old rules, 2 for the current rules.
        keep: what to keep: "credits", "notes" (about the file) or both; empty for neither.
    """
    if not re.search("project gutenberg", text, re.I):
        return Book(text, had_marks=False)
    page = TrackedText(text)
    for pattern, gap in ((_CONTENT_NOTE, ""), (_INLINE, "\n\n")):
        page.replace([(match.start(), match.end(), gap) for match in pattern.finditer(page.text)])
    lines = page.text.split("\n")
    marks = _find_marks(lines, rules)
    has_header = any(map(credits.HEADER.match, lines[:20])) and any(
        map(credits.FIELD.match, lines[:_MAX_HEADER])
    )
    if not marks and not has_header:
        numbers = tuple(n - 1 for n in page.numbers) if page.text != text else ()
        return Book(page.text, had_marks=page.text != text, lines=numbers)
    title, author = _find_title(lines[: marks[0].first if marks else _MAX_HEADER])
    books, licences = _find_books(lines, marks, has_header)
    kinds: dict[int, Kind] = {}
    doubts: list[tuple[int, int]] = []
    stays: list[int] = []  # the numbers of the lines that stay
    for begin, end in books:
        found = credits.find_credits(lines[begin:end], rules)
        removed = {begin + number: kind for number, kind in found.kinds.items() if kind not in keep}
        kinds |= removed
        doubts += [(begin + first, begin + last) for first, last in found.doubts]
        book = [number for number in range(begin, end) if number not in removed]
        while book and not lines[book[0]]:
            del book[0]
        while book and not lines[book[-1]]:
            del book[-1]
        stays += [*([-1, -1] if stays else []), *(book or [-1])]
    bare = "\n".join(lines[number] if number >= 0 else "" for number in stays)
    # The licence is longer than a short story, so it is not counted in what must be half book.
    if not bare.strip() or 2 * len(bare) < len(text.strip()) - licences:
        warning = (
            "Project Gutenberg's marks would leave less than half of the text, so nothing was"
            " removed"
        )
        return Book(text, False, title, author, warning)

    def original(number: int) -> int:
        return page.numbers[number] - 1 if number >= 0 else -1

    return Book(
        bare + "\n",
        True,
        title,
        author,
        lines=[*map(original, stays), original(stays[-1])],
        kinds={original(number): kind for number, kind in kinds.items()},
        doubts=[(original(first), original(last)) for first, last in doubts],
    )


def _find_marks(lines: list[str], rules: int) -> list[_Mark]:
    marks: list[_Mark] = []
    words = _MARK_WORDS + (_FOREIGN_WORDS if rules > 1 else ())
    for number, line in enumerate(lines):
        lowered = line.lower()
        if any(word in lowered for word in words):
            if rules > 1 and _FILE_NAMED.match(line) and 2 * number < len(lines):
                continue  # a header may say so as well
            if _START.match(line):
                marks.append(_Mark("open", number, _end_of_mark(lines, number)))
            elif _SMALL_PRINT_END.match(line):
                marks.append(_Mark("open", number, number + 1))
            elif _END.match(line) or (
                rules > 1 and 2 * number > len(lines) and _FOREIGN_END.match(line)
            ):
                marks.append(_Mark("close", number, number + 1))
    return marks


def _end_of_mark(lines: list[str], number: int) -> int:
    """Return the number of the line after a mark, which may take several lines to its last star."""
    for last in range(number, min(number + 4, len(lines))):
        line = lines[last].rstrip()
        if line.endswith("***") and (last > number or line.count("***") > 1):
            return last + 1
        if not line:
            break
    return number + 1


def _find_books(
    lines: list[str], marks: list[_Mark], has_header: bool
) -> tuple[list[tuple[int, int]], int]:
    """Return where each book begins and ends, and the number of characters of the licences.

    A book is given by the number of its first line, and that after its last.
    """
    books: list[tuple[int, int]] = []
    licences = 0
    first: int | None = 0 if has_header or not marks or marks[0].kind == "close" else None
    is_open = False
    for number, mark in enumerate(marks):
        if mark.kind == "open":
            if first is not None and is_open and mark.first - first > _MAX_HEADER:
                # A second book begins, though no footer closed the first.
                books.append((first, _header_start(lines, mark.first)))
            first, is_open = mark.end, True
        elif first is not None:
            next_open = next((m.first for m in marks[number:] if m.kind == "open"), len(lines))
            rest = "\n".join(lines[mark.end : next_open])
            if len(rest) > _MAX_FOOTER:
                continue  # too much follows: this is a line of the book that only looks like a mark
            books.append((first, mark.first))
            licences += len(rest) if rest.lower().count("gutenberg") > 5 else 0
            first = None
    if first is not None:
        books.append((first, len(lines)))
    # In files of 2003 the small print follows the footer, and its end does not begin a book.
    return [
        (begin, end) for begin, end in books if any(line.strip() for line in lines[begin:end])
    ], licences


def _header_start(lines: list[str], number: int) -> int:
    for first in range(max(number - _MAX_HEADER, 0), number):
        if credits.HEADER.match(lines[first]):
            return first
    return number


def _find_title(header: list[str]) -> tuple[str | None, str | None]:
    """Return the book's title and author from a header, each None if the header has none."""
    fields: dict[str, str] = {}
    for number, line in enumerate(header):
        match = re.match(r"\s*(title|author):\s*(\S.*)", line, re.I)
        if match and match[1].lower() not in fields:
            value = match[2].strip()
            for more in header[number + 1 :]:
                if not more.startswith("  ") or not more.strip() or credits.FIELD.match(more):
                    break
                value += " " + more.strip()
            fields[match[1].lower()] = value
    if "title" not in fields:
        for line, more in zip(header[:20], [*header[1:20], ""], strict=False):
            both = f"{line.strip()} {more.strip()}"[:300]
            heading = _HEADING.match(both) or _HEADING.match(line[:300])
            if heading:
                fields.setdefault("title", heading["title"].strip())
                fields.setdefault("author", heading["author"].strip())
                break
    return fields.get("title"), fields.get("author")
