"""The encoding of a plain text: from the bytes of its file to characters.

An encoding is never guessed without saying so, and bytes that cannot be read are never replaced: an
author would learn the wrong letters. If a declared encoding was wrong, or the encoding had to be
guessed, a note says so.
"""

import codecs
import re

from common.errors import SourceError
from texts.formats.charset import decode_strictly, guess_charset, look_up_charset
from texts.formats.document import Document
from texts.formats.line_encodings import decode_lines

# First bytes, by the specification of each format; whatever else is binary has a NUL somewhere.
_MAGIC = {
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "a rich-text (RTF) document",
}

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_HEADER_CHARSET = re.compile(rb"^\s*character set encoding:\s*([\w-]+(?: latin-1)?)", re.I | re.M)
_NO_TEXT = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f\ue000-\uf8ff\ufffe\uffff]")
_MIN_NULS = 20  # in text of UTF-16 without a mark, all of them in the same byte of each pair


def decode_plain_text(raw: bytes, declared: str | None) -> Document:
    """Decode the bytes of a plain text, and return the text with the name of its encoding.

    The first suitable encoding is used, in this order: the encoding indicated by a byte order mark;
    UTF-16, if declared or recognised by its zero bytes; UTF-8, alone or with lines in another
    encoding; the declared charset; the charset named in a Project Gutenberg header; and the most
    likely encoding. A note in the result says if a declared charset was wrong, or if the encoding
    was guessed.

    Args:
        raw: the bytes of the whole file.
        declared: the charset that the server or the file itself declares, or None if there is none.

    Returns:
        The text without a byte order mark; `kind` is the name of the encoding, such as "utf-8".

    Raises:
        SourceError: if the file is binary or damaged, or if its encoding cannot be detected.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            try:
                return Document(raw[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                what = f"the file is marked as {encoding} but is damaged at byte {error.start}"
                raise SourceError(what, "Download it again, or convert it to UTF-8.") from None
    charset = look_up_charset(declared or "")
    if charset and charset.name.startswith("utf-16"):
        # Without a mark, only the label tells UTF-16 from a binary file, which has many NULs.
        text = decode_strictly(raw, charset.codec_info)
        if text is not None and "\0" not in text:
            return Document(text, charset.codec_info.name)
    plain = _decode_utf16(raw)
    if plain is not None:
        return plain
    _refuse_binary(raw)
    # ISO-2022 writes Japanese in bytes that are all ASCII, after an escape.
    text = None if b"\x1b$" in raw else decode_strictly(raw, codecs.lookup("utf-8"))
    if text is not None:
        return Document(text, "utf-8")
    header = _HEADER_CHARSET.search(raw[:5_000])
    labels = (declared, header[1].decode("ascii") if header else None)
    plain = decode_lines(raw, labels)
    if plain is not None:
        return plain
    _refuse_damaged(raw)
    notes: list[str] = []
    for label in labels:
        if label is None:
            continue
        charset = look_up_charset(label)
        text = decode_strictly(raw, charset.codec_info) if charset else None
        if charset and text is not None:
            if notes:
                notes.append(f"It was read as {charset.name}.")
            return Document(text, charset.name, tuple(notes))
        notes.append(f"The file was declared as {label.strip()[:40]}, but it is not.")
    text, encoding = guess_charset(raw)
    notes.append(f"Its encoding was guessed as {encoding}: check the text for wrong letters.")
    return Document(text, encoding, tuple(notes))


def _decode_utf16(raw: bytes) -> Document | None:
    """Return the text of a file in UTF-16 without a byte order mark; None if it is not that."""
    zeros = (raw[0::2].count(0), raw[1::2].count(0))
    if len(raw) % 2 or max(zeros) < _MIN_NULS or min(zeros) > 0:
        return None
    encoding = "utf-16-le" if zeros[1] else "utf-16-be"
    text = decode_strictly(raw, codecs.lookup(encoding))
    if text is None or _NO_TEXT.search(text):
        return None
    return Document(text, encoding, (f"It has no byte order mark, and was read as {encoding}.",))


def _refuse_binary(raw: bytes) -> None:
    todo = "Give the address of a plain-text file (.txt)."
    for magic, kind in _MAGIC.items():
        if raw.startswith(magic):
            raise SourceError(f"the file is {kind}, not a plain text", todo)
    if b"\x00" in raw:
        raise SourceError("the file is binary, not a plain text", todo)


def _refuse_damaged(raw: bytes) -> None:
    # Another charset would read it too, with two or three wrong letters for each one.
    valid = raw.decode("utf-8", errors="ignore").encode()
    beyond_ascii = len(valid) - len(valid.decode("ascii", errors="ignore"))
    if beyond_ascii > 10 * (len(raw) - len(valid)):
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            what = f"the file is UTF-8, but damaged at byte {error.start:,}, in line {line:,}"
            raise SourceError(what, "Download it again, or repair it by hand.") from None
