"""Cleaning: from the text of a file to the text that an author learns from.

`decode` (texts/cleaning/decoding.py) turns the bytes of a file into text; `clean` then removes what
is not the author's. Training and scoring clean a text by the same rules, so that their figures can
be compared. A draft that is imported into a chat is the user's own: version 1 of the rules cuts
nothing from it but what Project Gutenberg added.

The marks of Project Gutenberg are handled in texts/cleaning/gutenberg.py, and wrapped lines in
texts/cleaning/wrapping.py. This module knows nothing of URLs, styles or training.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby

from common.errors import SourceError
from texts.cleaning import gutenberg, wrapping
from texts.cleaning.characters import normalise
from texts.cleaning.hyphens import Hyphens, remove_signs
from texts.cleaning.kinds import extract_columns, read_table, remove_times
from texts.cleaning.lists import remove_lists
from texts.cleaning.marks import FILLER, remove_marks
from texts.cleaning.record import NOTHING, Cut, Kind, Record, TrackedText
from texts.cleaning.scans import remove_pages
from texts.source import DEFAULT_CLEANING, Cleaning

_FILE_KINDS = ("gutenberg", "credits", "notes")  # of which another note speaks
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
        title: the book's title according to Project Gutenberg's header; None if not stated.
        author: the writer of the book according to Project Gutenberg's header; None if not stated.
        is_gutenberg: whether Project Gutenberg's header, footer or notes were removed.
        record: what was removed, repaired or reported as doubtful; always empty under version 1 of
            the cleaning rules.
    """

    text: str
    notes: tuple[str, ...]
    title: str | None
    author: str | None
    is_gutenberg: bool
    record: Record = NOTHING


def clean(text: str, cleaning: Cleaning = DEFAULT_CLEANING) -> CleanText:
    """Clean a text for training: remove what its author did not write, and join wrapped lines.

    The steps are as follows. A sentence that begins with * does not apply if `cleaning.rules` is 1.

    1. All line endings become newlines, invisible characters are removed, and accents are combined
       with their letters (Unicode's NFC). * HTML entities, ligatures and mojibake (letters that
       were decoded wrongly) become the characters that they stand for.
    2. * A table is reduced to the columns in `cleaning.columns`. * Times in chats and subtitles are
       removed.
    3. Project Gutenberg's header, footer and credits are removed.
    4. * Running heads, page numbers, tables of contents, indexes, captions and footnotes are
       removed.
    5. White space before centred and right-aligned lines is removed, but only in books from Project
       Gutenberg.
    6. Two spaces after a sentence become one.
    7. Blank lines at both ends are removed.
    8. The wrapped lines of prose are joined. * Words that were split across two lines are rejoined.

    Args:
        text: the decoded text of a file.
        cleaning: the settings, which can disable most of these steps.

    Returns:
        The cleaned text, with a record of what was removed, repaired or found doubtful.

    Raises:
        SourceError: if the text is a table with several columns but `cleaning.columns` is empty, or
            if `cleaning.columns` names a column that the text does not have. Never raised if
            `cleaning.rules` is 1.
    """
    if cleaning.rules > 1:
        return _clean_by_todays_rules(text, cleaning)
    page = TrackedText(_normalise(text))
    book = _remove_gutenberg(page, cleaning)
    text = _set_spaces(page.text, cleaning, book.is_gutenberg)
    text, is_unwrapped = wrapping.unwrap(_trim_blank_lines(text), cleaning.unwrap)
    notes = _describe(book, is_unwrapped)
    return CleanText(text, tuple(notes), book.title, book.author, book.is_gutenberg)


def clean_to_score(text: str, cleaning: Cleaning) -> str:
    """Clean a text for scoring in the same way as the texts that an author was trained on.

    An author is a trained language model. If it was trained on columns of a table, and the text is
    not a table, the whole text is used.

    Args:
        text: the decoded text of a file.
        cleaning: the settings by which the author's training texts were cleaned.

    Raises:
        SourceError: if the text is a table with several columns, but does not have the columns in
            `cleaning.columns`.
    """
    if cleaning.columns and read_table(text) is None:
        cleaning = replace(cleaning, columns=())
    try:
        return clean(text, cleaning).text
    except SourceError as error:  # which advises an option of training
        todo = "Put the text that you want into a file of its own."
        raise SourceError(error.what, todo) from error


def _clean_by_todays_rules(text: str, cleaning: Cleaning) -> CleanText:
    keep = cleaning.keep
    table = extract_columns(text, cleaning.columns)
    is_table = table is not None
    page = normalise(text if table is None else table.text, keep)
    if table is not None:
        page.numbers = [table.numbers[number - 1] for number in page.numbers]
    kind = remove_times(page, keep)
    book = _remove_gutenberg(page, cleaning)
    is_scan = remove_pages(page, keep)
    if kind is None and not is_table:
        remove_lists(page, keep)
        remove_marks(page, book.is_gutenberg, keep)
    text = _trim_blank_lines(_set_spaces(page.text, cleaning, book.is_gutenberg))
    mode = "no" if cleaning.unwrap == "auto" and (kind or is_table) else cleaning.unwrap
    hyphens = None if "hyphens" in keep else Hyphens(text)
    text, is_unwrapped = wrapping.unwrap(text, mode, cleaning.rules, hyphens)
    text = text.replace(FILLER, "")
    if hyphens:
        text = remove_signs(text)
    return CleanText(
        text,
        tuple(_describe(book, is_unwrapped, kind, is_scan, page.record())),
        book.title,
        book.author,
        book.is_gutenberg,
        page.record(),
    )


