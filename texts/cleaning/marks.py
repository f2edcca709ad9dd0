"""The marks and notes that typists set among an author's lines, in any text.

They are pictures in brackets, the numbers of a printed book's pages ([Pg 7], {12}), footnotes with
their marks, and the signs for italics. texts/cleaning/apparatus.py removes them from texts on a
list of works, which says which there are; here the text itself must show it. A mark is cut if it is
sure to be one: page numbers rise, a footnote and its mark are both there. Others are doubts.

Where a mark was cut within a line, filling stands until the lines are joined, so that the line is
still as long as its typist made it (texts/cleaning/wrapping.py).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from texts.cleaning.record import Kind, TrackedText

FILLER = "\U000f0000"  # for private use

_PICTURE = re.compile(r"\[(?:illustration|picture|image|frontispiece|map)\b", re.I)
_FOOTNOTE = re.compile(r"\[(?:footnote|note)\s+(?P<mark>\d{1,4}|[A-Za-z]|\*+|[†‡§]+)\s*[:.]", re.I)
_EDITORS_NOTE = re.compile(
    r"\[(?:transcriber|transcriber['’]?s['’]?|editor['’]?s['’]?) notes?\b", re.I
)
_REFERENCE = re.compile(r" ?\[(?P<mark>\d{1,4}|[A-Za-z]|\*+|[†‡§]+)\]")
_LISTED = re.compile(
    r"(?:(?<=\n\n)|\A)[ \t]*\[(?P<mark>\d{1,4}|\*+)\][ \t]+(?:(?!\n[ \t]*\n).)+", re.S
)
_NOTES_HEADING = re.compile(r"^[ \t]*(?:footnotes?|notes)[:.]?[ \t]*$(?:\n[ \t]*)*\n", re.M | re.I)
_PAGE = re.compile(
    r"\[\s*(?:pg|page|p|pag|seite|s)\b\.?\s*(\d{1,4}|[ivxlc]{1,7})\s*\]|\{(\d{1,4})\}", re.I
)
_ITALICS = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,600}?)(?<=[^\s_])_(?![A-Za-z0-9_])")
_SNAKE_CASE = re.compile(r"\b[a-z]+_[a-z]+")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_MAX_BRACKETED = 20_000  # characters; where more follow, the closing bracket was forgotten
_FEWEST_PAGES = 3  # numbers that rise, before {7} counts as the number of a page


def remove_marks(page: TrackedText, is_gutenberg: bool, keep: Collection[str] = ()) -> None:
    """Remove the marks and notes added by the people who typed a text.

    Args:
        page: the text, whose lines are still wrapped; it is changed in place.
        is_gutenberg: whether the text came from Project Gutenberg. If so, words between underscores
            are always taken to be in italics.
        keep: what to keep: any of "illustrations" (captions), "notes", "pages" (page numbers),
            "footnotes" and "italics" (the underscores).
    """
    if "illustrations" not in keep:
        _cut_bracketed(page, "illustrations", _PICTURE, "a picture's place and caption")
    if "notes" not in keep:
        _cut_bracketed(page, "notes", _EDITORS_NOTE, "a note by whoever typed the text")
    if "pages" not in keep:
        _cut_page_marks(page)
    if "footnotes" not in keep:
        _cut_footnotes(page)
    if "italics" not in keep:
        pairs = list(_ITALICS.finditer(page.text))
        if is_gutenberg or (len(pairs) >= 5 and not _SNAKE_CASE.search(page.text)):
            spans = [
                span
                for match in pairs
                for span in (
                    (match.start(), match.start() + 1, FILLER),
                    (match.end() - 1, match.end(), FILLER),
                )
            ]
            page.mend("italics", spans, "the signs _ around words in italics were removed")


def _cut_bracketed(page: TrackedText, kind: Kind, opening: re.Pattern[str], reason: str) -> None:
    spans = []
    for start, end in _find_bracketed(page.text, opening):
        if end is None:
            page.doubt(kind, start, start + 1, "its bracket is never closed")
        else:
            spans.append(_widen(page.text, start, end))
    page.cut(kind, spans, reason)


def _find_bracketed(text: str, opening: re.Pattern[str]) -> Iterator[tuple[int, int | None]]:
    """Yield where each part begins that an opening in brackets begins, and the index after it.

    The second is None if the bracket is never closed.
    """
    position = 0
    while match := opening.search(text, position):
        depth, end = 1, match.start() + 1
        while depth and end < min(len(text), match.start() + _MAX_BRACKETED):
            depth += {"[": 1, "]": -1}.get(text[end], 0)
            end += 1
        yield match.start(), None if depth else end
        position = match.end() if depth else end


def _widen(text: str, start: int, end: int, replacement: str = "") -> tuple[int, int, str]:
    """Return what to cut for a part, which is more if it fills its lines.

    If it stands between empty lines, those before it go with it, so that one gap is left.
    """
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    after = len(text) if after < 0 else after
    if text[before:start].strip() or text[end:after].strip():
        return start, end, replacement
    gap_before = re.search(r"(?:\n[ \t]*)*\Z", text[:before][-200:])
    gap_after = re.match(r"(?:[ \t]*\n)*", text[after : after + 200])
    blank_before = len(gap_before[0]) if gap_before else 0
    if gap_after and gap_after[0].count("\n") > 1 and blank_before > 1:
        return before - blank_before, after, ""
    return before, min(len(text), after + 1), ""


def _cut_page_marks(page: TrackedText) -> None:
    """Remove page numbers in brackets; a word in which one stands becomes whole."""
    text = page.text
    marks = list(_PAGE.finditer(text))
    braces = [int(match[2]) for match in marks if match[2]]
    rising = sum(0 < after - before <= 40 for before, after in pairwise(braces))
    are_sure = len(braces) >= _FEWEST_PAGES and rising >= 0.7 * (len(braces) - 1)
    words = Counter(_WORD.findall(_PAGE.sub(" ", text).lower())) if are_sure else Counter()
    spans = []
    for match in marks:
        start, end = match.span()
        if match[2] and not are_sure:
            page.doubt("pages", start, end, "it may be the number of a page, or the author's")
            continue
        widened = _widen(text, start, end)
        spans.append(widened if widened[:2] != (start, end) else _close_gap(text, match, words))
    page.cut("pages", spans, "the number of a printed page")


def _close_gap(text: str, match: re.Match[str], words: Counter[str]) -> tuple[int, int, str]:
    """Return what to cut for a mark within a line, and the space that takes its place, if any."""
    start, end = match.span()
    while text[start - 1 : start] in (" ", "\t"):
        start -= 1
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    is_spaced = start < match.start() or end > match.end()
    left, right = _LAST_WORD.search(text, max(0, start - 40), start), _WORD.match(text, end)
    if start == match.start() and left and right:  # the scanner set a space after every mark
        is_spaced &= words[(left[0] + right[0]).lower()] <= words[right[0].lower()]
    at_line = text[start - 1 : start] in ("", "\n") or text[end : end + 1] in ("", "\n")
    space = " " if is_spaced and not at_line else ""
    return start, end, space + FILLER * (end - start - len(space))


def _cut_footnotes(page: TrackedText) -> None:
    """Remove footnotes, and the marks that refer to them; a mark without a note is a doubt."""
    text = page.text
    spans: list[tuple[int, int, str]] = []
    marks: set[str] = set()
    for start, end in _find_bracketed(text, _FOOTNOTE):
        if end is None:
            page.doubt("footnotes", start, start + 1, "its bracket is never closed")
            continue
        match = _FOOTNOTE.match(text, start)
        marks |= {match["mark"]} if match else set()
        spans.append(_widen(text, start, end))
    references = [match["mark"] for match in _REFERENCE.finditer(text)]
    listed = [match for match in _LISTED.finditer(text) if references.count(match["mark"]) > 1]
    if len(listed) >= 2 or (listed and spans):
        for match in listed:
            marks.add(match["mark"])
            spans.append(_widen(text, *match.span()))
        spans += [(*match.span(), "") for match in _NOTES_HEADING.finditer(text)]
    page.cut("footnotes", _merge(spans), "a footnote")
    found = []
    for match in _REFERENCE.finditer(page.text):
        if match["mark"] in marks:
            found.append((*match.span(), FILLER * len(match[0])))
        elif match["mark"].isdigit() and not _starts_line(page.text, match.start()):
            what = "it may refer to a footnote, but there is none of its mark"
            page.doubt("footnotes", *match.span(), what)
    page.cut("footnotes", found, "the mark of a footnote")


def _starts_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _merge(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return parts in ascending order, those that overlap as one."""
    merged: list[tuple[int, int, str]] = []
    for start, end, replacement in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, replacement))
    return merged
