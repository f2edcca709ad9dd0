"""Kinds of text that are no book: tables, JSON, chats, subtitles, program code, song sheets.

Each is learnt only as what it is. Of a table, only the columns that the user chooses are learnt; a
chat keeps its speakers and loses its times; subtitles keep their lines and lose their times; code
and song sheets keep their lines.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from common.errors import SourceError
from texts.cleaning.record import TrackedText

_CHAT = re.compile(
    r"^[ \t]*[\[(]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[, T]+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"(?:[ \u202f]?[ap]\.?m\.?)?[\])]?[ \t]*(?:[-–—:][ \t]*)?(?=[<\w][^:\n<>]{0,40}>?:[ \t])",
    re.M | re.I,
)
_CUE = re.compile(
    r"^(?:[ \t]*\d+[ \t]*\n)?[ \t]*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{3}[ \t]*-->[ \t]*[\d:.,]+.*\n",
    re.M,
)
_CUE_TAG = re.compile(r"</?[ibuc](?:\.[\w.]+)?>|\{\\an?\d\}|</?font[^>\n]*>")
_CODE_END = re.compile(r"(?:[;{}]|\)\s*:|\*/|=>)\s*$")
_CODE_START = re.compile(
    r"\s*(?:def |class |import |from \w[\w.]* import |#include\b|function\b.*\(|return\b.*[;)]?$"
    r"|(?:public|private|static|const|let|var|int|void) \w|//|/\*|if \(|for \(|while \(|\w+\(.*\)$)"
)
_SONG_LABEL = re.compile(
    r"^[ \t]*\[(?:verse|chorus|pre-chorus|bridge|intro|outro|hook|refrain|strophe|couplet)\b"
    r"[^\]\n]{0,60}\][ \t]*$",
    re.M | re.I,
)
_HEADER = re.compile(r"[\w .-]{1,40}\Z")
_FEWEST = 8  # rows, messages, cues
_MIN_SHARE = 0.9  # of the lines, or of the rows
_MAX_TABLE = 64 * 2**20  # characters; a larger file is not parsed to learn what it is


@dataclass(frozen=True)
class Table:
    """A table read from a file, with all cells as text.

    Attributes:
        format: the format of the file, such as "CSV" or "JSON".
        columns: the names of the columns; "1", "2" and so on if the file does not name them.
        rows: for each row, a tuple of its line number in the file, counted from 1, and its cells,
            keyed by column name. In JSON, all rows have the line number 1; in JSON Lines, each has
            its own.
    """

    format: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[int, dict[str, str]]]


def extract_columns(text: str, columns: Sequence[str]) -> TrackedText | None:
    """Return some columns of a table as text, one row per line; None if the text is not a table.

    The cells of each row are joined with a colon and a space. In the table of a play, for example,
    the column of speakers can be combined with the column of speeches.

    Args:
        text: the text of the file.
        columns: the names of the columns; can be empty if the table has only one column.

    Raises:
        SourceError: if `columns` contains an unknown name, is empty although the table has several
            columns, or is not empty although the text is not a table.
    """
    table = read_table(text)
    if table is None:
        if columns:
            raise SourceError("the text is no table, so it has no columns", "Leave out --column.")
        return None
    known = list(table.columns)
    unknown = [name for name in columns if name not in known]
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    if unknown or (not columns and len(known) != 1):
        what = f"it has no column {unknown[0]}" if unknown else "its punctuation would be learnt"
        raise SourceError(
            f"this is a table ({table.format}) with the columns {shown}, and {what}",
            f"Name the column that holds the text: --column {_guess_column(table)}.",
        )
    lines: list[str] = []
    numbers: list[int] = []
    for number, row in table.rows:
        cells = [row.get(name, "").strip() for name in (columns or known)]
        for line in ": ".join(filter(None, cells)).split("\n"):
            if line.strip():
                lines.append(line)
                numbers.append(number)
    return TrackedText("\n".join([*lines, ""]), [*numbers, numbers[-1] if numbers else 1])


def read_table(text: str) -> Table | None:
    """Return the table in a CSV, JSON or JSON Lines text; None if the text is something else."""
    if len(text) > _MAX_TABLE:
        return None
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        return _read_json(text)
    return _read_csv(text)


def _read_json(text: str) -> Table | None:
    try:
        found = [(1, item) for item in _find_objects(json.loads(text))]
        kind = "JSON"
    except (ValueError, RecursionError):
        kind, found = "JSON lines", []
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            try:
                item = json.loads(line) if line.strip() else None
            except (ValueError, RecursionError):
                continue
            if isinstance(item, dict):
                found.append((number, item))
        if len(found) < _MIN_SHARE * sum(bool(line.strip()) for line in lines):
            return None
    names = Counter(name for _, item in found for name in item)
    if not found or not names:
        return None
    columns = tuple(names)
    rows = [
        (number, {name: _as_text(value) for name, value in item.items()}) for number, item in found
    ]
    return Table(kind, columns, rows)


def _find_objects(value: Any) -> list[dict[str, Any]]:
    """Return the longest list of objects in a JSON value, or the value itself if it has none."""
    best: list[dict[str, Any]] = []
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if isinstance(each, list):
            objects = [item for item in each if isinstance(item, dict)]
            best = max(best, objects, key=len)
        inner = each if isinstance(each, list) else each.values() if isinstance(each, dict) else ()
        if depth < 4:
            waiting += [(item, depth + 1) for item in inner if isinstance(item, list | dict)]
    if best:
        return best
    if isinstance(value, dict):
        return [value]
    return [{"1": item} for item in value] if isinstance(value, list) else []


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):  # Telegram writes a message as a list of its parts
        return "".join(map(_as_text, value))
    if isinstance(value, dict):
        return _as_text(value.get("text", ""))
    return "" if value is None else str(value)


def _read_csv(text: str) -> Table | None:
    first = next((line for line in text.split("\n") if line.strip()), "")
    for delimiter in sorted(",;\t|", key=first.count, reverse=True):
        if delimiter in first or (delimiter == "," and '"' not in first):
            table = _parse_csv(text, delimiter)
            if table is not None:
                return table
    return None


def _parse_csv(text: str, delimiter: str) -> Table | None:
    limit = csv.field_size_limit()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        csv.field_size_limit(len(text) + 1)
        before = 0
        for row in reader:
            if row:
                rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)
    sizes = Counter(len(row) for _, row in rows)
    if len(rows) <= _FEWEST:
        return None
    size, count = sizes.most_common(1)[0]
    lines = [line for line in text.splitlines() if line.strip()]
    quoted = sum(line.lstrip().startswith('"') or f'{delimiter}"' in line for line in lines)
    if count < _MIN_SHARE * len(rows):
        return None
    header = rows[0][1]
    has_header = len(header) == size and all(_HEADER.match(name.strip()) for name in header)
    has_header &= len(set(header)) == size and not all(name.strip().isdigit() for name in header)
    if size == 1:  # only its quotes tell one column from the lines of a text
        if not has_header or quoted < _MIN_SHARE * (len(lines) - 1) or '"' in lines[0]:
            return None
    else:
        loose = len(re.findall(re.escape(delimiter) + " ", text))
        total = sum(len(row) - 1 for _, row in rows)
        is_tight = delimiter == "\t" or loose < 0.5 * total or 2 * quoted > len(rows)
        if not is_tight or (not has_header and size == 2 and 2 * quoted <= len(rows)):
            return None
    names = (
        [name.strip() for name in header] if has_header else [f"{n}" for n in range(1, size + 1)]
    )
    body = rows[1:] if has_header else rows
    return Table(
        "CSV" if delimiter != "\t" else "TSV",
        tuple(names),
        [(number, dict(zip(names, row, strict=False))) for number, row in body],
    )


def _guess_column(table: Table) -> str:
    """Return the name of the column with the most text."""
    sizes = Counter(dict.fromkeys(table.columns, 0))
    for _, row in table.rows[:1_000]:
        for name, cell in row.items():
            sizes[name] += sum(map(str.isalpha, cell))
    return max(table.columns, key=lambda name: sizes[name])


def remove_times(page: TrackedText, keep: Collection[str] = ()) -> str | None:
    """Remove the times from a chat log or subtitles, and return what kind of text this is.

    Args:
        page: the text, which is changed in place.
        keep: ("times",) to keep the times; empty to remove them.

    Returns:
        "a chat", "subtitles", "program code" or "a song sheet"; None for any other text.
    """
    lines = [line for line in page.text.split("\n") if line.strip()]
    cues = list(_CUE.finditer(page.text))
    if len(cues) >= _FEWEST and 6 * len(cues) >= len(lines) - 2 * len(cues):
        if "times" not in keep:
            spans = [(match.start(), match.end(), "") for match in cues]
            if page.text.startswith("WEBVTT") and spans[0][0]:
                spans[0] = (0, spans[0][1], "")
            page.cut("times", spans, "the time of a subtitle")
            page.replace((match.start(), match.end(), "") for match in _CUE_TAG.finditer(page.text))
            page.replace(_gaps(page.text))
        return "subtitles"
    times = list(_CHAT.finditer(page.text))
    if len(times) >= _FEWEST and 3 * len(times) >= len(lines):
        if "times" not in keep:
            page.cut(
                "times",
                [(match.start(), match.end(), "") for match in times],
                "the time of a message",
            )
        return "a chat"
    code = sum(bool(_CODE_END.search(line) or _CODE_START.match(line)) for line in lines)
    if len(lines) >= 2 * _FEWEST and 5 * code >= 2 * len(lines):
        return "program code"
    if len(_SONG_LABEL.findall(page.text)) >= 3:
        for match in _SONG_LABEL.finditer(page.text):
            page.doubt("notes", match.start(), match.end(), "the label of a part of a song")
        return "a song sheet"
    return None


def _gaps(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the empty lines between subtitles, which belong to the format."""
    for match in re.finditer(r"\n(?:[ \t]*\n)+", text):
        yield match.start(), match.end(), "\n"
