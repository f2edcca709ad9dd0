"""Files whose lines are in two encodings: UTF-8, and the one of another file that was joined to it.

Each line is decoded by itself, and one of UTF-8 may have stray bytes of windows-1252. A damaged
file is refused rather than repaired, since its letters would be wrong.
"""

import codecs
import re
from collections.abc import Sequence

from common.errors import SourceError
from texts.formats.charset import decode_strictly, guess_charset, look_up_charset
from texts.formats.document import Document

_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CUT_SHORT = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_HIGH = bytes(range(0x80, 0x100))
_QUOTES = b"\x85\x91\x92\x93\x94\x95\x96\x97"  # in windows-1252: … ‘ ’ “ ” • – —
_MAX_MIXED = 0.1  # of the lines beyond ASCII: these may have bytes of two encodings
_MIN_UTF8 = 0.05  # of the lines beyond ASCII: these must be UTF-8, before two encodings are seen
_FEWEST_GUESSED = 30  # bytes beyond ASCII, below which an encoding is not guessed but windows-1252
_NAMED = 5  # lines that a note names


def decode_lines(raw: bytes, labels: Sequence[str | None]) -> Document | None:
    """Return the text of a file whose lines are in two encodings; None for any other file.

    One of the encodings is UTF-8. The other is the first declared charset that can decode the lines
    that are not UTF-8; if there is none, it is guessed. If a single line mixes UTF-8 with other
    bytes, these bytes are decoded as windows-1252. A note in the result names the lines that are
    not UTF-8.

    A text without a declared charset is also returned if its only characters beyond ASCII are a few
    quotes and dashes in windows-1252.

    Args:
        raw: the bytes of the file.
        labels: the names of the declared charsets, in order; None in place of a missing one.

    Raises:
        SourceError: if a line is UTF-8 but damaged.
    """
    lines = raw.splitlines(keepends=True)
    beyond = [number for number, line in enumerate(lines) if not line.isascii()]
    texts = {number: decode_strictly(lines[number], codecs.lookup("utf-8")) for number in beyond}
    foreign = [number for number in beyond if texts[number] is None]
    mixed = [number for number in foreign if _UTF8_SEQUENCE.search(lines[number])]
    proper = len(beyond) - len(foreign)
    stray = b"".join(lines[number] for number in foreign)
    count = len(stray) - len(stray.translate(None, _HIGH))
    if proper < max(1, _MIN_UTF8 * len(beyond)) or len(mixed) > max(1, _MAX_MIXED * len(beyond)):
        # A few quotes and dashes of Windows in an English text are too few to guess from.
        if not mixed and count < _FEWEST_GUESSED and not any(labels) and _has_only_quotes(stray):
            text = decode_strictly(raw, codecs.lookup("cp1252"))
            where = _name_lines(foreign)
            note = f"It is plain English letters but for {where}, read as cp1252."
            return None if text is None else Document(text, "cp1252", (note,))
        return None
    for number in foreign:
        _refuse_cut_short(lines[number], number + 1, number == len(lines) - 1)
    codec = codecs.lookup("cp1252")
    found = "cp1252"
    whole = b"".join(lines[number] for number in foreign if number not in set(mixed))
    for label in labels:
        charset = look_up_charset(label or "")
        if charset and charset.name != "utf-8" and decode_strictly(whole, charset.codec_info):
            codec, found = charset.codec_info, charset.name
            break
    else:
        if count >= _FEWEST_GUESSED:
            found = guess_charset(whole)[1]
            codec = codecs.lookup(found)
    for number in foreign:
        text = None if number in mixed else decode_strictly(lines[number], codec)
        texts[number] = text if text is not None else _decode_stray(lines[number], number + 1)
    text = "".join(
        line.decode("ascii") if line.isascii() else texts[number] or ""
        for number, line in enumerate(lines)
    )
    note = f"It is UTF-8 but for {_name_lines(foreign)}, read as {found}: check them."
    return Document(text, "utf-8", (note,))


def _has_only_quotes(raw: bytes) -> bool:
    return all(byte < 0x80 or byte in _QUOTES for byte in raw)


def _refuse_cut_short(line: bytes, number: int, is_last: bool) -> None:
    """Raise SourceError if a character of UTF-8 begins at the end of a line and is not complete."""
    cut = _CUT_SHORT.search(line.rstrip(b"\r\n"))
    if cut and is_last:
        raise SourceError(
            f"the file is UTF-8, but damaged at byte {cut.start() + 1} of line {number}",
            "Download it again, or repair it by hand.",
        )


def _decode_stray(line: bytes, number: int) -> str:
    """Return a line in UTF-8 that has some bytes of windows-1252.

    Raises:
        SourceError: if a byte is in neither encoding.
    """
    parts = []
    while line:
        try:
            parts.append(line.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            stray = line[error.start : error.start + 1]
            try:
                parts += (line[: error.start].decode("utf-8"), stray.decode("cp1252"))
            except UnicodeDecodeError:
                raise SourceError(
                    f"the file is UTF-8, but damaged in line {number}, by the byte"
                    f" 0x{stray[0]:02x}",
                    "Download it again, or repair it by hand.",
                ) from None
            line = line[error.start + 1 :]
    return "".join(parts)


def _name_lines(numbers: Sequence[int]) -> str:
    """Return lines in words, such as "lines 3, 8 and 40 more", from their numbers from 0."""
    named = ", ".join(f"{number + 1:,}" for number in numbers[:_NAMED])
    more = f" and {len(numbers) - _NAMED:,} more" if len(numbers) > _NAMED else ""
    return f"line{'s' if len(numbers) > 1 else ''} {named}{more}"
