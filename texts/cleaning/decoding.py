"""Decoding: from the bytes of a file to its text.

Decoding never guesses without saying so, and never replaces bytes it cannot read: an author would
learn the wrong letters. If a declared encoding was wrong, or the encoding had to be guessed, a note
says so.

Files that are more than plain text, such as archives, EPUB and web pages, are handed to
texts/formats first. This module knows bytes and text, and nothing of URLs, styles or training.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import webencodings

from common.errors import SourceError
from texts.cleaning.markup import refuse_markup
from texts.formats.archive import Contents, list_names, unpack
from texts.formats.html import find_charset
from texts.formats.reader import read_document, read_markup

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
# of a terminal: ECMA-48, section 5.4, and titles of windows
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\))")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CUT_SHORT = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_NO_TEXT = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f\ue000-\uf8ff\ufffe\uffff]")
_HIGH = bytes(range(0x80, 0x100))
_QUOTES = b"\x85\x91\x92\x93\x94\x95\x96\x97"  # in windows-1252: … ‘ ’ “ ” • – —
_MIN_NULS = 20  # in text of UTF-16 without a mark, all of them in the same byte of each pair
_MAX_MIXED = 0.1  # of the lines beyond ASCII: these may have bytes of two encodings
_MIN_UTF8 = 0.05  # of the lines beyond ASCII: these must be UTF-8, before two encodings are seen
_FEWEST_GUESSED = 30  # bytes beyond ASCII, below which an encoding is not guessed but windows-1252
_NAMED = 5  # lines that a note names


@dataclass(frozen=True)
class PlainText:
    """The decoded text of a file, with the encoding that was used.

    Attributes:
        text: the decoded text, without a byte order mark.
        encoding: the name of the encoding that the file was decoded from, such as "utf-8", or of
            the format that it was read from, such as "EPUB".
        note: a message for the user if the declared encoding was wrong, the encoding had to be
            guessed or part of a document was left out; otherwise None.
        title: the title stated in a document, or None.
        author: the author stated in a document, or None.
    """

    text: str
    encoding: str
    note: str | None = None
    title: str | None = None
    author: str | None = None


def decode(raw: bytes, declared: str | None = None, name: str = "") -> PlainText:
    """Return the text of a file, which can be plain text, a document or an archive of texts.

    Documents are web pages, Markdown, EPUB, .docx, .odt and PDF (texts/formats). All but Markdown
    are recognised by their content.

    For plain text, the first suitable encoding is used, in this order: the encoding indicated by a
    byte order mark; UTF-8; the declared charset; the charset named in a Project Gutenberg header;
    and the encoding that the package charset_normalizer considers most likely. Decoding is strict:
    a single invalid byte rules out an encoding. There is one exception: if many lines are UTF-8 and
    others are not, the file was probably joined from two, and each line is decoded separately.
    UTF-16 without a byte order mark is recognised by its zero bytes, or by its declaration. Charset
    names are interpreted according to the web's Encoding Standard
    (https://encoding.spec.whatwg.org/#names-and-labels). For example, "iso-8859-1" means
    windows-1252, because servers so often use this name for texts in windows-1252.

    Args:
        raw: the bytes of the whole file.
        declared: the charset in the Content-Type header of the server's response, or None if there
            is none.
        name: the name of the file, which distinguishes Markdown from plain text; "" if unknown.

    Raises:
        SourceError: if the file is empty, binary or damaged, if its encoding cannot be detected, if
            it has unsupported markup, such as TEI, or if a document or an archive cannot be read.
    """
    contents = unpack(raw, name)
    if contents is not None:
        return _join(contents)
    document = read_document(raw)
    if document is None:
        plain = _decode(raw, find_charset(raw) if declared is None else declared)
        document = read_markup(plain.text, name)
        if document is None:
            if not plain.text.strip():
                raise SourceError("the file is empty", "Check the address, or give another text.")
            refuse_markup(plain.text)
            return _remove_escapes(plain)
        notes = (plain.note, *document.notes)
    else:
        notes = document.notes
    note = " ".join(filter(None, notes)) or None
    if not document.text.strip():
        raise SourceError(f"there is no text in the file ({document.kind})", "Give another text.")
    return PlainText(document.text, document.kind, note, document.title, document.author)


def _remove_escapes(plain: PlainText) -> PlainText:
    """Remove what programs send to a terminal to colour a text, as in the log of a session."""
    text, count = _ESCAPE.subn("", plain.text)
    if not count:
        return plain
    note = f"{count:,} escape sequences of a terminal were left out."
    return replace(plain, text=text, note=f"{plain.note} {note}" if plain.note else note)


def _join(contents: Contents) -> PlainText:
    """Return the texts of an archive as one; a note names those that cannot be read."""
    texts: list[PlainText] = []
    omitted, notes = contents.omitted, contents.notes
    for member in contents.members:
        try:
            texts.append(decode(member.raw, name=member.name))
        except SourceError as error:
            if len(contents.members) == 1:
                raise
            omitted.append(f"{member.name} ({error.what})")
    if not texts:
        raise SourceError(
            f"nothing in the archive can be read: {list_names(omitted)}", "Unpack it yourself."
        )
    if len(texts) > 1:
        notes.append(f"The archive holds {len(texts):,} texts, which are read as one.")
    if omitted:
        notes.append(f"Left out of the archive: {list_names(omitted)}.")
    notes += dict.fromkeys(text.note for text in texts if text.note)
    whole = "\n\n".join(text.text.strip("\n") for text in texts) + "\n"
    if len(texts) == 1:
        whole = texts[0].text
    first = texts[0]
    return PlainText(whole, first.encoding, " ".join(notes) or None, first.title, first.author)


def _decode(raw: bytes, declared: str | None) -> PlainText:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            try:
                return PlainText(raw[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                what = f"the file is marked as {encoding} but is damaged at byte {error.start}"
                raise SourceError(what, "Download it again, or convert it to UTF-8.") from None
    charset = _find_charset(declared or "")
    if charset and charset.name.startswith("utf-16"):
        # Without a mark, only the label tells UTF-16 from a binary file, which has many NULs.
        text = _decode_strictly(raw, charset.codec_info)
        if text is not None and "\0" not in text:
            return PlainText(text, charset.codec_info.name)
    plain = _decode_pairs(raw)
    if plain is not None:
        return plain
    _refuse_binary(raw)
    # ISO-2022 writes Japanese in bytes that are all ASCII, after an escape.
    text = None if b"\x1b$" in raw else _decode_strictly(raw, codecs.lookup("utf-8"))
    if text is not None:
        return PlainText(text, "utf-8")
    header = _HEADER_CHARSET.search(raw[:5_000])
    labels = (declared, header[1].decode("ascii") if header else None)
    plain = _decode_lines(raw, labels)
    if plain is not None:
        return plain
    _refuse_damaged(raw)
    notes: list[str] = []
    for label in labels:
        if label is None:
            continue
        charset = _find_charset(label)
        text = _decode_strictly(raw, charset.codec_info) if charset else None
        if charset and text is not None:
            if notes:
                notes.append(f"It was read as {charset.name}.")
            return PlainText(text, charset.name, " ".join(notes) or None)
        notes.append(f"The file was declared as {label.strip()[:40]}, but it is not.")
    text, encoding = _guess(raw)
    notes.append(f"Its encoding was guessed as {encoding}: check the text for wrong letters.")
    return PlainText(text, encoding, " ".join(notes))


def _decode_pairs(raw: bytes) -> PlainText | None:
    """Return the text of a file in UTF-16 without a byte order mark; None if it is not that."""
    zeros = (raw[0::2].count(0), raw[1::2].count(0))
    if len(raw) % 2 or max(zeros) < _MIN_NULS or min(zeros) > 0:
        return None
    encoding = "utf-16-le" if zeros[1] else "utf-16-be"
    text = _decode_strictly(raw, codecs.lookup(encoding))
    if text is None or _NO_TEXT.search(text):
        return None
    return PlainText(text, encoding, f"It has no byte order mark, and was read as {encoding}.")


def _decode_lines(raw: bytes, labels: Sequence[str | None]) -> PlainText | None:
    """Return the text of a file whose lines are in two encodings; None if they are not.

    One of them is UTF-8; the other is one of those declared, or else guessed. A line that has bytes
    of both counts as UTF-8 with stray bytes of windows-1252.

    Args:
        raw: the bytes of the file.
        labels: the charsets that were declared; None for one that is missing.

    Raises:
        SourceError: if a line is UTF-8 but damaged.
    """
    lines = raw.splitlines(keepends=True)
    beyond = [number for number, line in enumerate(lines) if not line.isascii()]
    texts = {number: _decode_strictly(lines[number], codecs.lookup("utf-8")) for number in beyond}
    foreign = [number for number in beyond if texts[number] is None]
    mixed = [number for number in foreign if _UTF8_SEQUENCE.search(lines[number])]
    proper = len(beyond) - len(foreign)
    stray = b"".join(lines[number] for number in foreign)
    count = len(stray) - len(stray.translate(None, _HIGH))
    if proper < max(1, _MIN_UTF8 * len(beyond)) or len(mixed) > max(1, _MAX_MIXED * len(beyond)):
        # A few quotes and dashes of Windows in an English text are too few to guess from.
        if not mixed and count < _FEWEST_GUESSED and not any(labels) and _has_only_quotes(stray):
            text = _decode_strictly(raw, codecs.lookup("cp1252"))
            where = _name_lines(foreign)
            note = f"It is plain English letters but for {where}, read as cp1252."
            return None if text is None else PlainText(text, "cp1252", note)
        return None
    for number in foreign:
        _refuse_cut_short(lines[number], number + 1, number == len(lines) - 1)
    codec = codecs.lookup("cp1252")
    found = "cp1252"
    whole = b"".join(lines[number] for number in foreign if number not in set(mixed))
    for label in labels:
        charset = _find_charset(label or "")
        if charset and charset.name != "utf-8" and _decode_strictly(whole, charset.codec_info):
            codec, found = charset.codec_info, charset.name
            break
    else:
        if count >= _FEWEST_GUESSED:
            found = _guess(whole)[1]
            codec = codecs.lookup(found)
    for number in foreign:
        text = None if number in mixed else _decode_strictly(lines[number], codec)
        texts[number] = text if text is not None else _decode_stray(lines[number], number + 1)
    text = "".join(
        line.decode("ascii") if line.isascii() else texts[number] or ""
        for number, line in enumerate(lines)
    )
    note = f"It is UTF-8 but for {_name_lines(foreign)}, read as {found}: check them."
    return PlainText(text, "utf-8", note)


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


def _find_charset(label: str) -> webencodings.Encoding | None:
    """Return the encoding that a charset's name means on the web, or None if it means none."""
    label = label.strip(" \t\"'")
    # The web's labels have "latin1" alone; Gutenberg's headers say "ISO Latin-1" too.
    label = re.sub(r"(?i)^(?:iso[ -])?latin-1$", "latin1", label)
    charset = webencodings.lookup(label)
    if charset and charset.name == "gbk":  # which the web's standard decodes as its extension
        charset = webencodings.lookup("gb18030")
    # This one reads any bytes at all, as private characters.
    return None if charset and charset.name == "x-user-defined" else charset


def _decode_strictly(raw: bytes, codec: codecs.CodecInfo) -> str | None:
    """Return the text of some bytes, or None if any of them is not valid in the encoding."""
    try:
        return codec.decode(raw, "strict")[0]
    except ValueError:
        return None


def _guess(raw: bytes) -> tuple[str, str]:
    """Return the text of some bytes in the encoding that is likeliest, and that encoding's name."""
    try:
        import charset_normalizer
    except ImportError:
        raise SourceError(
            "the file is not UTF-8, and the package that detects other encodings is not installed",
            "Install pastiche[train], or convert the file to UTF-8.",
        ) from None
    # A few accents fit many charsets nearly equally well; one of those is by far the commonest.
    matches = list(charset_normalizer.from_bytes(raw))
    western = [match for match in matches if "cp1252" in match.could_be_from_charset]
    if western and western[0].chaos <= matches[0].chaos + 0.05:
        encoding = "cp1252"
    else:
        encoding = matches[0].encoding if matches else ""
    text = _decode_strictly(raw, codecs.lookup(encoding)) if encoding else None
    if text is None:
        raise SourceError("the encoding of the file cannot be detected", "Convert it to UTF-8.")
    return text, encoding
