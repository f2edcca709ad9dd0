"""From the bytes of a file to its text.

Decoding never guesses in silence and never replaces what it cannot read: a text with wrong letters
in it would teach them. What it was told and what it had to guess is in the note.

Knows bytes and text, and nothing of URLs, styles or training.
"""

import codecs
import re
from dataclasses import dataclass

from common.errors import SourceError

# First bytes, by the specification of each format; whatever else is binary has a NUL somewhere.
_MAGIC = {
    b"PK\x03\x04": "a zip archive, an EPUB or an office document",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "compressed by gzip",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "a rich-text (RTF) document",
}
_PLAIN = "Give the address of a plain-text file (.txt)."

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a label means on the web (https://encoding.spec.whatwg.org/#names-and-labels): servers say
# "iso-8859-1" of pages in windows-1252 so often that the standard reads the one as the other.
_WESTERN = "ascii us-ascii iso-8859-1 iso8859-1 iso_8859-1 latin-1 latin1 iso-latin-1 l1"
_LABELS = {
    **dict.fromkeys(_WESTERN.split(), "windows-1252"),
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "windows-874",
    "tis-620": "windows-874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
# Without a mark it cannot be told from a binary file but by its label, which means what it does on
# the web.
_WIDE = {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
# Codecs of Python that are not charsets of the web, and would read nearly anything.
_NOT_CHARSETS = {"utf_7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"}

_HEADER_CHARSET = re.compile(rb"^\s*character set encoding:\s*([\w-]+(?: latin-1)?)", re.I | re.M)
_HTML = re.compile(
    # atomic, so that a file of nothing but comments is not tried in every way of cutting it up
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?>(?:<!--(?:(?!-->).)*-->\s*)*)<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)


@dataclass(frozen=True)
class DecodedText:
    """The text in a file, the encoding it was read by, and what the person should know of it."""

    text: str
    encoding: str
    note: str | None = None


def decode(raw: bytes, declared: str | None = None) -> DecodedText:
    """The text in the bytes of a file.

    In this order: a byte order mark; UTF-8, when every byte is valid as such; the declared charset;
    the one named in a Gutenberg header; detection by charset_normalizer. All are strict.

    Args:
        raw: the whole file.
        declared: the charset in the Content-Type of the answer, or None.

    Raises:
        SourceError: the file is empty, is not text, is a page of HTML, or cannot be read without
            guessing at random.

    """
    decoded = _decode(raw, declared)
    if not decoded.text.strip():
        raise SourceError("the file is empty", "Check the address, or give another text.")
    if _HTML.match(decoded.text):
        raise SourceError(
            "this is a web page (HTML), not a plain text",
            'On the page of a book at Gutenberg, give the address of its "Plain Text UTF-8" link.',
        )
    return decoded


def _decode(raw: bytes, declared: str | None) -> DecodedText:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return DecodedText(raw[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                what = f"the file begins as {encoding} but is damaged at byte {error.start}"
                raise SourceError(what, "Fetch it again, or convert it to UTF-8.") from None
    wide = _WIDE.get((declared or "").strip(" \t\"'").lower())
    text = _strictly(raw, wide) if wide else None
    if wide and text is not None and "\0" not in text:  # there are many in binary files
        return DecodedText(text, wide)
    _refuse_binary(raw)
    # ISO-2022 writes Japanese and Korean in bytes that are all ASCII, after an escape.
    text = None if b"\x1b$" in raw else _strictly(raw, "utf-8")
    if text is not None:
        return DecodedText(text, "utf-8")
    _refuse_damaged(raw)
    named = _HEADER_CHARSET.search(raw[:5_000])
    notes: list[str] = []
    for label in (declared, named[1].decode("ascii") if named else None):
        if label is None:
            continue
        encoding = label.strip(" \t\"'").lower().replace(" ", "-")
        encoding = _LABELS.get(encoding, encoding)
        text = _strictly(raw, encoding)
        if text is not None:
            notes.append(f"It was read as {encoding}." if notes else "")
            return DecodedText(text, encoding, " ".join(filter(None, notes)) or None)
        notes.append(f"The file is said to be {label.strip()[:40]}, and is not.")
    text, encoding = _detect(raw)
    notes.append(f"Its encoding was guessed as {encoding}: look for wrong letters.")
    return DecodedText(text, encoding, " ".join(notes))


def _refuse_binary(raw: bytes) -> None:
    for magic, kind in _MAGIC.items():
        if raw.startswith(magic):
            raise SourceError(f"the file is {kind}, not a plain text", _PLAIN)
    if b"\x00" in raw:
        raise SourceError("the file is binary, not a plain text", _PLAIN)


def _refuse_damaged(raw: bytes) -> None:
    # Another charset would read it too, with two or three wrong letters for each one.
    valid = raw.decode("utf-8", errors="ignore").encode()
    beyond_ascii = len(valid) - len(valid.decode("ascii", errors="ignore"))
    if beyond_ascii > 10 * (len(raw) - len(valid)):
        raise SourceError("the file is UTF-8 but damaged", "Fetch it again, or mend it by hand.")


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        if codecs.lookup(encoding).name.replace("-", "_") in _NOT_CHARSETS:
            return None
        return raw.decode(encoding)
    except (LookupError, ValueError):  # unknown, or not a charset; not what it says
        return None


def _detect(raw: bytes) -> tuple[str, str]:
    try:
        import charset_normalizer
    except ImportError:
        raise SourceError(
            "the file is not UTF-8, and what would detect its encoding is not installed",
            "Install pastiche[train], or convert the file to UTF-8.",
        ) from None
    # A few accents fit many charsets nearly equally well; one of those is by far the commonest.
    matches = list(charset_normalizer.from_bytes(raw))
    western = [m for m in matches if "cp1252" in m.could_be_from_charset]
    if western and western[0].chaos <= matches[0].chaos + 0.05:
        encoding = "cp1252"
    else:
        encoding = matches[0].encoding if matches else ""
    text = _strictly(raw, encoding)
    if text is None:
        raise SourceError("the encoding of the file cannot be told", "Convert it to UTF-8.")
    return text, encoding
