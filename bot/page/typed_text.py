"""A person's text as it comes onto the page, whether it was typed, piped or passed as an option.

Texts from files, which may hold much more that is not the author's, are cleaner.py's.
"""

import unicodedata


def normalise(text: str) -> str:
    """Return the text composed (NFC), with Unix line ends and without control characters.

    No author knows control characters, and a terminal obeys them. Tabs stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept)  # last, as an accent may have stood behind one
