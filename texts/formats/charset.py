"""Charsets: what their names stand for, strict decoding, and a guess where there is no name.

Nothing here replaces a byte that it cannot read: an author would learn the wrong letters.
"""

import codecs
import re

import webencodings

from common.errors import SourceError


def look_up_charset(label: str) -> webencodings.Encoding | None:
    """Return the encoding that a charset's name stands for on the web; None for an unknown name.

    Names are interpreted according to the web's Encoding Standard
    (https://encoding.spec.whatwg.org/#names-and-labels). For example, "iso-8859-1" means
    windows-1252, because servers often use this name for texts in windows-1252.

    Args:
        label: the name, as written by a server or in a file; "" is an unknown name.
    """
    label = label.strip(" \t\"'")
    # The web's labels have "latin1" alone; Gutenberg's headers say "ISO Latin-1" too.
    label = re.sub(r"(?i)^(?:iso[ -])?latin-1$", "latin1", label)
    charset = webencodings.lookup(label)
    if charset and charset.name == "gbk":  # which the web's standard decodes as its extension
        charset = webencodings.lookup("gb18030")
    # This one reads any bytes at all, as private characters.
    return None if charset and charset.name == "x-user-defined" else charset


def decode_strictly(raw: bytes, codec: codecs.CodecInfo) -> str | None:
    """Decode bytes, and return the text, or None if a byte is not valid in the encoding.

    Args:
        raw: the bytes.
        codec: the codec of the encoding, as returned by `codecs.lookup`.
    """
    try:
        return codec.decode(raw, "strict")[0]
    except ValueError:
        return None


def guess_charset(raw: bytes) -> tuple[str, str]:
    """Decode bytes in the encoding that the package charset_normalizer considers most likely.

    If windows-1252 is almost as likely as the first choice, it is used instead.

    Args:
        raw: the bytes.

    Returns:
        The text, and Python's name of the encoding.

    Raises:
        SourceError: if no encoding is found, or the package is not installed.
    """
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
    text = decode_strictly(raw, codecs.lookup(encoding)) if encoding else None
    if text is None:
        raise SourceError("the encoding of the file cannot be detected", "Convert it to UTF-8.")
    return text, encoding
