"""Lists that publishers add to a book: contents, lists of pictures, and the index.

A list is cut if most of its lines are known for entries: they end in page numbers, or stand again
in the book as headings. A list that only may be one is kept, and named as a doubt.
"""

import re
from collections import Counter
from collections.abc import Collection

from texts.cleaning.record import TrackedText

_CONTENTS = re.compile(
    r"\W*(?:the |table of )?(?:contents|list of (?:illustrations|plates|maps)|illustrations"
    r"|inhalt|inhaltsverzeichnis|inhalts-verzeichnis|table des mati[eè]res|indice|índice"
    r"|содержание|оглавление)(?: of (?:volume|vol\.|book|part) \w+)?\W*\Z",
    re.I,
)
_INDEX = re.compile(r"\W*(?:general |alphabetical )?(?:index|register|sachregister)\W*\Z", re.I)
_PAGE_AT_END = re.compile(r"(?:\.\s?){3,}|[\s.—–-]\s*(?:\d{1,4}|[ivxlc]{1,8})\.?\s*\Z")
_LOCATORS = re.compile(
    r",\s*\d{1,4}(?:[-–]\d{1,4})?(?:\s*[,;]\s*\d{1,4}(?:[-–]\d{1,4})?)*\s*\.?\s*\Z"
)
_LABEL = re.compile(
    r"\W*(?:(chapter|chap\.?|book|part|act|scene|canto|letter|volume|section|kapitel|chapitre"
    r"|livre|buch|глава|часть)\s+)?([ivxlcdm]{1,8}\b|\d{1,4}\b)?\W*",
    re.I,
)
_LONGEST = 110  # characters of an entry
_MOST_LINES = 1_500  # of contents
_FEWEST = 3  # entries of a list
_FEWEST_LOCATORS = 20  # lines of an index that has no heading


def remove_lists(page: TrackedText, keep: Collection[str] = ()) -> None:
    """Remove a book's table of contents, lists of pictures and index.

    Args:
        page: the text, whose lines are still wrapped; it is changed in place.
        keep: what to keep: "contents" (including lists of pictures), "index" or both.
    """
    if "contents" not in keep:
        _cut_contents(page)
    if "index" not in keep:
        _cut_index(page)


def _cut_contents(page: TrackedText) -> None:
    lines = page.text.split("\n")
    starts = _find_starts(lines)
    keys = Counter(_key(line) for line in lines)
    spans: list[tuple[int, int, str]] = []
    end = 0
    for number, line in enumerate(lines):
        if number < end or not _CONTENTS.match(line) or len(line) > _LONGEST:
            continue
        last, entries, is_clear = _follow_contents(lines, number, keys)
        if entries >= _FEWEST and is_clear:
            end = last + 1
            while end < len(lines) and not lines[end].strip():
                end += 1
            spans.append((starts[number], starts[end] if end < len(lines) else len(page.text), ""))
        elif entries >= _FEWEST:
            page.doubt(
                "contents",
                starts[number],
                starts[last],
                "it looks like a table of contents, but where it ends is not clear",
            )
    page.cut("contents", spans, "a table of contents or a list of pictures")


def _follow_contents(lines: list[str], heading: int, keys: Counter[str]) -> tuple[int, int, bool]:
    """Return the last line of a list of contents, its number of entries, and whether it is clear.

    It is clear where the list ends if its first entry comes again there, or if a gap follows.
    """
    seen: set[str] = set()
    last, entries, gap = heading, 0, 0
    for number in range(heading + 1, min(len(lines), heading + _MOST_LINES)):
        line = lines[number].strip()
        if not line:
            gap += 1
            continue
        key, label = _key(line), _label(line)
        if entries and ((label and label in seen) or key in seen):
            return last, entries, True
        is_entry = len(line) <= _LONGEST and (
            bool(_PAGE_AT_END.search(line)) or (bool(key) and keys[key] > 1)
        )
        is_more = not is_entry and bool(label) and len(line) <= _LONGEST and gap < 3
        is_rest = not gap and lines[number].startswith(("  ", "\t")) and last == number - 1
        is_column = re.fullmatch(
            r"\W*(?:chapter|chap\.?|page|pages|seite)(?:\W+page)?\W*", line, re.I
        )
        if not (is_entry or is_more or is_rest or is_column):
            return last, entries, gap >= 2 or (gap == 1 and entries >= 2 * _FEWEST)
        seen |= {key, label} - {""}
        entries += is_entry or is_more
        last, gap = number, 0
    return last, entries, False


def _cut_index(page: TrackedText) -> None:
    lines = page.text.split("\n")
    starts = _find_starts(lines)
    spans = []
    number = len(lines) // 4
    while number < len(lines):
        line = lines[number]
        has_heading = bool(_INDEX.match(line)) and len(line) < 60
        if not has_heading and not _LOCATORS.search(line):
            number += 1
            continue
        last, locators, entries = _follow_index(lines, number)
        fewest = _FEWEST if has_heading else _FEWEST_LOCATORS
        if locators >= fewest and locators >= 0.6 * entries:
            end = last + 1
            spans.append((starts[number], starts[end] if end < len(lines) else len(page.text), ""))
            number = end
        else:
            number += 1
    page.cut("index", spans, "an index")


def _follow_index(lines: list[str], first: int) -> tuple[int, int, int]:
    """Return an index's last line, and how many of its lines have page numbers, and text at all."""
    last, locators, entries, missed = first, 0, 0, 0
    for number in range(first + (1 if _INDEX.match(lines[first]) else 0), len(lines)):
        line = lines[number].strip()
        if not line:
            continue
        if len(line) <= _LONGEST and _LOCATORS.search(line):
            locators += 1
            entries += 1 + missed
            last, missed = number, 0
        else:
            missed += 1
            if missed > 4 or len(line) > _LONGEST:
                break
    return last, locators, entries


def _find_starts(lines: list[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return starts


def _key(line: str) -> str:
    """Return the words of an entry or a heading, without its page number and its marks."""
    bare = re.sub(r"(?:[\s.]|—)*\b\d{1,4}\.?\s*\Z", "", line)
    return re.sub(r"[\W_]+", " ", bare).strip().casefold()


def _label(line: str) -> str:
    """Return what numbers a heading, such as "chapter 1" or "iv"; empty if nothing does."""
    match = _LABEL.match(line)
    if not match or not match[2]:
        return ""
    rest = line[match.end(2) : match.end(2) + 1]
    if not match[1] and rest not in (".", ")", ":", "", " "):
        return ""
    if not match[1] and rest in (" ",) and not match[2].isupper():
        return ""
    return f"{match[1] or ''} {match[2]}".strip().casefold()