@dataclass
class _Book:
    """What Project Gutenberg's header said of a text, and what was found of header and footer."""

    title: str | None = None
    author: str | None = None
    is_gutenberg: bool = False
    warnings: list[str] = field(default_factory=list)


def _remove_gutenberg(page: TrackedText, cleaning: Cleaning) -> _Book:
    """Remove Project Gutenberg's header, footer and credits, and record them."""
    found = _Book()
    while cleaning.gutenberg and "gutenberg" not in cleaning.keep:  # again, for a second header
        book = gutenberg.extract_book(page.text, cleaning.rules, cleaning.keep)
        found.title, found.author = found.title or book.title, found.author or book.author
        if book.warning:
            found.warnings.append(f"Warning: {book.warning}.")
        if not book.had_marks or book.text == page.text:
            break
        found.is_gutenberg = True
        _record_book(page, book)
    return found


def _record_book(page: TrackedText, book: gutenberg.Book) -> None:
    """Put the book in the place of the text that it was found in, and record what is left out."""
    lines, numbers = page.text.split("\n"), page.numbers
    for first, last in book.doubts:
        what = "it may be a note on the file, but where it ends is not clear"
        page.doubts.append(Cut("notes", numbers[first], numbers[last], what))
    stays = {number for number in book.lines if number >= 0}
    first_stays = min(stays, default=0)
    cut: list[tuple[Kind, int]] = [
        (book.kinds.get(number, "gutenberg"), number)
        for number, line in enumerate(lines)
        if number not in stays and line.strip()
    ]
    for kind, group in groupby(cut, key=lambda each: each[0]):
        run: list[int] = []
        for _, number in group:
            if run and any(between in stays for between in range(run[-1] + 1, number)):
                page.cuts.append(_describe_cut(kind, run, lines, numbers, first_stays))
                run = []
            run.append(number)
        page.cuts.append(_describe_cut(kind, run, lines, numbers, first_stays))
    page.text = book.text
    page.numbers = [numbers[max(0, number)] for number in book.lines]


def _describe_cut(
    kind: Kind, run: list[int], lines: list[str], numbers: list[int], first_stays: int
) -> Cut:
    part = "header" if run[0] < first_stays else "footer"
    reason = {"credits": "credits of those who made the file", "notes": "a note on the file"}.get(
        kind, f"Project Gutenberg's {part}"
    )
    characters = sum(len(lines[number]) + 1 for number in run)
    return Cut(kind, numbers[run[0]], numbers[run[-1]], reason, characters)


def _set_spaces(text: str, cleaning: Cleaning, is_gutenberg: bool) -> str:
    if cleaning.margins and is_gutenberg:  # in another text they may mean something
        text = remove_margins(text)
    return _AFTER_SENTENCE.sub(r"\1 ", text) if cleaning.spacing else text


def _describe(
    book: _Book,
    is_unwrapped: bool,
    kind: str | None = None,
    is_scan: bool = False,
    record: Record = NOTHING,
) -> list[str]:
    """Return the messages for the user about a cleaning."""
    notes = list(book.warnings)
    if book.is_gutenberg:
        notes.insert(0, "Project Gutenberg's header and footer were removed.")
    if is_unwrapped:
        notes.append("The wrapped lines of its prose were joined.")
    if kind:
        notes.append(f"Warning: it looks like {kind}, so its lines were not joined.")
    if is_scan:
        notes.append("Warning: it looks like a scan: check it for misread words.")
    own = Counter(cut.kind for cut in record.cuts if cut.kind not in _FILE_KINDS)
    if own:
        notes.append(f"Parts that no author wrote were cut: {_count_kinds(own)}.")
    mended = Counter(cut.kind for cut in record.mended)
    if mended:
        notes.append(f"Characters were mended: {_count_kinds(mended)}.")
    doubts = Counter(cut.kind for cut in record.doubts)
    if doubts:
        notes.append(f"Warning: parts are in doubt, and were kept: {_count_kinds(doubts)}.")
    return notes


def _count_kinds(kinds: Counter[Kind]) -> str:
    """Return how often each kind occurs, in words, such as "footnotes (2), index (1)"."""
    return ", ".join(f"{kind} ({count:,})" for kind, count in kinds.items())


def remove_margins(text: str) -> str:
    """Return a text without the white space before its centred and right-aligned lines.

    A line counts as centred or right-aligned if at least nine spaces or tabs precede it. A network
    trained on text with this white space would also write it.
    """
    return _MARGIN.sub("", text)


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def _trim_blank_lines(text: str) -> str:
    text = re.sub(r"\A(?:[^\S\n]*\n)+", "", text)
    end = len(text.rstrip())
    return text[:end] + text[end:].partition("\n")[0] + "\n" if "\n" in text[end:] else text
