"""Decoding: from the bytes of a file to its text.

What a file is, its content decides: an archive, a document or plain text. Each is read in
texts/formats, plain text by texts/formats/encoding.py. What cannot be read without errors is
refused, and what had to be guessed or left out is said in a note. This module knows nothing of
URLs, styles or training.
"""

import re
from dataclasses import dataclass, replace

from common.errors import SourceError
from texts.formats.archive import Contents, list_names, unpack
from texts.formats.encoding import decode_plain_text
from texts.formats.html import find_charset
from texts.formats.markup import refuse_markup
from texts.formats.reader import read_document, read_markup

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
            guessed or part of a document was left out; otherwise None.
        title: the title stated in a document, or None.
        author: the writer's name stated in a document, or None.
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
    others are not, the file was probably joined from two files, so each line is decoded by itself.
    UTF-16 without a byte order mark is recognised by its zero bytes, or by its declaration. Charset
    names are interpreted according to the web's Encoding Standard
    (https://encoding.spec.whatwg.org/#names-and-labels). For example, "iso-8859-1" means
    windows-1252, because servers often use this name for texts in windows-1252.

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
        plain = decode_plain_text(raw, find_charset(raw) if declared is None else declared)
        document = read_markup(plain.text, name)
        if document is None:
            if not plain.text.strip():
                raise SourceError("the file is empty", "Check the address, or give another text.")
            refuse_markup(plain.text)
            return _remove_escapes(PlainText(plain.text, plain.kind, " ".join(plain.notes) or None))
        notes = (*plain.notes, *document.notes)
    else:
        notes = document.notes
    note = " ".join(notes) or None
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
