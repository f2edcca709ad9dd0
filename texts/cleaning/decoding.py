"""Decoding: from the bytes of a file to its text.

Decoding never guesses without saying so, and never replaces bytes it cannot read: an author would
learn the wrong letters. If a declared encoding was wrong, or the encoding had to be guessed, a note
says so.

Files that are more than plain text, such as archives, EPUB and web pages, are handed to
texts/formats first. This module knows bytes and text, and nothing of URLs, styles or training.
"""

import codecs
import re
from dataclasses import dataclass, replace

import webencodings

from common.errors import SourceError
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


@dataclass(frozen=True)
class PlainText:
    """The decoded text of a file, with the encoding that was used.

    Attributes:
        text: the decoded text, without a byte order mark.
        encoding: the name of the encoding that the file was decoded from, such as "utf-8", or of
            the format that it was read from, such as "EPUB".
        note: a message for the user if the declared encoding was wrong, the encoding had to be
            guessed or something of a document was left out; otherwise None.
        title: the title that a document states, or None.
        author: the author that a document states, or None.
    """

    text: str
    encoding: str
    note: str | None = None
    title: str | None = None
    author: str | None = None


def decode(raw: bytes, declared: str | None = None, name: str = "") -> PlainText:
    """Return the text of a file: of plain text, of a document or of all texts in an archive.

    Documents are web pages, Markdown, EPUB, .docx, .odt and PDF (texts/formats). All but Markdown
    are told by their content.

    For plain text, the first suitable encoding is used, in this order: the encoding indicated by a
    byte order mark; UTF-8; the declared charset; the charset named in a Project Gutenberg header;
    and the encoding that the package charset_normalizer considers most likely. Decoding is strict:
    a single invalid byte rules out an encoding. If UTF-16 is declared but there is no byte order
    mark, UTF-16 is tried before UTF-8. Charset names are interpreted according to the web's
    Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels). For example,
    "iso-8859-1" means windows-1252, because servers so often use this name for texts in
    windows-1252.

    Args:
        raw: the bytes of the whole file.
        declared: the charset in the Content-Type header of the server's response, or None if there
            is none.
        name: the name of the file, which tells Markdown from plain text; "" if there is none.

    Raises:
        SourceError: if the file is empty, binary or damaged, if its encoding cannot be detected, or
            if a document or an archive cannot be read.
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
    _refuse_binary(raw)
    # ISO-2022 writes Japanese in bytes that are all ASCII, after an escape.
    text = None if b"\x1b$" in raw else _decode_strictly(raw, codecs.lookup("utf-8"))
    if text is not None:
        return PlainText(text, "utf-8")
    _refuse_damaged(raw)
    header = _HEADER_CHARSET.search(raw[:5_000])
    notes: list[str] = []
    for label in (declared, header[1].decode("ascii") if header else None):
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
        raise SourceError(
            "the file is UTF-8, but damaged", "Download it again, or repair it by hand."
        )


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
